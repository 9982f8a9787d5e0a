"""The door: one sheet's measures in, released tables out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from impactlib import catalogue
from impactlib.catalogue import question_of
from impactlib.model import ROW_COLUMNS, DisclosureError, Measure, Released, ReleasedSheet, Row, group_of, parts_of
from impactlib.params import Policy, theme_of, themes
from impactlib.release import asked, rows
from impactlib.release.cells import Hidden
from impactlib.release.counted import cells_of
from impactlib.release.earlier import Outside
from impactlib.release.merge import merged
from impactlib.release.partition import LAST
from impactlib.release.places import WORK
from impactlib.release.protect import protect
from impactlib.release.reading import Line, lines_of
from impactlib.release.sets import About
from impactlib.release.universe import GRID
from impactlib.release.year import AGREED

TOP = 5
"""Domains shown of a dimension."""

DESCRIBED = tuple(name for name in ROW_COLUMNS if name not in {"group", "unit", "method", "caveats", "state"})
"""Columns of a row that say something of what was counted: each is declared with its table."""

NOT_LISTED = "not_listed"
TARGETS = "targets"


def release(  # noqa: PLR0913 - what a sheet is, and what is known beside it
    measures: Mapping[str, Measure],
    policy: Policy,
    *,
    earlier: Sequence[ReleasedSheet] = (),
    titles: Mapping[str, str] | None = None,
    show_dimensions: Sequence[str] = (),
    theme_domains: Collection[str] = (),
    about: About | None = None,
) -> dict[str, Released]:
    """What of one sheet's measures may be published, table by table, in the same order.

    Parameters
    ----------
    measures : mapping of str to Measure
        All tables of one sheet: what must stay hidden follows from all of them together. A table
        whose key is ``<year>/<report>/<table>`` is of another report: a fact sheet's is released first,
        what others count is decided together with the sheet's own; neither comes out.
    policy : Policy
        Of params/privacy.yaml.
    earlier : sequence of ReleasedSheet
        What was published before of the same municipality and basis (``comparable`` picks it):
        shown cells are known, hidden ones stay hidden.
    titles : mapping of str to str, optional
        Title of each table; its id where there is none.
    show_dimensions : sequence of str
        Dimensions whose domains the sheet shows: the largest five of each that may be shown.
    theme_domains : collection of str
        Main domains of all themes of this municipality, the same for each of its sheets. Totals
        of other domains are printed by no fact sheet. Empty: any domain's total may be printed.
    about : About, optional
        Which report this is, where its counts overlap with those of other reports.

    Returns
    -------
    dict of str to Released
        The same tables in the same order. A row is ``shown``, ``suppressed`` (every number null,
        the same for each) or ``unknown``. A list of what there was, of which every row is hidden,
        is one row ``not_listed``, and its length is not told either; so is what was done without an agreement, where nearly every row is one case.

    Raises
    ------
    DisclosureError
        The measures contradict themselves or lack a margin, or nobody declared the table or a column
        of it (``impactlib.catalogue``); nothing is released.
    """
    own, before = _apart(measures, about)
    outside = Outside(tuple(earlier), frozenset(theme_domains))
    if policy.name != "intern" and before:
        outside = _beside(before, policy, outside.sheets, outside.domains)
    lines = {name: lines_of(measure) for name, measure in own.items()}
    for name, measure in own.items():
        refuse_undeclared(measure, lines[name])
    made = _tables(own, lines, policy, outside.of(about), show_dimensions, titles or {})
    listed = {table.id for table in catalogue.tables(lists="occurring")}
    made |= {name: _unlisted(table) for name, table in made.items() if name in listed}
    made |= {name: _without_length(table, made) for name, table in made.items()}
    if AGREED in made and TARGETS in made:
        made[AGREED] = _without_agreement(made[AGREED], lines[AGREED], made[TARGETS], policy)
    return made


def refuse_undeclared(measure: Measure, lines: Sequence[Line]) -> None:
    """Nothing leaves of which the catalogue does not say what it is.

    Raises
    ------
    DisclosureError
        ``release-undeclared``: no such table, or it is declared to be about something else than it was
        measured as (people, opinions, neither); ``release-column``: a row fills a column that the declaration does not name.
    """
    table = catalogue.declared(measure.id)
    if table is None or table.privacy != measure.privacy:
        raise DisclosureError("release-undeclared", table=measure.id)
    for line in lines:
        filled = [name for name in DESCRIBED if line.values[name] is not None and name not in table.columns]
        if filled:
            raise DisclosureError("release-column", table=measure.id, group=line.group, columns=", ".join(filled))


Before = tuple[tuple[About, tuple[Measure, ...]], ...]


def _apart(measures: Mapping[str, Measure], about: About | None) -> tuple[dict[str, Measure], Before]:
    """The sheet's own tables, and those of other reports by what these are about."""
    own: dict[str, Measure] = {}
    before: dict[About, tuple[Measure, ...]] = {}
    for key, measure in measures.items():
        _, _, rest = key.partition("/")
        report, _, name = rest.partition("/")
        if name and measure.period:
            other = About(report, measure.period, about.basis if about else About.basis)
            before[other] = (*before.get(other, ()), measure)
        else:
            own[key] = measure
    return own, tuple(before.items())


@lru_cache(maxsize=16)
def _beside(before: Before, policy: Policy, earlier: tuple[ReleasedSheet, ...], domains: frozenset[str]) -> Outside:
    """What the reports beside a sheet say: fact sheets what they show, all others what they count."""
    outside = Outside(earlier, domains)
    for other, tables in before:
        lines = {measure.id: lines_of(measure) for measure in tables}
        cells, beside = frozenset(cells_of(lines, other)), outside.beside
        if other.report in themes():
            own, shows = {measure.id: measure for measure in tables}, theme_of(other.report).top_dimensions
            outside = outside.with_sheet(other, lines, _tables(own, lines, policy, outside.of(other), shows, {}))
        elif WORK in lines:
            outside = replace(outside, beside=replace(beside, secret=beside.secret | cells))
        else:
            outside = replace(outside, beside=replace(beside, cells=beside.cells | cells))
    return outside


def _tables(  # noqa: PLR0913, PLR0917 - all that decides on a sheet
    measures: Mapping[str, Measure],
    lines: Mapping[str, Sequence[Line]],
    policy: Policy,
    outside: Outside,
    show_dimensions: Sequence[str],
    titles: Mapping[str, str],
) -> dict[str, Released]:
    every = {name: lines[name] for name, measure in measures.items() if measure.privacy == "people"}
    questions = {name: own for name, own in every.items() if question_of(name)}
    people = {name: own for name, own in every.items() if name not in questions}
    hidden: Hidden = {}
    if policy.name != "intern":
        told = asked.earlier_facts(outside.sheets, outside.about, questions)
        hidden, _ = protect(people, policy, outside.known(people, measures), outside.domains)
        hidden = {**hidden, **asked.hide(questions, people, hidden, policy, told)}
    released = {}
    for name, measure in measures.items():
        made = _without_blank(_rows(measure, lines[name], hidden, policy))
        if name == GRID:
            made = _largest(made, show_dimensions)
        released[name] = _table(measure, made, titles.get(measure.id, measure.id))
    return released


def _table(measure: Measure, made: Sequence[Row], title: str) -> Released:
    return Released(
        id=measure.id,
        title=title,
        period=str(measure.period) if measure.period else None,
        unit=measure.unit,
        source=measure.source,
        privacy=measure.privacy,
        caveats=tuple(measure.caveats),
        rows=tuple(made),
    )


def _unlisted(table: Released) -> Released:
    """One row in place of a list of which every row is hidden: six practices of eight people say too much."""
    if not table.rows or any(row.state != "suppressed" for row in table.rows):
        return table
    return table.model_copy(update={"rows": (table.rows[0].model_copy(update={"group": NOT_LISTED}),)})


def _without_length(table: Released, made: Mapping[str, Released]) -> Released:
    """How long a list is says what the list says: six practices of six people are one each."""
    declared = catalogue.declared(table.id)
    listed = made.get(declared.length_of) if declared else None
    if listed is None or listed.row(NOT_LISTED) is None:
        return table
    return table.model_copy(update={"rows": tuple(rows.masked_row(row) for row in table.rows)})


def _without_agreement(table: Released, lines: Sequence[Line], targets: Released, policy: Policy) -> Released:
    """What was done without an agreement, as one row by what was done, where its rows are about as many as its cases."""
    extra: dict[str, list[Line]] = {}
    for line in lines:
        if targets.row(f"{line.group}/expected") is None:
            extra.setdefault(parts_of(line.group)[1], []).append(line)
    rows = {row.group: row for row in table.rows}
    for done, found in extra.items():
        hidden = all(rows[line.group].state == "suppressed" for line in found)
        most = sum(line.count or 0 for line in found) - (len(found) - 1)
        if hidden and len(found) > 1 and most < policy.possible_values:
            first, *_ = [rows.pop(line.group) for line in found]
            group = group_of(NOT_LISTED, done)
            rows[group] = first.model_copy(update={"group": group})
    return table.model_copy(update={"rows": tuple(rows.values())})


def _without_blank(made: Sequence[Row]) -> Sequence[Row]:
    """Bounds over what was not recorded would tell how much that is, where its own row is hidden."""
    hidden = any(row.group in LAST and row.state == "suppressed" for row in made)
    return [row.model_copy(update={"bounds": None}) for row in made] if hidden else made


def _rows(measure: Measure, lines: Sequence[Line], hidden: Hidden, policy: Policy) -> tuple[Row, ...]:
    if policy.name == "intern" or measure.privacy == "open":
        return tuple(rows.unrounded(line) for line in lines)
    if measure.privacy == "opinion":
        return tuple(rows.opinion(line, policy) for line in lines)
    lines, hidden = merged(lines, hidden)
    return tuple(rows.people(line, hidden.get((line.table, line.group), ()), policy) for line in lines)


def _largest(made: Sequence[Row], dimensions: Sequence[str]) -> tuple[Row, ...]:
    """The domains with most cases of each dimension asked for, of those that may be shown."""
    kept: list[Row] = []
    for dimension in dimensions:
        shown = [row for row in made if row.group.partition("/")[0] == dimension and row.state == "shown" and row.count]
        shown = [row for row in shown if not row.group.endswith("/not_recorded")]
        kept += sorted(shown, key=lambda row: -(row.count or 0))[:TOP]
    return tuple(kept)
