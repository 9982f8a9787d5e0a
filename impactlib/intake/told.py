"""A finding in words: where, how many rows, what is wrong and what to do; never what stands in a cell."""

from __future__ import annotations

from typing import Any

from impactlib.model import TABLES, Finding
from impactlib.text import Texts


def describe(finding: Finding, texts: Texts) -> str:
    """The sentence for a finding: where, what, and what to do."""
    schema = TABLES.get(finding.table)
    allowed = next((one.allowed for one in schema.columns if one.name == finding.column), ()) if schema else ()
    hint = f" {texts.plain('findings.hint', name=finding.hint)}" if finding.hint else ""
    what = texts.plain(
        f"findings.rules.{finding.rule}",
        table=finding.table,
        column=finding.column,
        allowed=", ".join(allowed),
        hint=hint,
    )
    return f"{_where(finding, texts)}: {what}"


def as_json(finding: Finding, texts: Texts) -> dict[str, Any]:
    """A finding as ``impact check --json`` prints it."""
    return {
        "table": finding.table,
        "column": finding.column,
        "rule": finding.rule,
        "level": finding.level,
        "count": finding.count,
        "rows": list(finding.rows),
        "message": describe(finding, texts),
    }


def _where(finding: Finding, texts: Texts) -> str:
    place = "column" if finding.column else "table"
    where = texts.plain(f"findings.where.{place}", table=finding.table, column=finding.column)
    if not finding.count:
        return where
    first = [str(row) for row in finding.rows]
    if finding.count > len(first):
        count = texts.number(finding.count)
        return texts.plain("findings.where.some", where=where, count=count, rows=", ".join(first))
    if len(first) == 1:
        return texts.plain("findings.where.row", where=where, row=first[0])
    return texts.plain("findings.where.rows", where=where, rows=", ".join(first[:-1]), last=first[-1])
