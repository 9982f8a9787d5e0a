"""Which fields of which rows of one sheet stay hidden: shared tables first, then the theme's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from impactlib.catalogue import tables
from impactlib.catalogue.zrm import AGAINST, GROWTH
from impactlib.model import DisclosureError, parts_of
from impactlib.params import Policy
from impactlib.release import partition, scores
from impactlib.release.attack import Contradiction
from impactlib.release.cells import Facts, Hidden, Prints, fields_hidden
from impactlib.release.counted import cells_of
from impactlib.release.reading import Line
from impactlib.release.sets import About
from impactlib.release.solve import Choice, solve
from impactlib.release.system import System
from impactlib.release.universe import BY_DOMAIN, CHOICES, FLOW, GRID, SHARE, Universe
from impactlib.release.year import Beside, hide

DURATION = "caseload-duration"
CLOSED = ("closed_mean_days", "closed_median_days")

BEFORE = frozenset({"caseload-age", SHARE, FLOW})
"""Tables that overlap with those about all the work, but come before them: their sheet decides alone."""

PARTLY = frozenset(table.id for table in tables(decided="linked") if "separate" in table.decided)
"""Tables whose rows say more than the overlapping counts in them."""

INDEPENDENT = frozenset(table.id for table in tables(rows="independent"))
"""Tables of which each row is about people of its own: that two have the same n says nothing."""

OF_WHOLES = frozenset(table.id for table in tables(rows="wholes"))
"""Tables that hold several wholes, each decided on its own."""

Lines = Mapping[str, Sequence[Line]]
Found = dict[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Earlier:
    """What other publications tell: of the shared tables, of the theme's scores, of each other table.

    ``about``: which report this is, where its counts overlap with those of others
    (``beside``); ``grid``: dimension by domain, of a report that prints totals by domain.
    """

    shared: Facts = field(default_factory=Facts)
    theme: Facts = field(default_factory=Facts)
    tables: Mapping[str, Facts] = field(default_factory=dict)
    about: About | None = None
    beside: Beside = field(default_factory=Beside)
    grid: Sequence[Line] = ()


def protect(
    lines: Lines, policy: Policy, earlier: Earlier | None = None, printed: Collection[str] = ()
) -> tuple[Hidden, Mapping[str, str]]:
    """Fields to hide by (table, group), and how each part of the sheet was solved.

    Raises
    ------
    DisclosureError
        ``release-contradiction``: the tables cannot all be true.
    """
    known = earlier or Earlier()
    if known.grid and BY_DOMAIN in lines:
        lines = {**lines, GRID: known.grid}
    universe = Universe(lines, policy, known.shared, printed)
    hidden, how = _solved(universe.system(), universe.prints(), policy, FLOW)
    methods = {"shared": how}
    hidden |= _theme_row(universe.theme, lines, hidden)
    domain = universe.theme[0] if len(universe.theme) == 1 else ""
    done = {GRID, SHARE, FLOW} | ({CHOICES} if universe.dimensions and domain else set())
    if "count" in hidden.get((SHARE, "theme"), ()):
        return _merged(hidden, _everything(lines, done)), methods
    system = scores.ScoreTables(lines, policy, known.theme, domain)
    try:
        parts = system.system()
    except ValueError:
        raise DisclosureError("release-contradiction", table=scores.TABLES[0], group="n") from None
    own, methods["scores"] = _solved(parts, system.prints(), policy, scores.TABLES[0])
    others = [line for line in lines.get(GROWTH, ()) if line.group != domain]
    own = _merged(own, {(GROWTH, group): names for group, names in partition.fields(others, policy).items()})
    own = _merged(own, _duration(lines, own, policy))
    own = _merged(own, _by_version(lines, known, policy))
    overlapping, decided = _overlapping({name: lines[name] for name in lines if name not in BEFORE}, known, policy)
    own = _merged(own, overlapping)
    for table, rows in lines.items():
        if table not in {*done, *decided, DURATION, *scores.TABLES}:
            facts = known.tables.get(table, Facts())
            found = partition.fields(rows, policy, facts.agreed(rows), facts.hidden, parts=table not in INDEPENDENT)
            found = _of_wholes(rows, policy, facts) if table in OF_WHOLES else found
            own = _merged(own, {(table, group): names for group, names in found.items()})
    return _merged(hidden, own), methods


def _of_wholes(rows: Sequence[Line], policy: Policy, facts: Facts) -> dict[str, frozenset[str]]:
    """Each whole on its own. A mean over rows of which one is hidden would say how many are in it: it goes too."""
    wholes: dict[tuple[str, ...], list[Line]] = {}
    for line in rows:
        wholes.setdefault(parts_of(line.group)[:-1], []).append(line)
    found: dict[str, frozenset[str]] = {}
    for whole in wholes.values():
        own = partition.fields(whole, policy, facts.agreed(whole), facts.hidden)
        hides = any("count" in names for names in own.values())
        means = (line.group for line in whole if line.values["value"] is not None)
        found |= own | (dict.fromkeys(means, frozenset({"count"})) if hides else {})
    return found


def _by_version(lines: Lines, known: Earlier, policy: Policy) -> Found:
    """Outcomes by version of the matrix are parts of the pairs of that version.

    How many pairs there are together is known: where one version has few, the others are hidden with it.
    """
    found: Found = {}
    for table in AGAINST:
        versions: dict[str, list[Line]] = {}
        for line in lines.get(table, ()):
            version, stroke, _ = line.group.partition("/")
            if stroke:
                versions.setdefault(version, []).append(line)
        facts = known.tables.get(table, Facts())
        hidden = [
            (rows, partition.fields(rows, policy, facts.agreed(rows), facts.hidden)) for rows in versions.values()
        ]
        few = any(rows and all("count" in fields.get(line.group, ()) for line in rows) for rows, fields in hidden)
        for rows, fields in hidden:
            found |= {(table, line.group): frozenset({"count"}) for line in rows if few}
            found |= {} if few else {(table, group): names for group, names in fields.items()}
    return found


def _overlapping(lines: Lines, known: Earlier, policy: Policy) -> tuple[Found, frozenset[str]]:
    """Rows whose counts overlap with others, and the tables that are decided with that."""
    if known.about is None:
        return {}, frozenset()
    cells = tuple(cells_of(lines, known.about))
    found = hide(cells, known.beside, policy, known.about.basis)
    return found, frozenset(cell.row[0] for cell in cells) - PARTLY


def _solved(system: System, prints: Prints, policy: Policy, table: str) -> tuple[Found, str]:
    if not system.quantities:
        return {}, "optimal"
    try:
        choice: Choice = solve(system, policy)
    except Contradiction:
        raise DisclosureError("release-contradiction", table=table, group="n") from None
    small = np.array([quantity.small for quantity in system.quantities])
    keys = frozenset(system.quantities[place].key for place in np.flatnonzero(choice.hidden | small))
    return fields_hidden(prints, keys), choice.method


def _theme_row(theme: Sequence[str], lines: Lines, hidden: Hidden) -> Found:
    """The theme's total and dimensions are sums over its domains: hidden when one of them is."""
    if len(theme) < 2:
        return {}
    found: Found = {}
    if any("count" in hidden.get((SHARE, domain), ()) for domain in theme):
        found[SHARE, "theme"] = frozenset({"count"})
    for line in lines.get(CHOICES, ()):
        if any("count" in hidden.get((GRID, f"{line.group}/{domain}"), ()) for domain in theme):
            found[CHOICES, line.group] = frozenset({"count"})
    return found


def _everything(lines: Lines, done: Collection[str]) -> Found:
    """Every row about a theme that is itself too small: zeros too, so that nothing is said of it."""
    return {(table, line.group): frozenset({"count"}) for table in lines if table not in done for line in lines[table]}


def _duration(lines: Lines, own: Hidden, policy: Policy) -> Found:
    """The cohort is a whole of its own; the closed cases are all but those that are not due.

    Where nobody may know how many are not due, n of the closed cases goes. That the row is there tells
    that they are not few, and its mean that they are enough for one: where that says too much, the row goes.
    """
    rows = lines.get(DURATION, ())
    found = {(DURATION, group): names for group, names in partition.fields(rows, policy).items()}
    for not_due in (line for table in AGAINST for line in lines.get(table, ()) if line.group == "not_due"):
        if "count" not in own.get((not_due.table, not_due.group), ()):
            continue
        cases = not_due.n or 0
        due = cases - (not_due.count or 0)
        least = policy.means_from if due >= policy.means_from else policy.threshold
        names = frozenset({"n" if cases - least >= policy.possible_values else "count"})
        tied = (line.group for line in rows if line.group in CLOSED and line.n and line.n == due)
        found = _merged({(DURATION, group): names for group in tied}, found)
    return found


def _merged(one: Hidden, other: Hidden) -> Found:
    return {row: one.get(row, frozenset()) | other.get(row, frozenset()) for row in (*one, *other)}
