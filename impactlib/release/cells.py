"""Which cell prints which sum, what hiding it costs, and what earlier publications tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from impactlib.release.reading import Line
from impactlib.release.system import Quantity

Prints = Mapping[tuple[str, str, str], str]
"""(table, group, field) of a cell to the key of the sum it prints."""

Hidden = Mapping[tuple[str, str], frozenset[str]]
"""(table, group) of a row to the fields that may not be seen."""


def cost_of(loss: float, count: int, total: int) -> float:
    """Fewest cells first; among as many, the smallest numbers."""
    return loss * (1 + count / (2 * total + 1))


@dataclass(frozen=True)
class Facts:
    """What earlier publications say: the number of a sum, or that it was hidden."""

    shown: Mapping[str, int] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def agreed(self, lines: Iterable[Line]) -> frozenset[str]:
        """Groups whose number was printed before and is the same now."""
        return frozenset(
            line.group for line in lines if line.count is not None and self.shown.get(line.group) == line.count
        )

    def applied(self, quantity: Quantity) -> Quantity:
        """The quantity as an outsider with the earlier publications meets it.

        A number that was printed before is known; one that was hidden before stays hidden. An
        earlier number that has changed since tells nothing certain.
        """
        if quantity.key in self.shown and self.shown[quantity.key] == quantity.low:
            return replace(quantity, kind="known")
        if quantity.key in self.hidden and quantity.kind != "known" and quantity.high > 0:
            return replace(quantity, kind="never" if quantity.kind == "never" else quantity.kind, closed=True)
        return quantity


def fields_hidden(prints: Prints, keys: frozenset[str]) -> dict[tuple[str, str], frozenset[str]]:
    """The fields of each row whose sum is hidden."""
    found: dict[tuple[str, str], set[str]] = {}
    for (table, group, name), key in prints.items():
        if key in keys:
            found.setdefault((table, group), set()).add(name)
    return {row: frozenset(names) for row, names in found.items()}
