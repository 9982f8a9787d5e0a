"""A report made in the process of the test: registration, measures, door, page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from impactlib.batch.notebooks import notebook_of
from impactlib.batch.pagecells import compared, tables_of
from impactlib.intake.open import open_registration, sound
from impactlib.measures.network import network
from impactlib.model import Background
from impactlib.release import release_sheet
from impactlib.reports.contents import measure_report, report_spec
from impactlib.sheet.reports import REPORTS, ReportSheet
from impactlib.sheet.reports.book import book

EMPTY = "organisation: leeg\nextraction_date: 2025-12-31\nsystem: geen\nsynthetic: true\n"


class Made:
    """A report with its page and its JSON, as a reader has them."""

    def __init__(
        self, report: str, year: int, municipality: str, source: Path, words: str = "", **more: object
    ) -> None:
        values = {"report": report, "year": year, "municipality": municipality, "source": str(source), **more}
        self.spec = report_spec(values)
        self.registration = open_registration(self.spec)
        sound(self.registration, self.spec)
        self.measures = measure_report(self.registration, self.spec)
        self.released = release_sheet(self.measures, self.spec)
        found = network(self.registration, self.spec) if report == "din" else Background()
        self.sheet = ReportSheet(self.spec, self.registration.meta, self.released, found, words)
        self.blocks = book(self.sheet, REPORTS[self.sheet.family])
        self.html = "".join(str(block.html) for block in self.blocks.values())

    @property
    def tables(self):
        shown = [table for block in self.blocks.values() for table in block.tables]
        return json.loads(json.dumps([table.model_dump(mode="json") for table in shown]))

    def value(self, table: str, group: str, column: str = "value"):
        """A number of the released JSON."""
        return tables_of({"tables": self.tables})[table][group][column]

    def differences(self):
        """Numbers on the page that the JSON does not hold."""
        return list(compared(self.html, tables_of({"tables": self.tables}), "nl"))

    def chapter(self, key: str) -> str:
        return str(self.blocks[key].html)


@cache
def notebook_names(report: str) -> tuple[str, ...]:
    """Keys of the blocks that the report's notebook shows, in order."""
    cells = json.loads(notebook_of(report).path.read_text(encoding="utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return tuple(source.split('"')[1] for source in sources if source.startswith("show("))
