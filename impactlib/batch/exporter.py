"""nbconvert's exporter ``impact``: the page of a notebook, by the tool that a researcher uses already."""

from __future__ import annotations

import copy
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from impactlib.batch.textcells import with_texts
from impactlib.sheet.export import page_of


class ImpactExporter(Exporter):  # type: ignore[misc] # nbconvert has no types
    """``jupyter nbconvert --execute --to impact notebooks/feitenblad.ipynb``: the same page as ``impact run`` makes.

    A notebook that shows anything else is refused, as there.
    """

    export_from_notebook = "impact"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page.

        Raises
        ------
        SheetError
            As ``with_texts`` and ``page_of``.
        """
        made, found = super().from_notebook_node(with_texts(copy.deepcopy(nb)), resources)
        return page_of(made).html, found
