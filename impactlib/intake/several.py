"""Registrations beside each other, one for each municipality: what the checks say of each, and cases that stand in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from impactlib.intake.cells import quoted
from impactlib.intake.check import check_folder
from impactlib.intake.meta import read_meta
from impactlib.intake.naming import folded
from impactlib.intake.read import connected, load_text, table_files
from impactlib.model import Finding

RULE = "case-elsewhere"
"""A case that another registration of the same organisation holds too: it would count in both municipalities."""

_CASES = "trajectories"
_SAME = ("trajectory_id", "client_id", "start_date")


def check_folders(folders: Sequence[Path], organisation: str = "") -> tuple[Finding, ...]:
    """Every finding of one registration, or of several by the name of their folder.

    Raises
    ------
    RegistrationError
        A folder or a file in it cannot be read.
    ParameterError
        As ``check_folder``.
    """
    if len(folders) == 1:
        return check_folder(folders[0], organisation)
    found = [replace(one, folder=folder.name) for folder in folders for one in check_folder(folder, organisation)]
    return (*found, *cases_elsewhere(folders))


def cases_elsewhere(folders: Sequence[Path]) -> Iterator[Finding]:
    """Cases that stand in an earlier of these registrations too, under the same number, client and first day.

    Organisations number their cases by themselves: only registrations of one organisation are laid beside each other.

    Raises
    ------
    RegistrationError
        A file cannot be read.
    """
    backend, held = connected(), []
    try:
        for number, folder in enumerate(folders):
            path = table_files(folder).get(_CASES)
            if path:
                columns = load_text(backend, f"cases_{number}", path)
                held.append((folder.name, folded(read_meta(folder).organisation), f"cases_{number}", columns))
        for first, second in combinations(held, 2):
            same = [name for name in _SAME if name in first[3] and name in second[3]]
            if first[1] == second[1] and _SAME[0] in same and (rows := _rows(backend, first[2], second[2], same)):
                shown = tuple(rows[: Finding.FIRST])
                yield Finding(_CASES, _SAME[0], RULE, "error", len(rows), shown, folder=second[0])
    finally:
        backend.disconnect()


def _rows(backend: Any, first: str, second: str, columns: Sequence[str]) -> list[int]:
    same = " AND ".join(f"a.{quoted(name)} = b.{quoted(name)}" for name in columns)
    asked = f"SELECT DISTINCT b.row FROM {first} a JOIN {second} b ON {same} ORDER BY 1"  # noqa: S608 - our own
    return [row for (row,) in backend.con.execute(asked).fetchall()]
