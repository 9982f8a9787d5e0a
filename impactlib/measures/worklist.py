"""What the data steward can still mend: scores that are missing. It names cases, so it stays local."""

from __future__ import annotations

import ibis
import pandas as pd

from impactlib.measures.rows import as_of, fetched, table
from impactlib.model import INDIVIDUAL, Registration
from impactlib.params import Spec

MOMENTS = ("start", "goal", "end")


def missing_scores(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Closed theme cases without a start, goal or end score on their own domain, last closed first.

    Returns
    -------
    DataFrame
        trajectory_id, organisation (str), end_date (date), start, goal, end (bool: this score is
        missing). Cases closed in the period. No scores and no clients; never in a notebook that
        is handed on, never on a page.
    """
    last = min(spec.period.last, as_of(registration, spec))
    cases = table(registration, "trajectories")
    closed = cases.filter(
        cases.kind == INDIVIDUAL,
        cases.municipality == spec.params.municipality,
        cases.zrm_domain.isin(list(spec.theme.domains) or [""]),
        cases.end_date.between(ibis.literal(spec.period.first), ibis.literal(last)),
    )
    scores = table(registration, "zrm_scores").select("domain", *MOMENTS, of="trajectory_id")
    joined = closed.left_join(scores, [closed.trajectory_id == scores.of, closed.zrm_domain == scores.domain])
    lacking = {moment: joined[moment].isnull() for moment in MOMENTS}
    found = joined.select("trajectory_id", "organisation", "end_date", **lacking)
    found = found.filter(ibis.or_(*(found[moment] for moment in MOMENTS)))
    return fetched(found.order_by(ibis.desc("end_date"), "trajectory_id"))
