"""Fill in the generated tables of docs/methods.md: ``python -m benchmarks.methods``."""

from __future__ import annotations

from pathlib import Path

from benchmarks import coverage
from tests.oracles.compare import table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods.md"
TABLES = {"oracles": table, "shares": coverage.shares_table, "clusters": coverage.clusters_table}


def filled(page: str) -> str:
    """The page with each table between its marks made anew."""
    for name, make in TABLES.items():
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not (start and end):
            raise ValueError(f"docs/methods.md has no place for {name}")
        page = f"{before}{start}{make()}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
