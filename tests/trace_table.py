"""Makes docs/trace.md from data/trace.csv: ``python -m tests.trace_table`` (a test keeps the two equal)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
TABLE, PAGE = HOME / "data" / "trace.csv", HOME / "docs" / "trace.md"

STATUSES = {
    "getoond": "the published value, result or goal stands in the table as it was published; unknown where it is unknown",
    "verborgen": "counted, and not shown on the page because too few people stand behind it, or behind what follows from it",
    "op verzoek": "stands in a report that is made by name; a run without arguments does not make it",
    "berekend": "an indicator without a published value: counted from the registration",
    "onleesbaar": "unreadable in the source",
    "tegenstrijdig": "the source contradicts itself",
    "niet": "no figure in the source, or none that can be shown",
}
SOURCES = {
    "000": "Subsidieaanvraag Carrefour 2026",
    "001": "Jaarverslag Carrefour 2022, Maatschappelijk welzijn",
    "002": "BCF-opdracht welzijnswerk Oldambt 2024-2028",
    "003": "Aanpak Hervorming Voorveld gemeente Noordoostpolder",
    "004": "Onderzoek Basisondersteuning Westerkwartier 2020",
}
HEAD = """# Where each figure of the source documents stands

Generated from `data/trace.csv`; do not edit. Each figure of the five documents that a program can compute or
show has an id: the number of its document and a name. The table says in which report and released table it
stands, or why it does not. A test makes every report from the demonstrations and looks each of them up in what may leave.

"""


def entries() -> list[dict[str, str]]:
    """The rows of data/trace.csv, in their order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """docs/trace.md as it should be."""
    rows = entries()
    return HEAD + _counts(rows) + "".join(_document(code, rows) for code in SOURCES)


def _counts(rows: list[dict[str, str]]) -> str:
    """How many ids end in each way; an id in several tables counts by the first."""
    first = {row["id"]: row["status"] for row in reversed(rows)}
    counts = Counter(first.values())
    lines = [f"| {status} | {counts[status]} | {what} |" for status, what in STATUSES.items()]
    return "\n".join(["| status | ids | meaning |", "|---|---:|---|", *lines, f"| | {len(first)} | together |"]) + "\n"


def _document(code: str, rows: list[dict[str, str]]) -> str:
    lines = [_line(row) for row in rows if row["id"].startswith(code)]
    head = ["| id | what | status | report | table, row, column | value or reason |", "|---|---|---|---|---|---|"]
    return f"\n## {code}: {SOURCES[code]}\n\n" + "\n".join([*head, *lines]) + "\n"


def _line(row: dict[str, str]) -> str:
    report = f"{row['theme'] or row['report']} {row['municipality']} {row['year']}".strip()
    place = f"`{row['table']}` `{row['group']}` {row['column']}" if row["table"] else ""
    cells = [
        row["id"],
        row["label"],
        row["status"],
        report,
        place,
        " ".join(filter(None, [row["value"], row["reason"]])),
    ]
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
