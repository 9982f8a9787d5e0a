"""How long linked tables take, and how close to the least loss they come.

    python benchmarks/linked.py [--sets 20] [--brute 300]

First pairs of tables of 13x7 and 13x4 cells that share their 13 totals, everything printed; then
small tables with fixed margins (3x3 to 4x5) against the cheapest safe choice of all.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from impactlib.params import policies
from impactlib.release import solve as solving
from impactlib.release.attack import Attack
from impactlib.release.solve import solve
from impactlib.release.system import Builder, Quantity, System
from impactlib.release.targets import breaches, windows
from tests.release.tables import grid
from tests.release.test_solve import brute_force, cost, table

ROWS, SIDES = 13, (7, 4)
STANDARD = policies()["standaard"]


def linked(seed: int) -> System:
    """Two random tables with the same totals of their rows, as one system."""
    draw = np.random.default_rng(seed)
    totals = draw.multinomial(draw.integers(300, 2000), draw.dirichlet(np.full(ROWS, 1.5)))
    sides = [np.array([draw.multinomial(n, draw.dirichlet(np.full(size, 0.8))) for n in totals]) for size in SIDES]
    builder = Builder(sum(side.size for side in sides))
    first = 0
    lines: list[list[np.ndarray]] = []
    for name, side in zip("ab", sides, strict=True):
        places = np.arange(first, first + side.size).reshape(side.shape)
        first += side.size
        for row, column in np.ndindex(side.shape):
            _add(builder, f"{name}{row},{column}", [places[row, column]], int(side[row, column]), "row")
        for column in range(side.shape[1]):
            _add(builder, f"{name} column {column}", list(places[:, column]), int(side[:, column].sum()), "margin")
        lines.append([_weights(builder, list(places[row])) for row in range(ROWS)])
    for row in range(ROWS):
        builder.add(_quantity(f"row {row}", int(totals[row]), "margin"), lines[0][row])
        builder.add(Quantity(f"tie {row}", 0, 0, kind="known"), lines[0][row] - lines[1][row])
    _add(builder, "all", list(range(sides[0].size)), int(totals.sum()), "margin")
    return builder.build()


def _weights(builder: Builder, cells: list[int]) -> np.ndarray:
    weights = np.zeros(builder.parts)
    weights[cells] = 1
    return weights


def _quantity(key: str, value: int, kind: str) -> Quantity:
    loss = 1.0 if kind == "row" else 20.0
    return Quantity(
        key, value, value, 0 < value < 5, kind, loss * (1 + value / 5000), float(kind == "row" and value > 0)
    )


def _add(builder: Builder, key: str, cells: list[int], value: int, kind: str) -> None:
    builder.add(_quantity(key, value, kind), _weights(builder, cells))


def pairs(sets: int) -> None:
    methods, seconds, beyond = collections.Counter(), [], []
    for seed in range(sets):
        system = linked(seed)
        started = time.perf_counter()
        choice = solve(system, STANDARD)
        seconds.append(time.perf_counter() - started)
        methods[choice.method] += 1
        if choice.method == "stepwise":
            with mock.patch.object(solving, "WORK", 10**9):
                least = cost(system, solve(system, STANDARD).hidden)
            print(
                f"set {seed}: fallback after {seconds[-1]:.1f} s, loss {cost(system, choice.hidden) / least:.3f} of the least"
            )
        small = sum(quantity.small for quantity in system.quantities)
        beyond.append(int(choice.hidden.sum()) - small)
        if choice.method != "whole" and any(breaches(Attack(system), choice.hidden, windows(system, STANDARD))):
            print(f"set {seed}: a sum of small cells keeps its values only above the threshold")
    print(f"linked 13x7 and 13x4: {dict(methods)}, seconds median {np.median(seconds):.1f}, most {max(seconds):.1f}")
    print(f"cells hidden beyond the small ones: median {np.median(beyond):.0f}, most {max(beyond)}")


def optimum(tables: int) -> None:
    same, worse = 0, []
    for seed in range(tables):
        counts = table(seed)
        small = (counts > 0) & (counts < 5)
        best = brute_force(counts) if small.any() and (counts >= 5).sum() <= 13 else None
        if best is None:
            continue
        system = grid(counts)
        loss = cost(system, solve(system, STANDARD).hidden)
        same += loss <= best * (1 + 1e-6)
        worse += [loss / best] if loss > best * (1 + 1e-6) else []
    print(f"small tables: {same + len(worse)} with a safe choice, {same} solved to the least loss, worse: {worse}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--brute", type=int, default=300)
    options = parser.parse_args()
    pairs(options.sets)
    optimum(options.brute)


if __name__ == "__main__":
    main()
