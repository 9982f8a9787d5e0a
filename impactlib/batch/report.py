"""What the command says of a run, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from impactlib.batch.diff import Change, Comparison
from impactlib.batch.pagecells import Difference
from impactlib.batch.plan import Left
from impactlib.batch.run import Result
from impactlib.batch.todo import Todo
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
    lost = [
        texts.plain(f"cli.unknown.{one.key}", theme=one.theme, name=one.name, hint=texts.hint(one.hint))
        for one in found.unknown
    ]
    return [*lost, texts.plain("cli.end", **counts), texts.plain("cli.index", index=found.index)]


def left_lines(found: Left, texts: Texts) -> list[str]:
    """What a run leaves out, and why."""
    lines = {
        "left_out": found.not_held,
        "not_named": found.not_named,
        "years_left": found.years,
        "ignored": found.files,
    }
    return [texts.plain(f"cli.{key}", names=", ".join(names)) for key, names in lines.items() if names]


def verified_lines(count: int, found: Sequence[Difference], texts: Texts) -> list[str]:
    """What ``impact verify`` found, a line per difference."""
    lines = [texts.plain(f"cli.difference.{one.rule}", **asdict(one)) for one in found]
    key = "cli.verified_not" if found else "cli.verified"
    return [*lines, texts.plain(key, count=count, differences=len(found))]


def diff_lines(found: Comparison, texts: Texts) -> list[str]:
    """What ``impact diff`` found: numbers first, then what they were made of."""
    lines = [_change(change, texts) for change in found.changes]
    lines += [
        texts.plain("cli.diff_inputs", sheet=sheet, why=", ".join(texts.plain(f"cli.why.{name}") for name in names))
        for sheet, names in sorted(found.inputs.items())
    ]
    if not found.changes:
        return [*lines, texts.plain("cli.diff_none")]
    sheets = len({change.sheet for change in found.changes})
    return [*lines, texts.plain("cli.diff_count", count=len(found.changes), sheets=sheets)]


def _change(change: Change, texts: Texts) -> str:
    if not change.cell:
        where = texts.plain("cli.diff_old" if change.old == "+" else "cli.diff_new")
        return texts.plain("cli.diff_sheet", sheet=change.sheet, where=where)
    fields = {"sheet": change.sheet, "cell": change.cell, "old": change.old, "new": change.new}
    if change.by is None:
        return texts.plain("cli.diff_cell", **fields)
    return texts.plain("cli.diff_by", **fields, by=f"{change.by:+g}")
