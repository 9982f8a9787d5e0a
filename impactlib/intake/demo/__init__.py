"""The demonstration registration: invented people, shaped so that published figures come out.

docs/demonstration.md lists what was published, with its place, and what was invented.
"""

from impactlib.intake.demo.write import write_demo

__all__ = ["write_demo"]
