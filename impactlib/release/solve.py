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
from impactlib.release.attack import NODES, TINY, Attack
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
    nothing is too narrow; ``whole``: every row is hidden, zeros too. ``wanted``: the windows that
    it keeps.
    """

    hidden: Mask
    method: Method
    wanted: tuple[Window, ...] = ()


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
        return Choice(_always(system), "optimal", wanted)
    must, may = _always(system), _may(system)
    sure = tuple(window for window in wanted if must[window.place])
    tight = {cut.place for cut in breaches(system, must | may, sure)}
    wanted = widened(wanted, tight)
    hopeless = {cut.place for cut in breaches(system, must | may, tuple(w for w in wanted if w.place in tight))}
    bare = _bare(system)
    if any(_room(bare, _everything(bare), place) > _room(system, must | may, place) + TINY for place in hopeless):
        return _whole(system, policy)
    kept = tuple(window for window in wanted if window.place not in hopeless)
    return _search(system, must, may, kept) or _whole(system, policy)


def mended(system: System, wanted: tuple[Window, ...], hidden: Mask) -> Mask:
    """``hidden``, changed where systems that were solved apart and are one tell more.

    What covers others and is known anyway is shown; what cannot be covered itself is shown too, or
    else left as it is. Everything goes where nothing less will do. What is too narrow even then was
    told already.

    Raises
    ------
    Contradiction
        No whole numbers agree with what the system says.
    """
    Attack(system, np.zeros(len(hidden), dtype=bool)).extreme(np.zeros(len(hidden)))
    doubts = Doubts(system, wanted)
    if not doubts.lacking(hidden):
        return hidden
    must, may = _always(system), _may(system)
    two = replace(doubts, wanted=tuple(Window(window.place, None, 1) for window in wanted if not must[window.place]))
    told = np.isin(np.arange(len(hidden)), list(_narrow(two, must | may)))
    hidden, may = hidden & ~told, may & ~told
    for asked in (doubts.without(np.flatnonzero(~must)), doubts):
        tight = _narrow(asked, must | may)
        lost = _narrow(replace(asked, wanted=widened(asked.wanted, tight)), must | may)
        kept = replace(doubts, wanted=widened(wanted, tight)).without(lost)
        stepped = stepwise(kept, must, may, hidden, hidden)
        if stepped is not None:
            return stepped
    return hidden | must | may


def _narrow(doubts: Doubts, hidden: Mask) -> set[int]:
    """Places of the windows that do not fit."""
    found: set[int] = set()
    while more := {cut.place for cut in doubts.without(found).lacking(hidden)}:
        found |= more
    return found


def _whole(system: System, policy: Policy) -> Choice:
    """Rows cannot cover each other: hide all, zeros too, so that nothing is known to be at least 1.

    What is too narrow even then, earlier publications have told already: what follows from them
    exactly is shown.
    """
    bare = _bare(system)
    everything, must = _everything(bare), _always(bare)
    lost = {cut.place for cut in breaches(bare, everything, windows(bare, policy))}
    two = tuple(Window(place, None, 1) for place in sorted(lost) if not must[place])
    told = np.isin(np.arange(len(must)), [cut.place for cut in breaches(bare, everything, two)])
    everything &= ~told
    rows = np.array([q.kind in ("row", "never") for q in bare.quantities]) & ~told
    wanted = tuple(window for window in windows(bare, policy) if window.place not in lost)
    found = _search(bare, rows, everything & ~rows, wanted)
    return Choice(found.hidden if found else everything, "whole", wanted)


def _bare(system: System) -> System:
    return system.with_quantities(replace(q, floor=min(q.floor, 0.0)) for q in system.quantities)


def _everything(system: System) -> Mask:
    return np.array([q.kind != "known" for q in system.quantities])


def _room(system: System, hidden: Mask, place: int) -> float:
    """How far the least and the most that a number can be lie apart."""
    end = np.eye(len(hidden))[place]
    attack = Attack(system, hidden)
    return attack.extreme(end).reach + attack.extreme(-end).reach


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
            return Choice(hidden, "optimal", wanted)
        cuts += found
        work += len(cuts)
        status, chosen = _cheapest(system, must, may, cuts)
        if status == INFEASIBLE:
            return None
        if chosen is None:
            break
        hidden = chosen
    stepped = stepwise(doubts, must, may, hidden, must)
    return None if stepped is None else Choice(stepped, "stepwise", wanted)


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
