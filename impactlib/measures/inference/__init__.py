"""For researchers: tests, effect sizes, reliability and time to closing, behind notebooks/verdieping.ipynb.

Nothing of this reaches a sheet by itself. Every function takes counts and returns a small frame in
which each row has a ``state`` and ``findings``: codes under ``verdieping.findings`` of the texts.
"""

from __future__ import annotations

from impactlib.measures.inference.closing import closing
from impactlib.measures.inference.findings import shown, told
from impactlib.measures.inference.paired import changes
from impactlib.measures.inference.propensity import representativeness
from impactlib.measures.inference.reliability import agreement, reliability
from impactlib.measures.inference.trend import flow_over_years, over_years, years_of
from impactlib.measures.inference.verdicts import verdicts

__all__ = [
    "agreement",
    "changes",
    "closing",
    "flow_over_years",
    "over_years",
    "reliability",
    "representativeness",
    "shown",
    "told",
    "verdicts",
    "years_of",
]
