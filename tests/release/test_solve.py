"""The cheapest safe choice: against brute force, against worked examples, and in bad luck."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from impactlib.release import solve as solving
from impactlib.release.attack import Attack, Contradiction
from impactlib.release.solve import repaired, solve
from impactlib.release.system import Builder, Quantity
from impactlib.release.targets import breaches, windows
from tests.release.tables import STANDARD, grid


def cost(system, hidden):
    return sum(quantity.cost for quantity, gone in zip(system.quantities, hidden, strict=True) if gone)


def ranges(counts, hidden):
    """Least and most of each hidden cell of a table with fixed margins, zeros visible: plain linear programmes.

    Written apart from the library: cells as unknowns, one equation a row and a column.
    """
    rows, columns = counts.shape
    free = [(r, c) for r, c in itertools.product(range(rows), range(columns)) if hidden[r, c]]
    lines = [[(r, c) for c in range(columns)] for r in range(rows)] + [
        [(r, c) for r in range(rows)] for c in range(columns)
    ]
    equations = np.array([[float(cell in line) for cell in free] for line in lines])
    right = [sum(counts[cell] for cell in line if hidden[cell]) for line in lines]
    found = {}
    for place, cell in enumerate(free):
        ends = [
            linprog(sign * np.eye(len(free))[place], A_eq=equations, b_eq=right, bounds=(1, None)).fun * sign
            for sign in (1, -1)
        ]
        found[cell] = (round(ends[0]), round(ends[1]))
    return found


def safe(counts, hidden):
    """The promise in words: a small cell can be 1 to 4, any other hidden cell has four values."""
    for line in (*hidden, *hidden.T):
        if line.sum() == 1:
            return False
    for cell, (least, most) in ranges(counts, hidden).items():
        if counts[cell] < 5 and not (least <= 1 and most >= 4):
            return False
        if most - least < 3:
            return False
    return True


def brute_force(counts):
    """Cost of the cheapest safe choice, trying every set of cells, cheapest first; None when there is none."""
    small = (counts > 0) & (counts < 5)
    spare = [tuple(cell) for cell in np.argwhere(counts >= 5)]
    total = 2 * int(counts.sum()) + 1
    price = {cell: 1 + counts[cell] / total for cell in spare}
    for size in range(len(spare) + 1):
        for chosen in sorted(itertools.combinations(spare, size), key=lambda cells: sum(price[c] for c in cells)):
            hidden = small.copy()
            for cell in chosen:
                hidden[cell] = True
            if safe(counts, hidden):
                return sum(1 + counts[tuple(cell)] / total for cell in np.argwhere(hidden))
    return None


def table(seed):
    draw = np.random.default_rng(seed)
    shape = (draw.integers(3, 5), draw.integers(3, 6))
    scale = draw.choice([6, 12, 25])
    return draw.poisson(draw.gamma(1.2, scale / 1.2, shape))


@pytest.mark.parametrize("block", [*range(5), *(pytest.param(block, marks=pytest.mark.slow) for block in range(5, 30))])
def test_no_cheaper_safe_choice_exists_for_small_tables_with_margins(block):
    solved = 0
    for seed in range(block * 10, block * 10 + 10):
        counts = table(seed)
        if not ((counts > 0) & (counts < 5)).any() or (counts >= 5).sum() > 13:
            continue
        best = brute_force(counts)
        system = grid(counts)
        choice = solve(system, STANDARD)
        if best is None:
            assert choice.method == "whole"
            continue
        assert choice.method == "optimal"
        assert cost(system, choice.hidden) == pytest.approx(best, rel=1e-6), counts
        solved += 1
    assert solved >= 1


HAND_MADE = {
    "one small cell needs a rectangle": ([[3, 20, 30], [15, 25, 35], [40, 45, 50]], 4),
    "two small cells in one row share it": ([[3, 4, 30], [15, 25, 35], [40, 45, 50]], 4),
    "small cells that form a rectangle need nobody": ([[4, 2, 30], [2, 4, 35], [40, 45, 50]], 4),
    "a small cell beside zeros goes round them": ([[3, 0, 30], [0, 25, 35], [40, 45, 50]], 4),
    "nothing small, nothing hidden": ([[5, 6, 7], [8, 9, 10], [11, 12, 13]], 0),
}


@pytest.mark.parametrize("name", HAND_MADE)
def test_tables_worked_by_hand(name):
    counts, cells = HAND_MADE[name]
    choice = solve(grid(np.array(counts)), STANDARD)
    assert (choice.hidden.sum(), choice.method) == (cells, "optimal")


SDC_TABLE = np.array([[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]])
SDC_HIDDEN = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)]
"""Source: sdcTable 0.32, tests/testthat/test-simpleheuristic.R (v1 = w x y z, v2 = a b c d)."""


def attacked(counts, hidden, cell):
    system = grid(counts).with_quantities(
        Quantity(q.key, q.low, q.high, kind=q.kind, floor=0.0) for q in grid(counts).quantities
    )
    index = system.index()
    mask = np.zeros(len(system.quantities), dtype=bool)
    mask[[index[f"{row},{column}"] for row, column in hidden]] = True
    place = index[f"{cell[0]},{cell[1]}"]
    attack = Attack(system)
    attack.hide(mask)
    return -attack.extreme(place, -1).reach, attack.extreme(place, 1).reach


def test_two_masks_in_every_line_can_still_give_a_cell_away():
    assert attacked(SDC_TABLE, SDC_HIDDEN, (0, 1)) == pytest.approx((47, 47))


def test_one_more_mask_leaves_the_range_that_sdctable_reports():
    assert attacked(SDC_TABLE, [*SDC_HIDDEN, (1, 1)], (0, 1)) == pytest.approx((0, 141))


def test_the_door_finds_that_one_more_mask():
    system = grid(SDC_TABLE)
    wanted = {f"{row},{column}" for row, column in SDC_HIDDEN}
    marked = system.with_quantities(
        Quantity(q.key, q.low, q.high, q.key in wanted, q.kind, q.cost, q.floor) for q in system.quantities
    )
    choice = solve(marked, STANDARD)
    assert (choice.hidden.sum(), choice.method) == (len(SDC_HIDDEN) + 1, "optimal")


def test_the_range_of_the_textbook_table():
    """Fischetti and Salazar-González (2001), the table of their introduction: cell II,C is 5 to 30."""
    counts = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    assert attacked(counts, [(1, 0), (1, 2), (2, 0), (2, 2)], (1, 2)) == pytest.approx((5, 30))


def test_a_table_too_large_to_solve_falls_back_to_something_safe(monkeypatch):
    monkeypatch.setattr(solving, "WORK", 0)
    counts = np.array([[3, 20, 30], [15, 25, 35], [40, 45, 2]])
    system = grid(counts)
    choice = solve(system, STANDARD)
    assert choice.method == "stepwise"
    attack = Attack(system)
    for place in np.flatnonzero(choice.hidden):
        without = choice.hidden.copy()
        without[place] = False
        needed = list(breaches(attack, without, windows(system, STANDARD)))
        assert needed or system.quantities[place].small
    assert not list(breaches(attack, choice.hidden, windows(system, STANDARD)))


def test_rows_that_cannot_cover_each_other_are_hidden_with_their_zeros():
    counts = np.array([[1, 1, 0], [0, 0, 40], [30, 50, 60]])
    choice = solve(grid(counts), STANDARD)
    assert choice.method == "whole"
    rows = [quantity.kind == "row" for quantity in grid(counts).quantities]
    assert choice.hidden[rows].all()


def test_sums_that_contradict_each_other_are_refused():
    builder = Builder(2)
    for key, value, weights in (("a", 3, [1, 0]), ("b", 9, [0, 1]), ("n", 20, [1, 1])):
        builder.add(Quantity(key, value, value, small=value < 5), np.array(weights, dtype=float))
    with pytest.raises(Contradiction):
        solve(builder.build(), STANDARD)


def test_the_same_table_is_always_solved_the_same_way():
    choices = {solve(grid(table(7)), STANDARD).hidden.tobytes() for _ in range(3)}
    assert len(choices) == 1


def test_a_system_with_quantities_of_its_own_is_solved_by_those():
    system = grid(np.array([[6, 7], [8, 9]]))
    assert not solve(system.with_quantities(system.quantities), STANDARD).hidden.any()
    few = solve(system.with_quantities(grid(np.array([[3, 7], [8, 9]])).quantities), STANDARD)
    assert few.hidden[0]
    assert not system.quantities[0].small


def test_a_cover_that_is_known_from_elsewhere_is_shown_and_another_takes_its_place():
    builder = Builder(3)
    for key, value, kind, weights in (
        ("few", 3, "row", [1, 0, 0]),
        ("cover", 10, "row", [0, 1, 0]),
        ("other", 20, "row", [0, 0, 1]),
        ("n", 33, "known", [1, 1, 1]),
    ):
        quantity = Quantity(key, value, value, small=value < 5, kind=kind, cost=value, floor=float(kind == "row"))
        builder.add(quantity, np.array(weights, dtype=float))
    assert repaired(builder.build(), STANDARD).tolist() == [True, True, False, False]
    builder.add(Quantity("elsewhere", 10, 10, kind="known"), np.array([0, 1, 0], dtype=float))
    assert repaired(builder.build(), STANDARD).tolist() == [True, False, True, False, False]
