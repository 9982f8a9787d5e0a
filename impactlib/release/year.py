"""What stays hidden of a year: all that its reports print of the work, decided at once.

Each table is a set of sums (``sets``); what follows from what needs no list. One system holds the
sums of all reports that can be published of a year, what fact sheets and earlier publications say,
and what nobody prints but must not follow either. So it does not matter which report asks, or which
of them are made: all get the same answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from impactlib.catalogue import PREVIOUS
from impactlib.model import DisclosureError
from impactlib.params import Policy
from impactlib.release.attack import Contradiction
from impactlib.release.cells import cost_of
from impactlib.release.counted import Cell, Known, Size
from impactlib.release.partition import LAST
from impactlib.release.sets import Set, links
from impactlib.release.solve import repaired
from impactlib.release.system import Builder, Kind, Mask, Quantity

LOSS_ROW, LOSS_AGREED, LOSS_LAST, LOSS_WHOLE = 1.0, 2.0, 4.0, 50.0
AGREED = "target-counts"
COUNT = frozenset({"count"})
HUB = " result_area"
ELSEWHERE = "*"
"""The class of whoever is in none that is printed."""

Fields = dict[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Beside:
    """What there is beside the rows of a report.

    Attributes
    ----------
    cells : frozenset of Cell
        Rows of the other reports of its years.
    known : frozenset of Known
        What fact sheets and earlier publications show or hide.
    secret : frozenset of Cell
        What nobody prints, and must not follow either.
    """

    cells: frozenset[Cell] = frozenset()
    known: frozenset[Known] = frozenset()
    secret: frozenset[Cell] = frozenset()

    def of(self, facets: Container[str]) -> Beside:
        """What of it is about these facets."""
        known = frozenset(fact for fact in self.known if fact.where.facet in facets)
        return Beside(_about(self.cells, facets), known, _about(self.secret, facets))

    @property
    def facets(self) -> frozenset[str]:
        sets = (*(cell.where for cell in (*self.cells, *self.secret)), *(fact.where for fact in self.known))
        return frozenset(one.facet for one in sets)


def _about(cells: Iterable[Cell], facets: Container[str]) -> frozenset[Cell]:
    return frozenset(cell for cell in cells if cell.where.facet in facets)


def hide(own: Collection[Cell], beside: Beside, policy: Policy, basis: str) -> Fields:
    """Fields to hide of the own rows, so that nothing small follows from all that is printed.

    Parameters
    ----------
    own : collection of Cell
        The rows of the report that asks.
    beside : Beside
    policy : Policy
    basis : str
        Which trajectories belong to the year.

    Raises
    ------
    DisclosureError
        ``release-contradiction``: the counts cannot all be true.
    """
    every = replace(beside, cells=beside.cells | {_of_its_year(cell) for cell in own})
    gone: set[Set] = set()
    for year in sorted({_year_of(cell) for cell in own}):
        facets = frozenset(name for name in every.facets if name.startswith(f"{year} "))
        pairs = tuple(pair for pair in links(year, basis) if all(one.facet in facets for one in pair))
        try:
            gone |= _suppressed(every.of(facets), pairs, policy)
        except (ValueError, Contradiction):
            table, group = next(cell.row for cell in own if _year_of(cell) == year)
            raise DisclosureError("release-contradiction", table=table, group=group) from None
    found: Fields = {}
    for cell in own:
        count = cell.where in gone or _is_handful(cell, policy)
        found[cell.row] = (COUNT if count else frozenset()) | ({"n"} if cell.whole in gone else frozenset())
    return {row: names for row, names in found.items() if names}


def _of_its_year(cell: Cell) -> Cell:
    """A row about the year before as the report of that year has it."""
    table, group = cell.row
    return replace(cell, row=(table.removesuffix(PREVIOUS), group))


def _year_of(cell: Cell) -> int:
    return int(cell.where.facet.partition(" ")[0])


def _few(size: Size, policy: Policy) -> bool:
    return size[0] > 0 and size[1] < policy.threshold


def _is_handful(cell: Cell, policy: Policy) -> bool:
    """Of a whole that is small every row goes, zeros too: each would say how many there are."""
    return cell.whole is not None and _few(cell.of, policy)


@lru_cache(maxsize=64)
def _suppressed(facts: Beside, pairs: tuple[tuple[Set, Set], ...], policy: Policy) -> frozenset[Set]:
    """The sets of a year whose number may not be seen."""
    gone: set[Set] = set()
    for facets in _connected(facts.facets, pairs):
        own = facts.of(facets)
        if own.cells:
            gone |= LinkedTables(own, [pair for pair in pairs if pair[0].facet in facets], policy).suppressed()
    return frozenset(gone)


def _connected(facets: Iterable[str], pairs: Iterable[tuple[Set, Set]]) -> list[frozenset[str]]:
    """Facets that share people, together."""
    found = [frozenset({name}) for name in sorted(facets)]
    for one, other in pairs:
        joined = [names for names in found if {one.facet, other.facet} & names]
        found = [names for names in found if names not in joined] + [frozenset[str]().union(*joined)]
    return found


def _order(one: Cell | Known) -> tuple[object, ...]:
    """The same in every run, whatever the order in which things were found."""
    named = [one.where, one.whole] if isinstance(one, Cell) and one.whole else [one.where]
    sets = [(where.facet, sorted(where.base), sorted(where.groups or ())) for where in named]
    return (*sets, one.row) if isinstance(one, Cell) else (*sets, one.shown, one.least)


class LinkedTables:
    """Facets that share people, as one system: its parts are groups of people times classes, facet by facet."""

    def __init__(self, facts: Beside, pairs: Sequence[tuple[Set, Set]], policy: Policy) -> None:
        cells: list[Cell] = sorted(facts.cells, key=_order)
        known: list[Known] = sorted(facts.known, key=_order)
        secret: list[Cell] = sorted(facts.secret, key=_order)
        self._cells, self._known, self._policy = cells, known, policy
        sets = [one for cell in cells for one in (cell.where, cell.whole) if one]
        sets += [fact.where for fact in known]
        base = {(one.facet, name) for one in sets for name in one.base}
        met = [pair for pair in pairs if any((one.facet, name) in base for one in pair for name in one.base)]
        sets += [one for pair in met for one in pair]
        base |= {(one.facet, name) for one in sets for name in one.base}
        self._all_secret = secret
        self._secret = [cell for cell in secret if all((cell.where.facet, name) in base for name in cell.where.base)]
        self._pairs = [pair for pair in pairs if all((one.facet, name) in base for one in pair for name in one.base)]
        sets += [cell.where for cell in self._secret]
        groups: dict[str, set[str]] = {}
        for one in sets:
            groups.setdefault(one.facet, {ELSEWHERE}).update(one.groups or ())
        self._parts = [(facet, name, group) for facet, name in sorted(base) for group in sorted(groups[facet])]
        self._columns = [np.array(column) for column in zip(*self._parts, strict=True)]
        self._builder = Builder(len(self._parts))
        self._total = max((cell.size[0] for cell in cells), default=0)
        self._printed: dict[str, tuple[Mask, int]] = {}
        self._masks: dict[Set, Mask] = {}

    def suppressed(self) -> set[Set]:
        """The sets of the cells that must stay hidden."""
        for fact in self._known:
            self._add_known(fact)
        for cell in self._cells:
            self._add_cell(cell)
        self._add_presence(self._all_secret)
        self._add_nobody()
        self._add_differences()
        for cell in self._secret:
            self._rest(self.mask(cell.where), cell.size)
        for one, other in self._pairs:
            weights = self.mask(one).astype(float) - self.mask(other)
            self._builder.add(Quantity(f"link {one} {other}", 0, 0, kind="known"), weights)
        system = self._builder.build(self._nobody())
        hidden = repaired(system, self._policy)
        keys = {quantity.key for quantity, hide in zip(system.quantities, hidden, strict=True) if hide}
        sets = {one for cell in self._cells for one in (cell.where, cell.whole) if one}
        return {one for one in sets if self._key(self.mask(one)) in keys}

    def _nobody(self) -> Mask:
        """The parts of which some number says that nobody is there: it is 0, and zeros stay visible."""
        zeros = [mask for mask, count in self._printed.values() if not count]
        found: Mask = np.any([np.zeros(len(self._parts), dtype=bool), *zeros], axis=0)
        return found

    def mask(self, where: Set) -> Mask:
        """The parts that the set holds."""
        found = self._masks.get(where)
        if found is None:
            facet, base, group = self._columns
            found = (facet == where.facet) & np.isin(base, sorted(where.base))
            if where.groups is not None:
                found &= np.isin(group, sorted(where.groups))
            self._masks[where] = found
        return found

    @staticmethod
    def _key(mask: Mask) -> str:
        return np.packbits(mask).tobytes().hex()

    def _add(self, mask: Mask, quantity: Quantity) -> None:
        """Add a sum; a reader misses it in every row that prints it."""
        key = self._key(mask)
        if quantity.kind != "never" and not quantity.closed:
            self._printed[key] = (mask, quantity.value)
        known = self._builder.quantities.get(key)
        cost = quantity.cost + (known.cost if known else 0.0)
        self._builder.add(replace(quantity, key=key, cost=cost), mask.astype(float))

    def _add_known(self, fact: Known) -> None:
        kind: Kind = "known" if fact.shown else "row"
        small = not fact.shown and _few((fact.count, fact.count), self._policy)
        quantity = Quantity("", fact.count, fact.count, small, kind, 0.0, float(fact.least), closed=not fact.shown)
        self._add(self.mask(fact.where), quantity)

    def _add_cell(self, cell: Cell) -> None:
        count, mask = cell.size[0], self.mask(cell.where)
        loss = LOSS_LAST if cell.row[1] in LAST else LOSS_AGREED if cell.whole is None else LOSS_ROW
        quantity = Quantity(
            "",
            count,
            count,
            small=_few(cell.size, self._policy),
            cost=cost_of(loss, count, self._total),
            floor=float(count > 0),
            closed=_is_handful(cell, self._policy) and count > 0,
        )
        self._add(mask, quantity)
        if cell.whole is not None:
            n, clients = cell.of
            whole = self.mask(cell.whole)
            cost = cost_of(LOSS_WHOLE, n, self._total + n)
            self._add(whole, Quantity("", n, n, _few(cell.of, self._policy), "margin", cost))
            self._rest(whole & ~mask, (n - count, clients - cell.size[1]))

    def _rest(self, mask: Mask, size: Size) -> None:
        """What a printed number leaves of another is protected like a number."""
        if mask.any() and _few(size, self._policy) and self._key(mask) not in self._builder.quantities:
            self._add(mask, Quantity("", size[0], size[0], small=True, kind="never", cost=0.0))

    def _add_nobody(self) -> None:
        """The rows of a table are a whole where nobody is in none of them: everyone knows that.

        So are the agreements: what was done without one has a row of its own.
        """
        tables: dict[tuple[str, Set], list[Cell]] = {}
        for cell in self._cells:
            if cell.whole is not None:
                tables.setdefault((cell.row[0], cell.whole), []).append(cell)
        for (_, whole), rows in tables.items():
            counts = {cell.where: cell.size[0] for cell in rows}
            if sum(counts.values()) == rows[0].of[0]:
                self._add_zero(self.mask(whole) & ~np.any([self.mask(where) for where in counts], axis=0))
        agreed = [cell.where for cell in self._cells if cell.row[0] == AGREED and cell.where.groups]
        for facet, name in sorted({(where.facet, name) for where in agreed for name in where.base}):
            listed = [self.mask(where) for where in agreed if name in where.base and where.facet == facet]
            self._add_zero(self.mask(Set(facet, frozenset({name}))) & ~np.any(listed, axis=0))

    def _add_presence(self, secret: Sequence[Cell]) -> None:
        """Who knows the work knows what kinds of it a result area has, and which a product has."""
        cells = [cell for cell in secret if cell.where.facet.endswith(HUB)]
        there = {(name[0], area) for cell in cells for name in cell.where.base for area in cell.where.groups or ()}
        facet, base, group = self._columns
        in_hub = np.char.endswith(facet, HUB)
        for kind in sorted({name[0] for name in base[in_hub]}) if there else ():
            of_kind = np.char.startswith(base, kind) & in_hub
            for area in sorted({*group[of_kind]} - {ELSEWHERE}):
                if (kind, area) not in there:
                    self._add_zero(of_kind & (group == area))
        for hub in (other for _, other in self._pairs):
            areas = hub.groups or frozenset[str]()
            count = sum(
                cell.size[0]
                for cell in cells
                if cell.where.base == hub.base and areas >= (cell.where.groups or areas | {""})
            )
            if count:
                small = _few((count, count), self._policy)
                self._add(self.mask(hub), Quantity("", count, count, small, "never", cost=0.0, floor=1.0))

    def _add_zero(self, mask: Mask) -> None:
        if mask.any():
            self._add(mask, Quantity("", 0, 0, kind="known", cost=0.0))

    def _add_differences(self) -> None:
        """Of two printed numbers, one a part of the other, anyone can take the difference.

        A number that is printed of one facet is so of the other that holds the same people.
        """
        for one, other in itertools.chain(self._pairs, ((other, one) for one, other in self._pairs)):
            printed = self._printed.get(self._key(self.mask(one)))
            if printed:
                self._printed.setdefault(self._key(self.mask(other)), (self.mask(other), printed[1]))
        nobody = self._nobody()
        some = [(mask & ~nobody, count) for mask, count in self._printed.values() if count]
        if not some:
            return
        masks, counts = np.array([mask for mask, _ in some]), np.array([count for _, count in some])
        inside = masks.astype(np.float32) @ (~masks).T.astype(np.float32) == 0
        less = counts[None, :] - counts[:, None]
        for one, other in np.argwhere(inside & (less > 0) & (less < self._policy.threshold)):
            self._rest(masks[other] & ~masks[one], (int(less[one, other]),) * 2)
