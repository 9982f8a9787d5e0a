"""Drawings: matplotlib lays the marks, the page gives them their colours."""
