"""Public figures about all residents, and the descriptions that stand beside the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from impactlib.measures.estimate import frame, unknown_row
from impactlib.measures.rows import each, of_theme, slugs, table, text
from impactlib.model import Activity, Background, Effort, Goal, Measure, Partner, Project, Registration
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir


def context(registration: Registration, spec: Spec) -> Measure:
    """The theme's context figures up to the sheet's year, group ``indicator@area@year``.

    Columns: value (in unit), year (int), area, source. They are about all residents.
    """
    rows = table(registration, "context")
    found = rows.filter(rows.indicator.isin(list(spec.theme.context)), rows.year <= spec.params.year)
    order = {name: place for place, name in enumerate(spec.theme.context)}
    frames = sorted(each(found), key=lambda row: (order[row.indicator], row.area, row.year))
    return Measure("context", frame(_figure(row) for row in frames), None, "eigen", "openbare-cijfers", (), "open")


def _figure(row: Any) -> dict[str, object]:
    group = f"{row.indicator}@{row.area}@{row.year}"
    place = {"area": row.area, "year": int(row.year), "unit": text(row.unit), "source": text(row.source)}
    if pd.isna(row.value):
        return unknown_row(group, **place)
    return {"group": group, "value": float(row.value), "method": "overgenomen", **place}


def background(registration: Registration, spec: Spec) -> Background:
    """Goals, efforts, partners, projects and activities of the theme, each in a fixed order."""
    return Background(
        goals=_goals(registration, spec),
        efforts=_efforts(registration, spec),
        partners=tuple(
            Partner(row.name, text(row.kind)) for row in _rows(_of_theme(registration, "partners", spec), "name")
        ),
        projects=tuple(
            Project(row.project_id, row.name, text(row.aim), text(row.role), slugs(row.partners), text(row.status))
            for row in _rows(_of_theme(registration, "projects", spec), "project_id")
        ),
        activities=tuple(
            Activity(row.activity_id, row.name, text(row.description), text(row.kind), text(row.status))
            for row in _rows(of_theme(registration, spec), "activity_id")
        ),
    )


def _goals(registration: Registration, spec: Spec) -> tuple[Goal, ...]:
    goals = table(registration, "goals")
    here = goals.filter(goals.municipality == spec.params.municipality, goals.goal_id.isin(list(spec.theme.goals)))
    names = list(Goal.__dataclass_fields__)
    found = {row.goal_id: Goal(**{name: text(getattr(row, name)) for name in names}) for row in _rows(here, "goal_id")}
    return tuple(found[goal] for goal in spec.theme.goals if goal in found)


def _efforts(registration: Registration, spec: Spec) -> tuple[Effort, ...]:
    return tuple(
        Effort(slugs(row.goal_ids), row.theme, row.text, text(row.status), text(row.stopped_reason))
        for row in _rows(table(registration, "efforts"), "theme", "text")
        if row.theme == spec.params.theme or set(slugs(row.goal_ids)) & set(spec.theme.goals)
    )


def _of_theme(registration: Registration, name: str, spec: Spec) -> ir.Table:
    rows = table(registration, name)
    return rows.filter(rows.theme == spec.params.theme)


def _rows(rows: ir.Table, *order: str) -> list[Any]:
    return each(rows.order_by(*order))
