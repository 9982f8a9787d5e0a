"""What the command says of a run, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impactlib.batch.run import Result, Todo
from impactlib.text import Texts


def planned(found: Sequence[Todo]) -> list[dict[str, Any]]:
    """A row per sheet of ``--dry-run``: sheet, whether it is up to date, and what changed."""
    return [{"sheet": todo.job.slug, "up_to_date": not todo.why, "why": list(todo.why)} for todo in found]


def planned_lines(found: Sequence[Todo], texts: Texts) -> list[str]:
    """The same as sentences."""
    lines = [
        texts.plain("cli.would_make", sheet=todo.job.slug, why=", ".join(texts.plain(f"cli.why.{w}") for w in todo.why))
        if todo.why
        else texts.plain("cli.is_up_to_date", sheet=todo.job.slug)
        for todo in found
    ]
    asked = sum(bool(todo.why) for todo in found)
    return [*lines, texts.plain("cli.start", asked=asked, up_to_date=len(found) - asked)]


def result(found: Result) -> dict[str, Any]:
    """What came of a run: made, up_to_date, failed (sheet, cell, error, message), index."""
    failed = [{"sheet": one.slug, "cell": one.cell, "error": one.error, "message": one.message} for one in found.failed]
    return {
        "made": list(found.made),
        "up_to_date": list(found.up_to_date),
        "failed": failed,
        "index": found.index.as_posix(),
    }


def result_lines(found: Result, texts: Texts) -> list[str]:
    """The same as sentences; failures were told when they happened."""
    counts = {"made": len(found.made), "up_to_date": len(found.up_to_date), "failed": len(found.failed)}
    return [texts.plain("cli.end", **counts), texts.plain("cli.index", index=found.index)]
