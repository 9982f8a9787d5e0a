"""All cases of a municipality and period: the tables that every theme's sheet shares.

What is hidden here depends on nothing but these tables, so that each sheet decides the same
without asking the others: dimension by domain, its margins (the theme's share, the dimensions of
a theme with one domain) and the flow of the year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from impactlib.model import DisclosureError
from impactlib.params import Policy
from impactlib.release.cells import Facts, Prints, cost_of
from impactlib.release.reading import Line
from impactlib.release.system import Builder, Kind, Quantity, System, Vector

GRID, SHARE, FLOW, CHOICES = "dimension-domain", "caseload-theme-share", "caseload-flow", "ph-dimension"
BY_DOMAIN = "trajectories-domain"
"""Totals of every domain, of a report that prints no dimensions: what it knows of those are facts."""

BLANK = "not_recorded"
"""Cases without a main domain: a row of the theme's share, and a column of the grid."""

CASES = "cases"
EDGES = ("open_at_start", "open_at_end")
"""Shared with the sheets of the year before and after: hidden only when they are small themselves."""

LOSS = {"cell": 1.0, "unrecorded": 4.0, "margin": 20.0, "cases": 200.0, "flow": 10.0}


class Universe:
    """The shared tables as a system: which parts there are and which cell prints which sum."""

    def __init__(
        self, lines: Mapping[str, Sequence[Line]], policy: Policy, facts: Facts, printed: Collection[str]
    ) -> None:
        self._grid = {line.group: line for line in lines.get(GRID, ()) if line.count is not None}
        self._flow = {line.group: line for line in lines.get(FLOW, ()) if line.count is not None}
        self._share = [line for line in lines.get(SHARE, ()) if line.count is not None]
        self._totals = {line.group for line in lines.get(BY_DOMAIN, ())} if self._grid else set()
        self.dimensions = tuple(dict.fromkeys(group.partition("/")[0] for group in self._grid))
        self.domains = tuple(dict.fromkeys(group.partition("/")[2] for group in self._grid))
        self.theme = tuple(line.group for line in self._share if line.group in self.domains and line.group != BLANK)
        self._printed = {*printed, BLANK} if printed else set(self.domains)
        self._policy, self._facts = policy, facts
        self.total = sum(line.count or 0 for line in self._grid.values())
        self._builder = Builder(len(self._grid) + 6)
        self._places = {group: place for place, group in enumerate(self._grid)}

    def system(self) -> System:
        """Every sum that a sheet of this municipality and period can print, and small remainders."""
        if self._grid:
            self._check()
            for group, line in self._grid.items():
                self._cell(group, line)
            for dimension in self.dimensions:
                self._margin(f"dim:{dimension}", self._at(0, dimension), "margin")
            for domain in self.domains:
                printed = domain in (self._totals or self._printed)
                self._margin(f"dom:{domain}", self._at(2, domain), "row" if printed else "never")
            self._margin(CASES, tuple(self._grid), "margin")
            self._families()
        self._add_flow()
        return self._builder.build()

    def _families(self) -> None:
        for side, name, names in ((0, "dim", self.dimensions), (2, "dom", self.domains)):
            self._builder.family(CASES, (f"{name}:{one}" for one in names))
            for one in names:
                self._builder.family(f"{name}:{one}", (f"dd:{group}" for group in self._at(side, one)))

    def prints(self) -> Prints:
        """(table, group, field) of each cell to the key of its sum."""
        found: dict[tuple[str, str, str], str] = {}
        for group in self._grid:
            margin = f"dim:{group.partition('/')[0]}"
            found |= {(GRID, group, "count"): f"dd:{group}", (GRID, group, "n"): margin}
            found[GRID, group, "n_eligible"] = margin
        for line in self._share if self._grid else ():
            found |= {(SHARE, line.group, field): CASES for field in ("n", "n_eligible")}
            if line.group in self.domains:
                found[SHARE, line.group, "count"] = f"dom:{line.group}"
        if len(self.theme) == 1 and self._grid:
            (domain,) = self.theme
            found[SHARE, "theme", "count"] = f"dom:{domain}"
            found |= {(CHOICES, dimension, "count"): f"dd:{dimension}/{domain}" for dimension in self.dimensions}
            found |= {(CHOICES, one, name): f"dom:{domain}" for one in self.dimensions for name in ("n", "n_eligible")}
        found |= {(BY_DOMAIN, domain, "count"): f"dom:{domain}" for domain in self._totals}
        return found | {(FLOW, group, "count"): f"flow:{group}" for group in self._flow}

    def _check(self) -> None:
        """DisclosureError where margins and parts of the shared tables differ."""
        for dimension in self.dimensions:
            row = [self._grid[group] for group in self._at(0, dimension)]
            if len(row) != len(self.domains) or any(line.n != sum(one.count or 0 for one in row) for line in row):
                raise DisclosureError("release-contradiction", table=GRID, group=dimension)
        for line in self._share:
            column, _ = self._sum(self._at(2, line.group))
            if line.n != self.total or (line.group in self.domains and line.count != column):
                raise DisclosureError("release-contradiction", table=SHARE, group=line.group)

    def _weights(self, groups: Collection[str]) -> Vector:
        weights = np.zeros(self._builder.parts)
        weights[[self._places[group] for group in groups]] = 1
        return weights

    def _at(self, side: int, name: str) -> tuple[str, ...]:
        """The groups of a dimension (side 0) or of a domain (side 2)."""
        return tuple(group for group in self._grid if group.partition("/")[side] == name)

    def _cell(self, group: str, line: Line) -> None:
        dimension, _, domain = group.partition("/")
        loss = LOSS["unrecorded" if "not_recorded" in (dimension, domain) else "cell"]
        kind: Kind = "never" if self._totals and f"dd:{group}" not in self._facts.hidden else "row"
        quantity = self._quantity(f"dd:{group}", (line.count or 0, line.clients or 0), kind, loss)
        self._builder.add(quantity, self._weights([group]))
        for side, at in ((0, dimension), (2, domain)):
            others = [one for one in self._at(side, at) if one != group]
            self._rest(f"rest:{side}:{group}", others)

    def _margin(self, key: str, groups: Sequence[str], kind: Kind) -> None:
        loss = LOSS["cases" if key == CASES else "margin"]
        if self._totals:
            kind = "known" if key == CASES else kind if key.startswith("dom:") else "never"
        self._builder.add(self._quantity(key, self._sum(groups), kind, loss), self._weights(groups))
        if key.startswith("dom:"):
            self._rest(f"rest:{key}", [group for group in self._grid if group not in groups])

    def _rest(self, key: str, groups: Sequence[str]) -> None:
        """What remains beside a cell is protected like a cell."""
        quantity = self._quantity(key, self._sum(groups), "never", 0)
        if quantity.small:
            self._builder.add(quantity, self._weights(groups))

    def _sum(self, groups: Sequence[str]) -> tuple[int, int]:
        lines = [self._grid[group] for group in groups]
        return sum(line.count or 0 for line in lines), sum(line.clients or 0 for line in lines)

    def _quantity(self, key: str, size: tuple[int, int], kind: Kind, loss: float) -> Quantity:
        """A sum of ``size`` (cases, clients), as whoever read the earlier publications meets it."""
        count, clients = size
        quantity = Quantity(
            key,
            count,
            count,
            small=count > 0 and clients < self._policy.threshold,
            kind=kind,
            cost=cost_of(loss, count, self.total),
            floor=1.0 if kind == "row" and count else 0.0,
        )
        return self._facts.applied(quantity)

    def _add_flow(self) -> None:
        """Open at the start + started - closed = open at end, and what of it are all cases."""
        if not set(self._flow) >= {*EDGES, "started", "closed"}:
            return
        stayed, left, came, passed, clients, again = np.eye(self._builder.parts)[-6:]
        sums = {
            "open_at_start": stayed + left,
            "started": came + passed,
            "closed": left + passed,
            "open_at_end": stayed + came,
            "unique_clients": clients,
        }
        for group, line in self._flow.items():
            small = 0 < (line.clients or 0) < self._policy.threshold
            kind: Kind = "known" if group in EDGES and not small else "row"
            size = (line.count or 0, line.clients or 0)
            self._builder.add(self._quantity(f"flow:{group}", size, kind, LOSS["flow"]), sums[group])
        for name, weights in self._ties(sums, clients + again):
            self._builder.add(Quantity(name, 0, 0, kind="known"), weights)

    def _ties(self, sums: Mapping[str, Vector], clients: Vector) -> Iterator[tuple[str, Vector]]:
        """Sums that are equal by definition; which ones depends on the basis, so the counts tell."""
        values = {group: line.count or 0 for group, line in self._flow.items()}
        if values["open_at_start"] + values["started"] != values["closed"] + values["open_at_end"]:
            raise DisclosureError("release-contradiction", table=FLOW, group="open_at_end")
        cases = self._weights(tuple(self._grid))
        under_way = sums["open_at_start"] + sums["started"]
        bases = {"under_way": under_way, "started": sums["started"], "closed": sums["closed"]}
        counts = values | {"under_way": values["open_at_start"] + values["started"]}
        for name, weights in bases.items():
            if self._grid and counts[name] == self.total:
                yield f"tie:{name}", weights - cases
        if "unique_clients" in values:
            every, size = (cases, self.total) if self._grid else (under_way, counts["under_way"])
            if values["unique_clients"] <= size:
                yield "tie:clients", every - clients
