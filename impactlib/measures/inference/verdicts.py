"""How far each survey reaches, with the rule and the numbers that decided."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from impactlib.measures.inference.findings import results
from impactlib.measures.response import explain, reason_text
from impactlib.measures.surveys import Survey
from impactlib.params import Spec
from impactlib.text import Texts


def verdicts(surveys: Iterable[Survey], spec: Spec, texts: Texts) -> pd.DataFrame:
    """A row per survey and deciding rule: survey, invited, answered (int), verdict, why (a sentence)."""
    rows = [
        {"survey": survey.name, "invited": survey.invited, "answered": survey.answered}
        | {"verdict": found.code, "why": reason_text(reason, texts)}
        for survey in surveys
        for found in (explain(survey, spec.norms),)
        for reason in found.reasons
    ]
    return results(rows, ("survey", "invited", "answered", "verdict", "why"))
