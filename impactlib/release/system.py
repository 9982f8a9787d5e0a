"""What an outsider knows, as linear facts about unknown whole numbers.

Every printed count is a sum over *parts*: the finest groups that tables of a sheet have in
common, each a whole number of 0 or more. A count that is shown fixes its sum; a hidden one only
bounds it. Relations between tables need no list of their own: they follow from the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Kind = Literal["row", "margin", "never", "known"]
"""``row``: hiding it hides a row; ``margin``: hiding it empties a field; ``never``: not printed;
``known``: an outsider knows it whatever we do."""


@dataclass(frozen=True)
class Quantity:
    """A sum of parts.

    Attributes
    ----------
    key : str
        The same for every cell that prints this sum, in every table.
    low, high : float
        What printing it tells: the number itself, or the numbers that round to it.
    small : bool
        Too few clients stand behind it: it must stay uncertain.
    kind : Kind
    cost : float
        What a reader loses when it is hidden.
    floor : float
        What hiding it still tells: a hidden row is at least 1 while zeros are visible.
    closed : bool
        It must be hidden, although it is not small: it was hidden before.
    inside : str or None
        Key of the only row that prints it: hidden with that row.
    """

    key: str
    low: float
    high: float
    small: bool = False
    kind: Kind = "row"
    cost: float = 1.0
    floor: float = 0.0
    closed: bool = False
    inside: str | None = None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def value(self) -> int:
        return round(self.low)


@dataclass(frozen=True)
class System:
    """Quantities and the parts they are sums of (``weights``: quantities x parts).

    ``families`` are quantities (by place) that are the sum of others: nothing that the weights do
    not say, but the first things to look at.
    """

    quantities: tuple[Quantity, ...]
    weights: Vector
    families: tuple[tuple[int, tuple[int, ...]], ...] = ()

    def index(self) -> dict[str, int]:
        return {quantity.key: place for place, quantity in enumerate(self.quantities)}

    def with_quantities(self, quantities: Iterable[Quantity]) -> System:
        return replace(self, quantities=tuple(quantities))


@dataclass
class Builder:
    """Collects quantities; a key that comes twice must come with the same number."""

    parts: int
    quantities: dict[str, Quantity] = field(default_factory=dict)
    rows: dict[str, Vector] = field(default_factory=dict)
    families: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def add(self, quantity: Quantity, weights: Vector) -> None:
        """Add a quantity, or join it with the one that has its key.

        Raises
        ------
        ValueError
            The key is there with another number.
        """
        known = self.quantities.get(quantity.key)
        if known is None:
            self.quantities[quantity.key], self.rows[quantity.key] = quantity, weights
            return
        if (known.low, known.high) != (quantity.low, quantity.high):
            raise ValueError(quantity.key)
        self.quantities[quantity.key] = replace(
            known,
            small=known.small or quantity.small,
            cost=max(known.cost, quantity.cost),
            kind=_stronger(known.kind, quantity.kind),
            floor=max(known.floor, quantity.floor),
            closed=known.closed or quantity.closed,
            inside=known.inside if known.inside == quantity.inside else None,
        )

    def family(self, whole: str, parts: Iterable[str]) -> None:
        """Note that a quantity is the sum of others, where all are there and it is."""
        found = tuple(dict.fromkeys(parts))
        if not {whole, *found} <= set(self.rows) or len(found) < 2:
            return
        if (sum((self.rows[part] for part in found), np.zeros(self.parts)) == self.rows[whole]).all():
            self.families.append((whole, found))

    def build(self, nobody: Mask | None = None) -> System:
        """The system, without the parts in which, as everyone may see, nobody is (``nobody``)."""
        weights = np.array([self.rows[key] for key in self.quantities], dtype=float).reshape(-1, self.parts)
        if nobody is not None and not nobody.all():
            weights = weights[:, ~nobody]
        place = {key: at for at, key in enumerate(self.quantities)}
        families = tuple((place[whole], tuple(place[part] for part in parts)) for whole, parts in self.families)
        alike = {column.tobytes(): column for column in np.ascontiguousarray(weights.T)}
        columns = np.array(list(alike.values()), dtype=float).reshape(len(alike), len(weights)).T
        return System(tuple(self.quantities.values()), np.unique(columns, axis=1), families)


def _stronger(one: Kind, other: Kind) -> Kind:
    order: Mapping[Kind, int] = {"known": 0, "row": 1, "margin": 2, "never": 3}
    return min(one, other, key=lambda kind: order[kind])
