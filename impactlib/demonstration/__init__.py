"""Demonstration registrations: invented people, shaped so that published figures come out.

docs/demonstration.md lists what was published, with its place, and what was invented.
"""

from impactlib.demonstration.write import MUNICIPALITIES, WESTERKWARTIER, is_demonstration, write_demo, write_demos

__all__ = ["MUNICIPALITIES", "WESTERKWARTIER", "is_demonstration", "write_demo", "write_demos"]
