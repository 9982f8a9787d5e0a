"""The parts of docs/registration-format.md that the model knows: ``python -m tests.intake.format_doc`` rewrites them."""

from __future__ import annotations

import re
from pathlib import Path

from impactlib.intake.check import every_rule
from impactlib.intake.rules import MAY_BE_EMPTY
from impactlib.model import TABLES, Column, TableSchema
from impactlib.params import home, scales
from impactlib.text import Texts

DOC = home() / "docs" / "registration-format.md"

KINDS = {
    "text": "text",
    "slug": "one of",
    "slugs": "several, with `;`, of",
    "date": "date",
    "whole": "whole number",
    "number": "number",
    "score": "1 to 5",
    "answer": "answer",
}


def parts() -> dict[str, str]:
    """Every generated part by name, as Markdown."""
    return {**{f"table {name}": _table(schema) for name, schema in TABLES.items()}, "rules": _rules()}


def rewritten(text: str) -> str:
    """The document with every generated part as it should be."""
    for name, part in parts().items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(pattern, lambda found, part=part: f"{found[1]}{part}{found[2]}", text, flags=re.DOTALL)
    return text


def _table(schema: TableSchema) -> str:
    lines = ["| column | holds | |", "|---|---|---|"]
    for column in schema.columns:
        lines.append(f"| `{column.name}` | {_holds(column)} | {_duty(schema, column)} |")
    return "\n".join(lines) + "\n"


def _holds(column: Column) -> str:
    return " ".join(
        [KINDS[column.kind], *([", ".join(f"`{slug}`" for slug in column.allowed)] if column.allowed else [])]
    )


def _duty(schema: TableSchema, column: Column) -> str:
    if column.name in schema.key:
        return "key"
    if not column.required:
        return ""
    return "column needed" if column.name in MAY_BE_EMPTY else "needed"


def _rules() -> str:
    texts, places = Texts.load("nl"), {}
    for rule in every_rule(scales()):
        where = f"{rule.table}.{rule.column}" if rule.column else rule.table
        places.setdefault((rule.name, rule.level), []).append(where)
    structure = {"column-missing": "error", "case-elsewhere": "error"}
    for name in texts.raw("findings.rules"):
        if not any(name == rule for rule, _ in places):
            places[name, structure.get(name, "warning")] = []
    lines = ["| rule | level | where | what it says |", "|---|---|---|---|"]
    for (name, level), where in sorted(places.items()):
        said = texts.raw(f"findings.rules.{name}").replace("{hint}", "").replace("{allowed}.", "...")
        lines.append(f"| `{name}` | {level} | {_where(where)} | {said} |")
    return "\n".join(lines) + "\n"


def _where(places: list[str]) -> str:
    if not places:
        return "the folder"
    return ", ".join(f"`{place}`" for place in places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")


if __name__ == "__main__":
    Path(DOC).write_text(rewritten(DOC.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
