"""Page and JSON must tell the same: every number of the page names its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from impactlib.audit.files import Published
from impactlib.audit.rules import AuditFinding
from impactlib.model import ReleasedSheet, Row

SAME = 1e-9


@dataclass(frozen=True)
class Place:
    """A number of the page (``value``), or the place of one that is not shown (``state``)."""

    cell: str
    value: str
    state: str
    parts: str


class _Places(HTMLParser):
    """Collects what stands in ``data`` elements and in the places of hidden numbers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.places: list[Place] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "data":
            cell, parts = found.get("data-cell", ""), found.get("data-from", "")
            self.places.append(Place(cell, found.get("value", ""), "shown", parts))
        elif "data-absent" in found:
            self.places.append(Place(found["data-absent"], "", found.get("data-state", ""), ""))
            if set(found) - {"class", "data-absent", "data-state"} or found.get("class") != "absent":
                self.odd.append(found["data-absent"])


def compare(published: Published) -> Iterator[AuditFinding]:
    """Cells that page and JSON do not tell alike; nothing for a JSON of an older run without a page."""
    path = published.path.with_suffix(".html")
    file = published.file.removesuffix(".json") + ".html"
    if not path.is_file():
        if not published.old:
            yield AuditFinding(file, "", "page-missing")
        return
    places = _Places()
    places.feed(path.read_text(encoding="utf-8"))
    yield from (AuditFinding(file, cell, "mask-differs") for cell in sorted(set(places.odd)))
    for place in dict.fromkeys(places.places):
        rule = _of_parts(place, published.sheet) if place.parts else _of_cell(place, published.sheet)
        if rule:
            yield AuditFinding(file, place.cell or place.parts, rule)


def _of_cell(place: Place, sheet: ReleasedSheet) -> str | None:
    row, column = _find(sheet, place.cell)
    if row is None:
        return (
            None
            if place.state in ("unknown", "suppressed") or (not place.cell and place.state == "shown")
            else "page-differs"
        )
    values = _values(row, column)
    if place.state != "shown":
        return "page-hides-shown" if (place.state == "suppressed") != (row.state == "suppressed") else None
    if not place.value:
        return None  # the page may say less than the JSON: no percentage of a few
    if row.state == "suppressed":
        return "page-shows-masked"
    return None if any(_same(place.value, value) for value in values) else "page-differs"


def _of_parts(place: Place, sheet: ReleasedSheet) -> str | None:
    """A sum on the page must be the sum of shown cells; a count of descriptions has no cell."""
    total = 0.0
    for part in place.parts.split():
        if part[0] not in "+-":
            return None
        row, column = _find(sheet, part[1:])
        value = None if row is None or row.state != "shown" else _values(row, column)[0]
        if value is None:
            return "page-shows-masked"
        total += value if part[0] == "+" else -value
    return None if _same(place.value, total) else "page-differs"


def _find(sheet: ReleasedSheet, cell: str) -> tuple[Row | None, str]:
    """The row and column of ``table/group/column``; a group may hold slashes."""
    name, _, rest = cell.partition("/")
    group, _, column = rest.rpartition("/")
    table = next((table for table in sheet.tables if table.id == name), None)
    return (None if table is None or column not in Row.model_fields else table.row(group)), column


def _values(row: Row, column: str) -> tuple[float | None, ...]:
    found = getattr(row, column)
    return found if isinstance(found, tuple) and column == "bounds" else (found,)


def _same(text: str, value: object) -> bool:
    try:
        return isinstance(value, int | float) and abs(float(text) - value) <= SAME
    except ValueError:
        return False
