"""A report about all the work: the same sheet, with words and names of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from impactlib.catalogue import family_of, number_of
from impactlib.params.reports import products
from impactlib.sheet.cells import Cell
from impactlib.sheet.context import Sheet
from impactlib.sheet.parts.common import Page


@dataclass(frozen=True, eq=False)
class ReportSheet(Sheet):
    """Everything that may reach the page of one report; words stand under ``reports`` in params/text."""

    @property
    def family(self) -> str:
        """Name of the report without its number (``kwartaal-3``: ``kwartaal``)."""
        return family_of(self.spec.params.report)

    @property
    def number(self) -> int | None:
        """The number in the report's name, None where it has none."""
        return number_of(self.spec.params.report)

    @property
    def names(self) -> Mapping[str, str]:
        """Names that every sentence may use; the report's title takes the theme's place."""
        own = {**super().names, "nummer": str(self.number or "")}
        if self.family == "productblad":
            own["product"] = self.phrase(products().number(self.number or 0).slug)
        heading = f"reports.{self.family}.heading"
        key = heading if self.texts.has(heading) else f"reports.{self.family}.title"
        return {**own, "thema": self.texts.plain(key, **own)}

    @property
    def provisional(self) -> bool:
        """Whether the data were read before the year was over, so that they could still change a lot."""
        return self.meta.extraction_date.year <= self.spec.params.year

    @property
    def head(self) -> dict[str, Any]:
        return {**super().head, "report": self.spec.params.slug}

    def key(self, key: str, fallback: str) -> str:
        """Where the words for ``key`` stand: with the report, with all reports, or with ``fallback``."""
        for place in (f"reports.{self.family}.{key}", f"reports.{key}"):
            if self.texts.has(place):
                return place
        return f"{fallback}.{key}"

    def phrase(self, slug: str) -> str:
        """The reader's word for a slug inside a sentence; several joined by ``;`` become a row."""
        own: Mapping[str, str] = self.texts.raw("reports.words")
        return ", ".join(own.get(part) or self.texts.word(part) for part in slug.split(";"))

    def cell(self, table: str, group: str, column: str) -> Cell:
        """The number at ``table/group/column``; a null in a shown row is a stroke without an address."""
        found = super().cell(table, group, column)
        return Cell("", None, "shown", found.text) if found.state == "shown" and found.value is None else found

    def sentence_key(self, key: str) -> str:
        own = self.key(f"sentences.{key}", "sentences")
        return own if own.startswith("reports.") else super().sentence_key(key)


@dataclass(frozen=True)
class ReportPage(Page):
    """A report in the making: the words of the report go before those of every page."""

    sheet: ReportSheet
    chapters: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[str, ...]:
        return self.chapters

    def text(self, key: str, **fields: object) -> Markup:
        return self.sheet.texts.say(self.sheet.key(key, "page"), **{**self.sheet.names, **fields})

    def has(self, key: str) -> bool:
        return self.sheet.texts.has(self.sheet.key(key, "page"))
