"""The door: one sheet's measures in, released tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactlib.model import Measure, Released, ReleasedSheet, Row
from impactlib.params import Policy
from impactlib.release import rows
from impactlib.release.reading import Line, lines_of

TOP = 5


def release(
    measures: Mapping[str, Measure],
    policy: Policy,
    *,
    earlier: Sequence[ReleasedSheet] = (),  # noqa: ARG001 - used once sheets are compared
    titles: Mapping[str, str] | None = None,
    show_dimensions: Sequence[str] = (),
) -> dict[str, Released]:
    """What of one sheet's measures may be published, table by table, in the same order."""
    lines = {name: lines_of(measure) for name, measure in measures.items()}
    released = {}
    for name, measure in measures.items():
        made = _rows(measure, lines[name], policy)
        if name == "dimension-domain":
            made = _top(made, show_dimensions)
        released[name] = Released(
            id=measure.id,
            title=(titles or {}).get(measure.id, measure.id),
            period=str(measure.period) if measure.period else None,
            unit=measure.unit,
            source=measure.source,
            caveats=tuple(measure.caveats),
            rows=made,
        )
    return released


def _rows(measure: Measure, lines: Sequence[Line], policy: Policy) -> tuple[Row, ...]:
    if policy.name == "intern" or measure.privacy == "open":
        return tuple(rows.unrounded(line) for line in lines)
    if measure.privacy == "opinion":
        return tuple(rows.opinion(line, policy) for line in lines)
    hidden = _hidden(lines, policy)
    fields = ("n_eligible",) if hidden or _small_missing(lines, policy) else ()
    return tuple(
        rows.people(line, ("count",) if line.group in hidden else (*fields, "bounds"), policy) for line in lines
    )


def _small_missing(lines: Sequence[Line], policy: Policy) -> bool:
    return any(
        0 < line.n_eligible - line.n < policy.threshold
        for line in lines
        if line.n is not None and line.n_eligible is not None
    )


def _small(clients: int | None, cases: int, policy: Policy) -> bool:
    return cases > 0 and (clients is None or clients < policy.threshold)


def _hidden(lines: Sequence[Line], policy: Policy) -> set[str]:
    """Groups that are small, and with them enough others of the same n."""
    hidden = {line.group for line in lines if _primary(line, policy)}
    blocks: dict[tuple[str, int | None], list[Line]] = {}
    for line in lines:
        stem = line.group.rpartition("-")[0] if line.table == "zrm-levels" else ""
        blocks.setdefault((stem, line.n), []).append(line)
    for block in blocks.values():
        _add(block, hidden, policy)
    if hidden and len({line.n for line in lines}) > 1 and lines[0].table != "dimension-domain":
        hidden |= {line.group for line in lines if line.count}
    return hidden


def _primary(line: Line, policy: Policy) -> bool:
    if line.count is None:
        return line.n is not None and _small(line.clients, line.n, policy)
    rest = (line.n or 0) - line.count
    return _small(line.clients, line.count, policy) or (line.count > 0 and _small(line.clients_rest, rest, policy))


def _add(block: Sequence[Line], hidden: set[str], policy: Policy) -> None:
    spare = sorted(
        (line for line in block if line.group not in hidden and line.count),
        key=lambda line: (line.group in ("unknown", "not_recorded"), line.count, line.group),
    )
    within = [line for line in block if line.group in hidden]
    while within and spare and (len(within) < 2 or sum(line.count or 0 for line in within) < 2 * policy.threshold):
        within.append(spare.pop(0))
        hidden.add(within[-1].group)
    if within and not spare and len(within) < 3:
        hidden.update(line.group for line in block)


def _top(made: Sequence[Row], dimensions: Sequence[str]) -> tuple[Row, ...]:
    """The five domains with most cases of each dimension asked for, of those that may be shown."""
    kept: list[Row] = []
    for dimension in dimensions:
        shown = [row for row in made if row.group.partition("/")[0] == dimension and row.state == "shown" and row.count]
        shown = [row for row in shown if not row.group.endswith("/not_recorded")]
        kept += sorted(shown, key=lambda row: -(row.count or 0))[:TOP]
    return tuple(kept)
