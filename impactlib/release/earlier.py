"""What earlier publications tell an outsider: cells that are known, cells that must stay hidden."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from impactlib.model import Measure, Period, Released, ReleasedSheet, Row
from impactlib.release.cells import Facts
from impactlib.release.counted import cells_of, counted, known_of
from impactlib.release.protect import Earlier, Lines
from impactlib.release.reading import Line
from impactlib.release.scores import TABLES, key_of, sums_of
from impactlib.release.sets import About, Set
from impactlib.release.universe import BLANK, CASES, CHOICES, FLOW, GRID, SHARE
from impactlib.release.year import Beside

DATED = re.compile(r"\d{4}-\d{1,2}")
"""A quarter or a month: the same in every period that holds it."""

ONE_DAY = dt.timedelta(days=1)


def comparable(sheets: Iterable[ReleasedSheet], *, municipality: str, basis: str) -> tuple[ReleasedSheet, ...]:
    """The published sheets that share cells with a sheet of this municipality and basis."""
    return tuple(sheet for sheet in sheets if sheet.municipality == municipality and sheet.basis == basis)


@dataclass(frozen=True)
class Outside:
    """What an outsider holds beside a sheet: what was published, and what other reports of its years say.

    Attributes
    ----------
    sheets : tuple of ReleasedSheet
        Earlier publications, then the fact sheets.
    domains : frozenset of str
        Main domains whose totals fact sheets print; empty: of any.
    about : About or None
        Which report the sheet is.
    counts : mapping of Set to int
        What the fact sheets count now, shown or not.
    grid : sequence of Line
        Dimension by domain, where a fact sheet holds that.
    beside : Beside
        Rows of the other reports of its years, and what nobody prints.
    """

    sheets: tuple[ReleasedSheet, ...] = ()
    domains: frozenset[str] = frozenset()
    about: About | None = None
    counts: Mapping[Set, int] = field(default_factory=dict)
    grid: Sequence[Line] = ()
    beside: Beside = field(default_factory=Beside)

    def of(self, about: About | None) -> Outside:
        return replace(self, about=about)

    def with_sheet(self, about: About, lines: Lines, released: Mapping[str, Released]) -> Outside:
        """The same with one report more."""
        sheet = ReleasedSheet(
            report=about.report,
            year=about.year,
            municipality="",
            period=str(about.period),
            as_of="",
            basis=about.basis,
            policy="",
            synthetic=False,
            tables=tuple(released.values()),
        )
        counts = counted(cells_of(lines, about))
        return replace(
            self,
            sheets=(*self.sheets, sheet),
            counts={**self.counts, **counts},
            grid=lines.get(GRID, self.grid),
        )

    def known(self, lines: Lines, measures: Mapping[str, Measure]) -> Earlier:
        """Facts about the sums of a sheet that other sheets print or hide."""
        found = self._sums(lines, measures)
        if self.about is None:
            return found
        own = counted([*self.beside.cells, *cells_of(lines, self.about)])
        facts = known_of(((_about(sheet), sheet) for sheet in self.sheets), {**self.counts, **own})
        beside = replace(self.beside, known=frozenset(facts))
        return replace(found, about=self.about, beside=beside, grid=self.grid)

    def _sums(self, lines: Lines, measures: Mapping[str, Measure]) -> Earlier:
        periods = {measures[name].period for name in lines}
        period = next((found for found in periods if found is not None), None)
        if not self.sheets or period is None:
            return Earlier()
        theme = _domains(line.group for line in lines.get(SHARE, ()))
        shared: list[tuple[str, int | None]] = []
        own: list[tuple[str, int | None]] = []
        for sheet in self.sheets:
            tables = {table.id: table for table in sheet.tables}
            if sheet.period == str(period):
                shared += _shared(tables)
                if theme and _theme_of(sheet) == theme:
                    own += _own(tables, theme)
            shared += _edges(tables, Period.parse(sheet.period), period)
        narrowed = self.about.narrowed if self.about else ""
        alike = [one for one in self.sheets if (_theme_of(one), _about(one).narrowed) == (theme, narrowed)]
        others = {name: _facts(_alone(alike, str(period), name)) for name in lines}
        return Earlier(_facts(shared), _facts(own), others)


def _about(sheet: ReleasedSheet) -> About:
    return About(sheet.report, Period.parse(sheet.period), sheet.basis)


def _facts(cells: Iterable[tuple[str, int | None]]) -> Facts:
    found = list(cells)
    shown = {key: value for key, value in found if value is not None}
    return Facts(shown, frozenset(key for key, value in found if value is None and key not in shown))


def _domains(groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(group for group in groups if group not in ("theme", BLANK)))


def _theme_of(sheet: ReleasedSheet) -> tuple[str, ...]:
    return _domains(row.group for table in sheet.tables if table.id == SHARE for row in table.rows)


def _rows(tables: Mapping[str, Released], name: str) -> tuple[Row, ...]:
    """The rows that say a number or hide one."""
    return tuple(row for row in tables[name].rows if row.state != "unknown") if name in tables else ()


def _shared(tables: Mapping[str, Released]) -> list[tuple[str, int | None]]:
    cells = [(f"flow:{row.group}", row.count) for row in _rows(tables, FLOW)]
    for row in _rows(tables, GRID):
        cells += [(f"dd:{row.group}", row.count), (f"dim:{row.group.partition('/')[0]}", row.n)]
    theme = _domains(row.group for row in _rows(tables, SHARE))
    for row in _rows(tables, SHARE):
        cells += [(f"dom:{row.group}", row.count)] if row.group in (*theme, BLANK) else []
        cells += [(CASES, row.n)] if row.n is not None else []
    if len(theme) == 1:
        cells += [(f"dd:{row.group}/{theme[0]}", row.count) for row in _rows(tables, CHOICES)]
    return cells


def _own(tables: Mapping[str, Released], theme: Sequence[str]) -> list[tuple[str, int | None]]:
    domain = theme[0] if len(theme) == 1 else ""
    cells: list[tuple[str, int | None]] = []
    for table in TABLES:
        for row in _rows(tables, table):
            sums = sums_of(table, row.group, domain)
            if sums is None:
                continue
            cells.append((key_of(sums.count), row.count))
            cells += [
                (key_of(mask), value)
                for mask, value in ((sums.n, row.n), (sums.n_eligible, row.n_eligible))
                if value is not None
            ]
    return cells


def _alone(sheets: Iterable[ReleasedSheet], period: str, name: str) -> list[tuple[str, int | None]]:
    """Rows of a table that stands on its own: of the same period, or named after their own quarter or month."""
    return [
        (row.group, row.count)
        for sheet in sheets
        for row in _rows({table.id: table for table in sheet.tables}, name)
        if sheet.period == period or DATED.fullmatch(row.group)
    ]


def _edges(tables: Mapping[str, Released], earlier: Period, now: Period) -> list[tuple[str, int | None]]:
    """Open at the end of one year is open at the start of the next."""
    counts = {row.group: row.count for row in _rows(tables, FLOW)}
    found: list[tuple[str, int | None]] = []
    if earlier.last + ONE_DAY == now.first and "open_at_end" in counts:
        found.append(("flow:open_at_start", counts["open_at_end"]))
    if now.last + ONE_DAY == earlier.first and "open_at_start" in counts:
        found.append(("flow:open_at_end", counts["open_at_start"]))
    return found
