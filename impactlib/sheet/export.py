"""An executed notebook to a page, its JSON, and the notebook without anything else.

Only outputs that ``show`` made are kept; any other output of a code cell, standard error included,
fails the sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode

from impactlib.model import MIME, Released, ReleasedSheet, SheetError
from impactlib.sheet.render import TEMPLATES, asset, policy, tidy
from impactlib.sheet.stylesheet import stylesheet

FOOTER = ("colophon",)


@dataclass(frozen=True)
class Page:
    """Three products of one notebook, as the text of their files; nothing is written here."""

    html: str
    json: str
    notebook: str


def page_of(notebook: NotebookNode, parameters: Mapping[str, Any] | None = None) -> Page:
    """Make page, JSON and a notebook from the outputs that ``show`` made.

    The same outputs give the same bytes. The notebook is made of them too: of the researcher's own it holds no
    code, comment, prose, tag or cell that shows nothing. ``parameters`` are those of the sheet, for its first cell.

    Raises
    ------
    SheetError
        ``output-not-released`` names the cell with another output; ``output-none`` when nothing
        was shown; ``output-different`` when two outputs contradict each other; ``question-not-shown`` when a
        question was released with the sheet and stands nowhere on it.
    """
    outputs = list(_outputs(notebook))
    if not outputs:
        raise SheetError("output-none")
    sheet = _sheet(outputs)
    clean = _clean(outputs, parameters or {})
    return Page(_html(clean, outputs), sheet_json(sheet), nbformat.writes(clean) + "\n")


def sheet_json(sheet: ReleasedSheet) -> str:
    """The file beside the page: keys in the order of the model, two spaces, one last newline."""
    return json.dumps(sheet.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []) if cell.cell_type == "code" else []:
            data = output.get("data", {})
            if output.output_type != "display_data" or MIME not in data or "text/html" not in data:
                raise SheetError("output-not-released", cell=number, kind=_kind(output))
            yield number, data


def _kind(output: NotebookNode) -> str:
    """What sort of output it is; never what it says."""
    return str(output.get("name") or output.output_type)


def _sheet(outputs: list[tuple[int, Mapping[str, Any]]]) -> ReleasedSheet:
    """The union of all tables shown, in the order in which the page shows them first."""
    head = outputs[0][1][MIME]["head"]
    tables: dict[str, Released] = {}
    for number, data in outputs:
        if data[MIME]["head"] != head:
            raise SheetError("output-different", cell=number, table="-")
        for entry in data[MIME]["tables"]:
            table = Released.model_validate(entry)
            if tables.setdefault(table.id, table) != table:
                raise SheetError("output-different", cell=number, table=table.id)
    unseen = {name for _, data in outputs for name in data[MIME].get("asked", ()) if name not in tables}
    if unseen:
        raise SheetError("question-not-shown", table=min(unseen))
    return ReleasedSheet.model_validate({**head, "tables": tuple(tables.values())})


def _clean(outputs: list[tuple[int, Mapping[str, Any]]], parameters: Mapping[str, Any]) -> NotebookNode:
    """A notebook of what was shown; no code of hers, no times, paths or traces of a run."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    values = "\n".join(f"{name} = {_written(value)}" for name, value in parameters.items())
    first = nbformat.v4.new_code_cell(values, id="cel-0", metadata={"tags": ["parameters"]})
    made.cells = [first] if values else []
    for place, (_, data) in enumerate(outputs, start=1):
        bare = {kind: data[kind] for kind in ("text/html", MIME)}
        output = nbformat.v4.new_output("display_data", data=bare, metadata={})
        made.cells.append(nbformat.v4.new_code_cell("", id=f"cel-{place}", outputs=[output]))
    return made


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _html(notebook: NotebookNode, outputs: list[tuple[int, Mapping[str, Any]]]) -> str:
    page: Mapping[str, str] = next((data[MIME]["page"] for _, data in outputs if data[MIME]["page"]), {})
    blocks = [(_place(data), Markup(data["text/html"])) for _, data in outputs]  # noqa: S704 - of show()
    parts = {name: [html for place, html in blocks if place == name] for name in ("main", "footer")}
    css, js = tidy(stylesheet(page)).strip(), tidy(asset("page.js")).strip()
    resources = {"page": page, **parts, "css": Markup(css), "js": Markup(js), "policy": policy(css, js)}  # noqa: S704
    html, _ = exporter().from_notebook_node(notebook, resources=resources)
    return tidy(html)


def _place(data: Mapping[str, Any]) -> str:
    block = data[MIME]["block"]
    return "footer" if block in FOOTER else "main"


@cache
def exporter() -> TemplateExporter:
    """One exporter for all sheets of a process.

    Not the one for HTML: that parses each page once more to repair what stock templates lack.
    """
    made = TemplateExporter(
        file_extension=".html",
        template_name=TEMPLATES.name,
        extra_template_basedirs=[str(TEMPLATES.parent)],
        default_preprocessors=[],
    )
    made.environment.trim_blocks = True
    made.environment.autoescape = True
    return made
