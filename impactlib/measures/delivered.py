"""Counts that somebody else delivered, with what follows from them: shares, intervals, mean levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from impactlib.intake.delivery import NOT_KNOWN
from impactlib.measures.deliveries import wholes
from impactlib.measures.estimate import counted, frame, mean_interval, unknown_row, with_interval, within
from impactlib.model import CLIENTS, CLIENTS_REST, DELIVERED_SCORES, Delivery, Measure, Period, Registration, group_of
from impactlib.params import Norms, Spec

DELIVERED = "delivered-counts"
MEAN = "gemiddeld"
_LOWEST, _HIGHEST = 1, 5


def delivered(registration: Registration, spec: Spec) -> Measure | None:
    """What was delivered of the sheet's municipality, year and theme (delivered-counts); None where nothing may be shown.

    Rows ``<classification>/<domain>/<category>``: ``count`` of ``n``, the sum of the table it came in, with an interval;
    of scores also ``<classification>/<domain>/gemiddeld``, the mean of the known ones.
    """
    rows = [row for delivery, counts in wholes(registration, spec) for row in _rows(delivery, counts, spec.norms)]
    if not rows:
        return None
    return Measure(DELIVERED, frame(rows), Period.of_year(spec.params.year), "eigen", "aangeleverd", (), "people")


def _rows(delivery: Delivery, counts: Mapping[str, int], norms: Norms) -> Iterator[dict[str, Any]]:
    n, place = sum(counts.values()), (delivery.classification, delivery.domain)
    nothing = 0 < n == counts[NOT_KNOWN]
    for category, count in counts.items():
        group = group_of(*place, category)
        if nothing and category != NOT_KNOWN:
            yield unknown_row(group, source=delivery.deliverer)
        else:
            yield with_interval(counted(group, count, n, n, (count, n)), norms) | {"source": delivery.deliverer}
    if delivery.classification in DELIVERED_SCORES and n > counts[NOT_KNOWN]:
        yield _mean(delivery, counts, norms)


def _mean(delivery: Delivery, counts: Mapping[str, int], norms: Norms) -> dict[str, Any]:
    """The mean level of those whose score is known, with a t interval where it stays on the scale."""
    levels = {int(level): count for level, count in counts.items() if level != NOT_KNOWN}
    n = sum(levels.values())
    summed, squares = (sum(level**power * count for level, count in levels.items()) for power in (1, 2))
    value, interval = mean_interval(n, summed, squares, norms.interval_level)
    low, high = within(interval, _LOWEST, _HIGHEST) or (None, None)
    return {
        "group": group_of(delivery.classification, delivery.domain, MEAN),
        "value": value,
        "low": low,
        "high": high,
        "n": n,
        "n_eligible": sum(counts.values()),
        "unit": "punten",
        "method": "t",
        "source": delivery.deliverer,
        CLIENTS: n,
        CLIENTS_REST: 0,
    }
