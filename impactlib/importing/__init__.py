"""Exports of a registration system become a canonical registration: mapped, protected, checked, and nothing lost."""
