"""Counts that somebody else delivered: what a table of them must be, and whether its people are counted here too.

A delivered table is what its municipality, year, theme, classification and domain name. It is whole: every category has a
row, 0 where there is nobody and ``onbekend`` for who is in none, so that nothing is filled in and nobody is left out
unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import ibis
import ibis.expr.types as ir

from impactlib.intake.rules import Level, Rule, View
from impactlib.model import DELIVERED_SCORES, DIMENSIONS
from impactlib.model.registration import EVERYBODY

NOT_KNOWN = "onbekend"
WHOLE = ("municipality", "year", "theme", "classification", "domain")
_PEOPLE = ("municipality", "year", "theme", "domain")
_NAME = "delivered_counts"


def categories(ages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """What a delivered table of each classification counts, in order; ``ages`` are the classes of params/scales.yaml.

    Examples
    --------
    >>> categories(("0-17", "18+"))["leeftijd"], categories(())["niveau_eind"]
    (('0-17', '18+', 'onbekend'), ('1', '2', '3', '4', '5', 'onbekend'))
    """
    levels = tuple(str(level) for level in range(1, 6))
    found = {**dict.fromkeys(DELIVERED_SCORES, levels), "dimensie": DIMENSIONS, "leeftijd": ages}
    return {name: (*parts, NOT_KNOWN) for name, parts in found.items()}


def also_counted(delivered: ir.Table, cases: ir.Table, domains: Mapping[str, tuple[str, ...]]) -> ir.Table:
    """The delivered rows whose people may be among the trajectories of the registration.

    Trajectories of the municipality that ran in the year and are about the theme: with a main domain of it, or the
    domain of the delivered table, or with none, for then nobody knows. Of a theme without domains all of them. Whose they
    are makes no difference: the counts of both can be laid beside each other.

    Parameters
    ----------
    delivered, cases : ibis table
        ``delivered_counts`` and ``trajectories``, typed.
    domains : mapping of str to tuple of str
        Main domains by theme.
    """
    spans = cases.select(
        place=cases.municipality, main=cases.zrm_domain, first=cases.start_date.year(), last=cases.end_date.year()
    ).distinct()
    both = delivered.join(spans, delivered.municipality == spans.place)
    ran = (both["first"] <= both.year).fill_null(True) & (both["last"] >= both.year).fill_null(True)
    alike = [both.main.isnull(), both.main == both.domain]
    alike += [(both.theme == theme) & (both.main.isin(own) if own else True) for theme, own in domains.items()]
    return both.filter(ran, ibis.or_(*alike))


def delivered_rules() -> Iterator[Rule]:
    """Every rule about delivered counts: of each other too, so that an import asks again where it left a row out."""

    def rule(name: str, column: str, wrong: Callable[[View], ir.BooleanColumn], level: Level = "error") -> Rule:
        others = ("trajectories",) if level == "warning" else (_NAME,)
        return Rule(name, _NAME, column, level, wrong, (column,), others)

    yield rule("delivered-category", "category", _no_category)
    yield rule("delivered-domain", "domain", _other_domain)
    yield rule("delivered-incomplete", "category", lambda view: view.among(_where(view, _incomplete(view))))
    yield rule("delivered-total", "n", lambda view: view.among(_where(view, _other_total)))
    yield rule("delivered-mixed", "definition", lambda view: view.among(_where(view, _mixed)))
    yield rule("delivered-differs", "count", lambda view: view.among(_of_other_sizes(view)))
    yield rule("delivered-counted", "theme", _counted_too, "warning")


def _no_category(view: View) -> ir.BooleanColumn:
    found = [
        (view.value("classification") == name) & view.text("category").notin(parts)
        for name, parts in categories(view.scales.age_classes).items()
    ]
    return ibis.or_(*found)


def _other_domain(view: View) -> ir.BooleanColumn:
    """Scores are of one domain; a dimension and an age are of everybody."""
    return view.value("classification").isin(DELIVERED_SCORES) == (view.value("domain") == EVERYBODY)


def _wholes(view: View) -> ir.Table:
    """Every delivered table: the sum of its rows, and how many categories, totals, deliverers and definitions it has."""
    rows = view.typed[_NAME]
    return rows.group_by(*WHOLE).agg(
        total=rows["count"].sum(),
        parts=rows.category.nunique(),
        least=rows.n.min(),
        most=rows.n.max(),
        who=rows.deliverer.nunique(),
        what=rows.definition.nunique(),
    )


def _where(view: View, wrong: Callable[[ir.Table], ir.BooleanColumn]) -> ir.Table:
    wholes = _wholes(view)
    return view.typed[_NAME].semi_join(wholes.filter(wrong(wholes)), WHOLE)


def _incomplete(view: View) -> Callable[[ir.Table], ir.BooleanColumn]:
    sizes = {name: len(parts) for name, parts in categories(view.scales.age_classes).items()}
    return lambda wholes: ibis.or_(
        *((wholes.classification == name) & (wholes.parts < size) for name, size in sizes.items())
    )


def _other_total(wholes: ir.Table) -> ir.BooleanColumn:
    return (wholes.least != wholes.total) | (wholes.most != wholes.total)


def _mixed(wholes: ir.Table) -> ir.BooleanColumn:
    return (wholes.who > 1) | (wholes.what > 1)


def _of_other_sizes(view: View) -> ir.Table:
    """Rows of tables about the same people that are not about as many: who is missing in one of them may be few."""
    wholes = _wholes(view)
    sizes = wholes.group_by(*_PEOPLE).agg(low=wholes.total.min(), high=wholes.total.max())
    return view.typed[_NAME].semi_join(sizes.filter(sizes.low < sizes.high), _PEOPLE)


def _counted_too(view: View) -> ir.BooleanColumn:
    return view.among(also_counted(view.typed[_NAME], view.typed["trajectories"], view.domains))
