"""One facet (``sets``) as a system: what is known of it by itself, and which of its rows stay hidden for that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from impactlib.params import Policy
from impactlib.release.cells import cost_of
from impactlib.release.counted import Cell, Known, Size
from impactlib.release.partition import LAST
from impactlib.release.sets import ONE_THING, Set
from impactlib.release.solve import solve
from impactlib.release.system import Builder, Kind, Mask, Quantity
from impactlib.release.targets import Window

LOSS_ROW, LOSS_AGREED, LOSS_LAST, LOSS_WHOLE = 1.0, 2.0, 4.0, 50.0
AGREED = "target-counts"
TOLD = frozenset({"product-topic", *(f"product-{thing}" for thing in ONE_THING if thing != "domain")})
"""Tables of a product's trajectories: how many there are is told, and rows are hidden instead."""
OF_PRODUCT = TOLD | {"product-domain"}
"""Tables with a product's trajectories as n: all of them, or those that have a life domain."""

COUNT = frozenset({"count"})
HUB = " result_area"
ELSEWHERE = "*"
"""The class of whoever is in none that is printed."""


@dataclass
class Facet:
    """The cells of one facet, and what else is known of it; of ``some`` only whether there are any."""

    cells: list[Cell] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    secret: list[Cell] = field(default_factory=list)
    some: list[tuple[Set, int]] = field(default_factory=list)


def is_told(cell: Cell, policy: Policy) -> bool:
    """Whether the n of a row is printed whatever else is hidden."""
    return cell.row[0] in TOLD and not cell.telling and not few(cell.of, policy)


def few(size: Size, policy: Policy) -> bool:
    return size[0] > 0 and size[1] < policy.threshold


class FacetSystem:
    """A facet as a system: its parts are groups of people times classes."""

    def __init__(self, facet: Facet, policy: Policy, shared: Sequence[Set]) -> None:
        self._facet, self._policy = facet, policy
        self._blank: frozenset[str] = frozenset()
        sets = [one for cell in facet.cells for one in (cell.where, cell.whole) if one]
        sets += [fact.where for fact in facet.known]
        base = {name for one in sets for name in one.base}
        sets += [one for one in shared if not one.base.isdisjoint(base)]
        base |= {name for one in sets for name in one.base}
        self._secret = [cell for cell in facet.secret if cell.where.base <= base]
        sets += [cell.where for cell in self._secret]
        self._base = sorted(base)
        self._groups = [*sorted({name for one in sets for name in one.groups or ()}), ELSEWHERE]
        self.builder = Builder(len(self._base) * len(self._groups))
        self._total = max((cell.size[0] for cell in facet.cells), default=0)
        self._printed: dict[str, tuple[Mask, int]] = {}
        self.wanted: list[tuple[str, Window]] = []

    def holds(self, where: Set) -> bool:
        """Whether everybody in the set is among the parts."""
        return where.base <= set(self._base)

    def decided(self) -> frozenset[str]:
        """Keys of what must be hidden, as far as this facet goes."""
        for fact in self._facet.known:
            self._add_known(fact)
        for cell in self._facet.cells:
            self._add_cell(cell)
        for where, count in self._facet.some:
            kind: Kind = "never" if count else "known"
            small = self._few((count, count))
            self._add(self.mask(where), Quantity("", count, count, small, kind, floor=float(count > 0)))
        self._add_absent()
        self._add_nobody()
        self._add_differences()
        for cell in self._secret:
            self._rest(self.mask(cell.where), cell.size)
        system = self.builder.build()
        choice = solve(system, self._policy)
        self.wanted = [(system.quantities[window.place].key, window) for window in choice.wanted]
        gone = frozenset(q.key for q, hide in zip(system.quantities, choice.hidden, strict=True) if hide)
        self._blank = gone if choice.method == "whole" else self._blank
        return gone

    def quantities(self) -> Iterator[tuple[str, Quantity]]:
        """Every sum, as known to whoever sees what ``decided`` leaves of this facet."""
        for key, quantity in self.builder.quantities.items():
            closed = quantity.closed or key in self._blank
            yield key, replace(quantity, floor=0.0, closed=closed) if self._blank else quantity

    def fields(self, gone: Collection[str]) -> dict[tuple[str, str], frozenset[str]]:
        """Fields to hide by row, where the sums in ``gone`` must be."""
        found = {}
        for cell in self._facet.cells:
            count = self._whole_is_small(cell) or self._key(self.mask(cell.where)) in gone
            n = cell.whole is not None and self._key(self.mask(cell.whole)) in gone
            if count or n:
                found[cell.row] = (COUNT if count else frozenset()) | ({"n"} if n else frozenset())
        return found

    def _whole_is_small(self, cell: Cell) -> bool:
        """Then every row goes, zeros too: each would say how many there are."""
        return cell.whole is not None and (cell.telling or self._few(cell.of))

    def mask(self, where: Set) -> Mask:
        """The parts that the set holds."""
        base = np.isin(self._base, sorted(where.base))
        every = np.ones(len(self._groups), dtype=bool)
        groups = every if where.groups is None else np.isin(self._groups, sorted(where.groups))
        return np.outer(base, groups).ravel()

    @staticmethod
    def _key(mask: Mask) -> str:
        return np.packbits(mask).tobytes().hex()

    def _few(self, size: Size) -> bool:
        return few(size, self._policy)

    def _add(self, mask: Mask, quantity: Quantity) -> None:
        key = self._key(mask)
        if quantity.kind != "never" and not quantity.closed:
            self._printed[key] = (mask, quantity.value)
        self.builder.add(replace(quantity, key=key), mask.astype(float))

    def _add_known(self, fact: Known) -> None:
        kind: Kind = "known" if fact.shown else "row"
        few = not fact.shown and self._few((fact.count, fact.count))
        quantity = Quantity("", fact.count, fact.count, few, kind, 0.0, float(fact.least), closed=not fact.shown)
        self._add(self.mask(fact.where), quantity)

    def _add_cell(self, cell: Cell) -> None:
        count, mask = cell.size[0], self.mask(cell.where)
        loss = LOSS_LAST if cell.row[1] in LAST else LOSS_AGREED if cell.whole is None else LOSS_ROW
        quantity = Quantity(
            "",
            count,
            count,
            small=self._few(cell.size),
            cost=cost_of(loss, count, self._total),
            floor=float(count > 0),
            closed=self._whole_is_small(cell) and count > 0,
        )
        self._add(mask, quantity)
        if cell.whole is not None:
            n, clients = cell.of
            whole = self.mask(cell.whole)
            cost = cost_of(LOSS_WHOLE, n, self._total + n)
            kind: Kind = "known" if is_told(cell, self._policy) else "margin"
            self._add(whole, Quantity("", n, n, self._few(cell.of), kind, cost, closed=cell.telling))
            self._rest(whole & ~mask, (n - count, clients - cell.size[1]))

    def _rest(self, mask: Mask, size: Size) -> None:
        """What a printed number leaves of another is protected like a number."""
        if mask.any() and self._few(size) and self._key(mask) not in self.builder.quantities:
            self._add(mask, Quantity("", size[0], size[0], small=True, kind="never"))

    def _add_nobody(self) -> None:
        """The rows of a table are a whole where nobody is in none of them: everyone knows that.

        So are the agreements: what was done without one has a row of its own.
        """
        tables: dict[tuple[str, Set], list[Cell]] = {}
        for cell in self._facet.cells:
            if cell.whole is not None:
                tables.setdefault((cell.row[0], cell.whole), []).append(cell)
        for (_, whole), rows in tables.items():
            if sum(cell.size[0] for cell in rows) == rows[0].of[0]:
                self._add_zero(self.mask(whole) & ~np.any([self.mask(cell.where) for cell in rows], axis=0))
        agreed = [cell.where for cell in self._facet.cells if cell.row[0] == AGREED and cell.where.groups]
        for base in sorted({name for where in agreed for name in where.base}):
            listed = [self.mask(where) for where in agreed if base in where.base]
            self._add_zero(self.mask(Set("", frozenset({base}))) & ~np.any(listed, axis=0))

    def _add_absent(self) -> None:
        """A kind of work that a result area has none of all year: whoever knows the work knows that."""
        cells = [cell.where for cell in self._facet.secret if cell.where.facet.endswith(HUB)]
        there = {(name[0], area) for where in cells for name in where.base for area in where.groups or ()}
        for kind in sorted({kind for kind, _ in there}):
            base = frozenset(name for name in self._base if name[0] == kind)
            for area in self._groups[:-1]:
                if (kind, area) not in there:
                    self._add_zero(self.mask(Set("", base, frozenset({area}))))

    def _add_zero(self, mask: Mask) -> None:
        if mask.any():
            self._add(mask, Quantity("", 0, 0, kind="known"))

    def _add_differences(self) -> None:
        """Of two printed numbers, one a part of the other, anyone can take the difference."""
        own = {self._key(self.mask(one)) for cell in self._facet.cells for one in (cell.where, cell.whole) if one}
        nobody = np.any([mask for mask, count in self._printed.values() if not count], axis=0)
        printed = {key: (mask & ~nobody, count) for key, (mask, count) in self._printed.items() if count}
        for one, (inside, less) in printed.items():
            for other, (outside, more) in printed.items():
                nested = one != other and {one, other} & own and not (inside & ~outside).any()
                if nested and 0 < more - less < self._policy.threshold:
                    self._rest(outside & ~inside, (more - less, more - less))
