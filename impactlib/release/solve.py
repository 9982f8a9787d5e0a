"""Which cells to hide: all small ones, and with them as little else as possible.

The choice is a mixed-integer programme that learns its rules as it goes: whenever a choice leaves
a number too narrow, the linear programme that shows it yields a rule which every safe choice obeys
(a Benders cut). The first choice that leaves nothing too narrow is the cheapest safe one.

Source: Fischetti and Salazar-González (2001), Solving the cell suppression problem on tabular data
with linear constraints, Management Science 47(7), for the programme; the windows are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from impactlib.params import Policy
from impactlib.release.attack import NODES, Attack
from impactlib.release.stepwise import Doubts, stepwise
from impactlib.release.system import Mask, System, Vector
from impactlib.release.targets import Cut, Window, breaches, first_cuts, widened, windows

WORK = 5000
"""Rules weighed before the fallback, each as often as it was: a number, not a time, so that runs agree."""

INFEASIBLE = 2
"""What scipy calls a programme without an answer."""

Method = Literal["optimal", "stepwise", "whole"]


@dataclass(frozen=True)
class Choice:
    """What is hidden (bool per quantity), and how it was found.

    ``optimal``: the cheapest choice there is; ``stepwise``: a safe one, found by hiding more until
    nothing is too narrow; ``whole``: every row is hidden, zeros too.
    """

    hidden: Mask
    method: Method


def solve(system: System, policy: Policy) -> Choice:
    """Hide the small quantities of a system and what would give them away.

    Raises
    ------
    Contradiction
        No whole numbers agree with what the system says.
    """
    wanted = windows(system, policy)
    Attack(system, np.zeros(len(system.quantities), dtype=bool)).extreme(np.zeros(len(system.quantities)))
    if not any(quantity.small or quantity.closed for quantity in system.quantities):
        return Choice(_always(system), "optimal")
    must, may = _always(system), _may(system)
    sure = tuple(window for window in wanted if must[window.place])
    tight = {cut.place for cut in breaches(system, must | may, sure)}
    wanted = widened(wanted, tight)
    hopeless = any(breaches(system, must | may, tuple(window for window in wanted if window.place in tight)))
    return (None if hopeless else _search(system, must, may, wanted)) or _whole(system, policy)


def _whole(system: System, policy: Policy) -> Choice:
    """Rows cannot cover each other: hide all, zeros too, so that nothing is known to be at least 1.

    What is too narrow even then, earlier publications have told already.
    """
    bare = system.with_quantities(replace(q, floor=min(q.floor, 0.0)) for q in system.quantities)
    rows = np.array([q.kind in ("row", "never") for q in bare.quantities])
    everything = np.array([q.kind != "known" for q in bare.quantities])
    lost = {cut.place for cut in breaches(bare, everything, windows(bare, policy))}
    wanted = tuple(window for window in windows(bare, policy) if window.place not in lost)
    found = _search(bare, rows, everything & ~rows, wanted)
    return Choice(found.hidden if found else everything, "whole")


def _always(system: System) -> Mask:
    return np.array([q.kind == "never" or (q.kind != "known" and (q.small or q.closed)) for q in system.quantities])


def _may(system: System) -> Mask:
    """What may be hidden for the sake of others: zeros stay visible."""
    return np.array([q.kind in ("row", "margin") and q.high > 0 for q in system.quantities])


def _search(system: System, must: Mask, may: Mask, wanted: tuple[Window, ...]) -> Choice | None:
    """The cheapest safe choice; a safe one when the search is too long; None when there is none."""
    doubts, cuts = Doubts(system, wanted), list(first_cuts(system, wanted, must))
    status, hidden = _cheapest(system, must, may, cuts)
    if status == INFEASIBLE:
        return None
    hidden, work = must if hidden is None else hidden, 0
    while work <= WORK:
        found = doubts.lacking(hidden)
        if not found:
            return Choice(hidden, "optimal")
        cuts += found
        work += len(cuts)
        status, chosen = _cheapest(system, must, may, cuts)
        if status == INFEASIBLE:
            return None
        if chosen is None:
            break
        hidden = chosen
    stepped = stepwise(doubts, must, may, hidden)
    return None if stepped is None else Choice(stepped, "stepwise")


def _cheapest(system: System, must: Mask, may: Mask, cuts: Sequence[Cut]) -> tuple[int, Mask | None]:
    """The cheapest choice that obeys every rule found so far, None without one, and how the search ended."""
    size = len(system.quantities)
    rules = np.zeros((len(cuts), size))
    if not cuts:
        return 0, must
    for place, cut in enumerate(cuts):
        rules[place] = np.where(may | must, cut.gains, 0)
        if cut.own:
            rules[place, cut.place] -= cut.need
    least = np.array([0.0 if cut.own else cut.need for cut in cuts])
    cost = _costs(system)
    ties = _ties(system)
    found = milp(
        cost,
        integrality=np.ones(size),
        bounds=Bounds(must.astype(float), (must | may).astype(float)),
        constraints=[LinearConstraint(rules, least, np.inf), *ties],
        options={"node_limit": NODES, "mip_rel_gap": 0},
    )
    return int(found.status), np.round(found.x).astype(bool) if found.status == 0 else None


def _costs(system: System) -> Vector:
    """What hiding each costs; a margin that goes with its only row costs nothing beyond the row."""
    cost = np.array([q.cost * (1 + place * 1e-9) for place, q in enumerate(system.quantities)])
    for place, row in _inside(system):
        cost[row] -= cost[place]
    return cost


def _ties(system: System) -> list[LinearConstraint]:
    rules = np.zeros((0, len(system.quantities)))
    for place, row in _inside(system):
        rule = np.zeros((1, len(system.quantities)))
        rule[0, place], rule[0, row] = 1, -1
        rules = np.vstack([rules, rule])
    return [LinearConstraint(rules, 0, np.inf)] if len(rules) else []


def _inside(system: System) -> list[tuple[int, int]]:
    """Margins with the row that alone prints them."""
    index = system.index()
    return [
        (place, index[q.inside])
        for place, q in enumerate(system.quantities)
        if q.inside in index and q.kind == "margin" and q.high > 0
    ]
