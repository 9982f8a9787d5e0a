"""The descriptions that stand beside the measures: goals, efforts, partners, projects, activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from impactlib.measures.deliveries import deliveries
from impactlib.measures.rows import each, fetched, of_theme, slugs, table, text
from impactlib.model import TABLES, Activity, Background, Effort, Goal, Partner, Project, Registration
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir


def background(registration: Registration, spec: Spec) -> Background:
    """Goals, efforts, partners, projects and activities of the theme in the municipality, each in a fixed order."""
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
        delivered=deliveries(registration, spec),
    )


def _goals(registration: Registration, spec: Spec) -> tuple[Goal, ...]:
    goals = table(registration, "goals")
    here = goals.filter(goals.municipality == spec.params.municipality, goals.goal_id.isin(list(spec.theme.goals)))
    found = {row.goal_id: goal_of(row) for row in _rows(here, "goal_id")}
    return tuple(found[goal] for goal in spec.theme.goals if goal in found)


def goal_of(row: Any) -> Goal:
    """A row of the table ``goals``."""
    names = set(Goal.__dataclass_fields__) - {"differs"}
    return Goal(**{name: text(getattr(row, name)) for name in names}, differs=slugs(row.differs))


def effort_of(row: Any) -> Effort:
    """A row of the table ``efforts``."""
    return Effort(slugs(row.goal_ids), row.theme, row.text, text(row.status), text(row.stopped_reason))


def _efforts(registration: Registration, spec: Spec) -> tuple[Effort, ...]:
    return tuple(
        effort_of(row)
        for row in _rows(of_municipality(registration, "efforts", spec), "theme", "text")
        if row.theme == spec.params.theme or set(slugs(row.goal_ids)) & set(spec.theme.goals)
    )


def _of_theme(registration: Registration, name: str, spec: Spec) -> ir.Table:
    rows = of_municipality(registration, name, spec)
    return rows.filter(rows.theme == spec.params.theme)


def of_municipality(registration: Registration, name: str, spec: Spec) -> ir.Table:
    """The rows of a table of descriptions that are about the sheet's municipality.

    A row that names no municipality is about the only one that the registration holds; where it holds
    others, nobody can tell which, and the row stands on no sheet.
    """
    rows, own = table(registration, name), spec.params.municipality
    here, nameless = rows.municipality == own, rows.municipality.isnull()
    if fetched(rows.filter(nameless).limit(1)).empty or _held(registration) != {own}:
        return rows.filter(here)
    return rows.filter(here | nameless)


def _held(registration: Registration) -> set[str]:
    """Every municipality that a row of the registration must name."""
    found = set[str]()
    for name, rows in registration.typed.items():
        if any(column.name == "municipality" and column.required for column in TABLES[name].columns):
            found |= set(fetched(rows.select("municipality").distinct())["municipality"].dropna())
    return found


def _rows(rows: ir.Table, *order: str) -> list[Any]:
    return each(rows.order_by(*order))
