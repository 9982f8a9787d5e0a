"""Can it be true? Exact arithmetic on figures as printed; every rule is general."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch
from itertools import combinations
from math import ceil, floor
from typing import Literal

from impactlib.intake.claims import Change, Claim, Count, Mean, Printed, Same, Share, Table, Total
from impactlib.intake.statements import reach

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Doubt:
    """Something that does not add up: the rule, and the numbers that its sentence shows.

    ``error``: no numbers give what was printed. ``warning``: rounding or an open remainder can
    explain it. ``hints``: further rules whose sentences follow, each with its numbers.
    """

    rule: str
    level: Level
    numbers: Mapping[str, object]
    hints: tuple[Doubt, ...] = ()


@singledispatch
def doubts(claim: Claim) -> Iterator[Doubt]:
    """Everything in a claim that cannot be, or that asks for an explanation."""
    raise TypeError(type(claim).__name__)


@doubts.register
def _share(claim: Share) -> Iterator[Doubt]:
    """A whole count of n must round to the printed percentage."""
    percent, count = claim.percent, claim.count
    if claim.n is None:
        yield from _share_of_something(claim)
        return
    n = claim.n.value
    numbers = {"percent": percent, "n": claim.n}
    if n == 0:
        yield Doubt("share-of-none", "error", numbers)
    elif count is not None and count.value > n:
        yield Doubt("share-over", "error", {**numbers, "count": count})
    elif count is not None and not _rounds_to(100 * count.value / n, percent):
        yield Doubt(
            "share-count", "error", {**numbers, "count": count, "found": _finer(100 * count.value / n, percent)}
        )
    elif count is None:
        below = min(floor(n * percent.value / 100), int(n) - 1)
        found = [100 * (below + step) / n for step in (0, 1)]
        if not any(_rounds_to(share, percent) for share in found):
            shown = [_finer(share, percent) for share in found]
            near = {"below": below, "below_percent": shown[0], "above": below + 1, "above_percent": shown[1]}
            yield Doubt("share-impossible", "error", {**numbers, **near})


def _share_of_something(claim: Share) -> Iterator[Doubt]:
    """Some total must exist of which the count is the printed percentage."""
    count, percent = claim.count, claim.percent
    if count is None or count.value == 0:
        return
    least = ceil(100 * count.value / (percent.value + percent.half))
    if not _rounds_to(100 * count.value / max(least, ceil(count.value)), percent):
        yield Doubt("share-no-total", "error", {"count": count, "percent": percent})


def _rounds_to(value: Fraction, printed: Printed) -> bool:
    """Whether a number may have been printed so; a tie may have gone either way."""
    return abs(value - printed.value) <= printed.half


def _finer(value: Fraction, printed: Printed) -> Printed:
    """A number with one decimal more than was printed, to show why it does not fit."""
    return Printed(value, printed.digits + 1)


@doubts.register
def _total(claim: Total) -> Iterator[Doubt]:
    """The parts must add up to the total, as far as rounding allows."""
    figures = list(claim.parts.values())
    found = _sum(figures)
    gap = claim.total.value - found.value
    numbers = {
        "parts": figures,
        "sum": found,
        "total": claim.total,
        "gap": Printed(abs(gap), max(found.digits, claim.total.digits)),
        "count": len(figures),
    }
    if gap == 0 or (claim.rounded_to and 2 * abs(gap) <= claim.rounded_to):
        return
    if not claim.complete and gap > 0:
        rule = "parts-below-explained" if claim.explained else "parts-below"
        yield Doubt(rule, "warning", {**numbers, "explained": claim.explained or ""})
        return
    hints = tuple(_hints(claim, found.value))
    if abs(gap) <= _slack(figures) + (claim.total.half if claim.total.digits else 0):
        yield Doubt("total-rounding", "warning", numbers, hints)
    elif 2 * abs(gap) <= _step(claim.total):
        yield Doubt("total-rounded", "warning", {**numbers, "step": Printed(_step(claim.total), 0)}, hints)
    else:
        yield Doubt("total-parts", "error", numbers, hints)


def _sum(figures: Iterable[Printed]) -> Printed:
    known = list(figures)
    return Printed(sum((figure.value for figure in known), Fraction()), max(figure.digits for figure in known))


def _slack(figures: Iterable[Printed]) -> Fraction:
    """How far a sum can be off because its parts were rounded; whole numbers were not."""
    return sum((figure.half for figure in figures if figure.digits), Fraction())


def _step(total: Printed) -> Fraction:
    """What a whole total seems rounded to, if two digits are left: 100 for 2.700, 1 for 158 and 60."""
    if total.digits:
        return Fraction(1, 10**total.digits)
    step = 1
    while total.value % (10 * step) == 0 and abs(total.value) >= 100 * step:
        step *= 10
    return Fraction(step)


def _hints(claim: Total, found: Fraction) -> Iterator[Doubt]:
    """One or two parts that may not belong, or figures from elsewhere that may."""
    total = claim.total
    for size in (1, 2):
        left_out = [
            chosen
            for chosen in combinations(claim.parts.items(), size)
            if size < len(claim.parts) and found - sum(figure.value for _, figure in chosen) == total.value
        ]
        for chosen in left_out[:1]:
            yield Doubt(
                "hint-without",
                "warning",
                {"names": " + ".join(name for name, _ in chosen), "figures": [one for _, one in chosen]},
            )
        if left_out:
            return
    for name, figure in claim.maybe.items():
        new = found + figure.value
        numbers = {"names": name, "figures": figure, "sum": Printed(new, total.digits), "total": total}
        if new == total.value:
            yield Doubt("hint-with", "warning", numbers)
        elif 2 * abs(new - total.value) <= _step(total):
            yield Doubt("hint-with-rounded", "warning", {**numbers, "step": Printed(_step(total), 0)})


def spread(claim: Claim) -> Iterator[Claim]:
    """A table as the totals it consists of; any other claim as it is."""
    if not isinstance(claim, Table):
        yield claim
        return
    lines = {**claim.rows, **({} if None in claim.totals else {"totaal": claim.totals})}
    for label, row in lines.items():
        cells = dict(zip(claim.columns, row, strict=True))
        total = cells.get(claim.sum or "")
        parts = {name: figure for name in claim.of if (figure := cells[name]) is not None}
        if total is not None and parts:
            yield _as_total(claim, label, total, parts)
    for position, column in enumerate(claim.columns):
        parts = {label: figure for label, row in claim.rows.items() if (figure := row[position]) is not None}
        total = claim.totals[position]
        if total is not None and parts:
            yield _as_total(claim, column, total, parts)


def _as_total(table: Table, label: str, total: Printed, parts: Mapping[str, Printed]) -> Total:
    about = f"{table.about}: {label}"
    return Total(kind="total", id=table.id, about=about, place=table.place, total=total, parts=parts)


@doubts.register
def _mean(claim: Mean) -> Iterator[Doubt]:
    """A mean of whole answers is a whole sum divided by their number (the GRIM test).

    Source: Brown and Heathers (2017), The GRIM test, Social Psychological and Personality
    Science 8(4).
    """
    mean, answers = claim.mean, claim.n * claim.items
    lowest, highest = claim.lowest, claim.highest
    if (lowest is not None and mean.value < lowest) or (highest is not None and mean.value > highest):
        yield Doubt("mean-scale", "error", {"mean": mean, "lowest": lowest, "highest": highest})
        return
    below = floor(mean.value * answers)
    found = [Fraction(whole, answers) for whole in (below, below + 1)]
    if not any(_rounds_to(one, mean) for one in found):
        near = {"below": _finer(found[0], mean), "above": _finer(found[1], mean)}
        yield Doubt("mean-impossible", "error", {"mean": mean, "answers": answers, **near})


@doubts.register
def _change(claim: Change) -> Iterator[Doubt]:
    figures = (claim.start, claim.end, claim.difference)
    gap = abs(claim.end.value - claim.start.value - claim.difference.value)
    found = Printed(claim.end.value - claim.start.value, max(claim.start.digits, claim.end.digits))
    numbers = {"start": claim.start, "end": claim.end, "difference": claim.difference, "found": found}
    if gap > _slack(figures):
        yield Doubt("change-differs", "error", numbers)
    elif gap:
        yield Doubt("change-rounding", "warning", numbers)


@doubts.register
def _count(claim: Count) -> Iterator[Doubt]:
    found = claim.count.value * claim.scale
    if found.denominator != 1 or found < 0:
        yield Doubt(
            "count-not-whole",
            "error",
            {"count": claim.count, "scale": claim.scale, "found": _finer(found, claim.count)},
        )


@doubts.register
def _same(claim: Same) -> Iterator[Doubt]:
    """Every two statements about one figure must leave room for one number."""
    for one, other in combinations(claim.statements, 2):
        if not reach(one).meets(reach(other)):
            rule = "statements-differ-ocr" if "ocr" in (one.read, other.read) else "statements-differ"
            yield Doubt(rule, "error", {"one": one, "other": other, "unit": claim.unit})
