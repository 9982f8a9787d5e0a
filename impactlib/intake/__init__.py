"""Registrations walk in: read, checked, and demonstrated. Import the modules, they are heavy."""
