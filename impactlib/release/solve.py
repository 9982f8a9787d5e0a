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
from impactlib.release.targets import Cut, Pool, Window, breaches, first_cuts, widened, windows

WORK = 20_000
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
    wanted, attack = windows(system, policy), Attack(system)
    if not any(quantity.small or quantity.closed for quantity in system.quantities):
        return Choice(_always(system), "optimal", wanted)
    must, may = _always(system), _may(system)
    sure = tuple(window for window in wanted if must[window.place])
    tight = {cut.place for cut in breaches(attack, must | may, sure)}
    wanted = widened(wanted, tight)
    hopeless = {cut.place for cut in breaches(attack, must | may, tuple(w for w in wanted if w.place in tight))}
    bare = Attack(_bare(system))
    if any(_room(bare, _everything(system), place) > _room(attack, must | may, place) + TINY for place in hopeless):
        return _whole(bare, policy)
    kept = tuple(window for window in wanted if window.place not in hopeless)
    return _search(Doubts(attack, kept, Pool(system)), must, may) or _whole(bare, policy)


def repaired(system: System, policy: Policy) -> Mask:
    """What to hide of linked tables: the small quantities and, as cheaply as can be, what would give them away.

    What cannot be covered itself is not hidden for another's sake. What stays too narrow when all is
    hidden that may be was told already, by what is known.

    Raises
    ------
    Contradiction
        No whole numbers agree with what the system says.
    """
    must, may = _always(system), _may(system)
    doubts = Doubts(Attack(system), windows(system, policy), Pool(system))
    if not must.any():
        return must
    tight = doubts.narrow(must | may)
    asked = replace(doubts, wanted=widened(doubts.wanted, tight))
    kept = asked.without(asked.narrow(must | may))
    found = _search(kept, must, may)
    return must | may if found is None else found.hidden


def _whole(attack: Attack, policy: Policy) -> Choice:
    """Rows cannot cover each other: hide all, zeros too, so that nothing is known to be at least 1.

    What is too narrow even then, earlier publications have told already: what follows from them
    exactly is shown.
    """
    bare = attack.system
    everything, must = _everything(bare), _always(bare)
    lost = {cut.place for cut in breaches(attack, everything, windows(bare, policy))}
    two = tuple(Window(place, None, 1) for place in sorted(lost) if not must[place])
    told = np.isin(np.arange(len(must)), [cut.place for cut in breaches(attack, everything, two)])
    everything &= ~told
    rows = np.array([q.kind in ("row", "never") for q in bare.quantities]) & ~told
    wanted = tuple(window for window in windows(bare, policy) if window.place not in lost)
    found = _search(Doubts(attack, wanted, Pool(bare)), rows, everything & ~rows)
    return Choice(found.hidden if found else everything, "whole", wanted)


def _bare(system: System) -> System:
    return system.with_quantities(replace(q, floor=min(q.floor, 0.0)) for q in system.quantities)


def _everything(system: System) -> Mask:
    return np.array([q.kind != "known" for q in system.quantities])


def _room(attack: Attack, hidden: Mask, place: int) -> float:
    """How far the least and the most that a number can be lie apart."""
    attack.hide(hidden)
    return attack.extreme(place, 1).reach + attack.extreme(place, -1).reach


def _always(system: System) -> Mask:
    return np.array([q.kind == "never" or (q.kind != "known" and (q.small or q.closed)) for q in system.quantities])


def _may(system: System) -> Mask:
    """What may be hidden for the sake of others: zeros stay visible."""
    return np.array([q.kind in ("row", "margin") and q.high > 0 for q in system.quantities])


def _search(doubts: Doubts, must: Mask, may: Mask) -> Choice | None:
    """The cheapest safe choice; a safe one when the search is too long; None when there is none."""
    system, wanted = doubts.attack.system, doubts.wanted
    cuts = list(first_cuts(system, wanted, must))
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
    stepped = stepwise(doubts, must, may)
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
