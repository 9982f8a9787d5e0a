"""Two masked rows told as one: whoever sees the rest can add them up anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from impactlib.catalogue.zrm import AGAINST
from impactlib.release.cells import Hidden
from impactlib.release.reading import Line
from impactlib.release.rows import widest

NOT_HIGHER = "not_higher"
PARTS = ("equal", "lower")


def merged(lines: Sequence[Line], hidden: Hidden) -> tuple[Sequence[Line], Hidden]:
    """``equal`` and ``lower`` as ``not_higher`` where both are masked and ``higher`` is not.

    Their sum is n less ``higher``, both of which are shown; nothing new is said.
    """
    by_group = {line.group: line for line in lines}
    higher = by_group.get("higher")
    if not lines or lines[0].table not in AGAINST or higher is None or not set(PARTS) <= set(by_group):
        return lines, hidden
    table = higher.table
    masked = {group for group in ("higher", *PARTS) if "count" in hidden.get((table, group), ())}
    fields = hidden.get((table, "higher"), frozenset())
    if masked != set(PARTS) or "n" in fields:
        return lines, hidden
    row = _rest(higher, by_group["lower"])
    kept = [row if line.group == PARTS[0] else line for line in lines if line.group != PARTS[1]]
    return kept, {**hidden, (table, NOT_HIGHER): fields}


def _rest(higher: Line, lower: Line) -> Line:
    """Everything of n but ``higher``: its share and interval are the other side of ``higher``'s.

    No score that is known keeps a missing case from being one of them: the bounds are the widest.
    """
    count = (higher.n or 0) - (higher.count or 0)
    share, low, high = (higher.values[name] for name in ("share", "low", "high"))
    turned = {
        "group": NOT_HIGHER,
        "count": count,
        "share": None if share is None else count / (higher.n or 1),
        "low": None if high is None else 1 - high,
        "high": None if low is None else 1 - low,
        "caveats": lower.values["caveats"],
    }
    row = replace(
        higher,
        group=NOT_HIGHER,
        values={**higher.values, **turned},
        clients=higher.clients_rest,
        clients_rest=higher.clients,
    )
    return replace(row, values={**row.values, "bounds": widest(row)})
