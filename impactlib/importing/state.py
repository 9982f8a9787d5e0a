"""What an import leaves beside the tables for the next one: which key made the pseudonyms, and the report."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "import"
"""Folder in a registration with the report of the last import; no table, so nothing reads it as one."""

STATE, REJECTED, CONFLICTS = "state.json", "rejected.csv", "conflicts.csv"
REPORT, PAGE = "report.json", "report.html"


@dataclass(frozen=True)
class State:
    """What the last import said of itself; empty where there was none.

    ``key`` recognises the key of the pseudonyms, and does not give it away; ``hidden`` names the columns of ids that are
    pseudonyms because they were somebody's, ``tables`` what imports wrote; other tables were put there by hand.
    """

    key: str = ""
    source: str = ""
    hidden: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def read_state(folder: Path) -> State:
    """The state in a registration folder; an empty one where it is gone or cannot be read."""
    try:
        found = json.loads((folder / FOLDER / STATE).read_text(encoding="utf-8"))
        hidden, tables = (tuple(map(str, found.get(name, ()))) for name in ("hidden", "tables"))
        return State(str(found.get("key", "")), str(found.get("source", "")), hidden, tables)
    except (OSError, ValueError, AttributeError, TypeError):
        return State()


def as_text(state: State) -> str:
    """The state as it is written."""
    return json.dumps(asdict(state), ensure_ascii=False, indent=2) + "\n"
