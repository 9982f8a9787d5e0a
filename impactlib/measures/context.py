"""Public figures about all residents."""

from __future__ import annotations

from impactlib.measures.estimate import frame, public_figure
from impactlib.measures.rows import each, table
from impactlib.model import Measure, Registration
from impactlib.params import Spec


def context(registration: Registration, spec: Spec) -> Measure:
    """The theme's context figures up to the sheet's year, group ``indicator@area@year``.

    Columns: value (in unit), year (int), area, source; name, the figure in the words of its source
    where it has no number ("1 op de 20"). They are about all residents.
    """
    rows = table(registration, "context")
    found = rows.filter(rows.indicator.isin(list(spec.theme.context)), rows.year <= spec.params.year)
    order = {name: place for place, name in enumerate(spec.theme.context)}
    frames = sorted(each(found), key=lambda row: (order[row.indicator], row.area, row.year))
    return Measure(
        "context", frame(public_figure(row) for row in frames), None, "eigen", "openbare-cijfers", (), "open"
    )
