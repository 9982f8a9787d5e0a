"""The generated part of docs/published-figures.md: ``python -m tests.intake.published_doc`` rewrites it."""

from __future__ import annotations

import re

from impactlib.intake.published import check_published, describe
from impactlib.params import home
from impactlib.text import Texts

DOC = home() / "docs" / "published-figures.md"
DATA = home() / "data" / "published"


def found() -> str:
    """Every finding in data/published, as Markdown."""
    texts = Texts.load("nl")
    lines = ["| claim | rule | level | what it says |", "|---|---|---|---|"]
    for finding in check_published(DATA):
        said = describe(finding, texts).partition(": ")[2]
        lines.append(f"| `{finding.claim}` | `{finding.rule}` | {finding.level} | {said} |")
    return "\n".join(lines) + "\n"


def rewritten(text: str) -> str:
    """The document with the findings as they are."""
    return re.sub(
        r"(<!-- generated -->\n).*?(<!-- end -->)", lambda part: f"{part[1]}{found()}{part[2]}", text, flags=re.DOTALL
    )


if __name__ == "__main__":
    DOC.write_text(rewritten(DOC.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
