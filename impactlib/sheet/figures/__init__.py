"""Drawings: each kind lays its marks, the page gives them their colours."""
