"""All chapters of a sheet, made once, with one numbering of caveats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from markupsafe import Markup

from impactlib.model import Released
from impactlib.sheet.context import Sheet
from impactlib.sheet.notes import Notes
from impactlib.sheet.parts.activities import activities as _activities
from impactlib.sheet.parts.closing import colophon as _colophon
from impactlib.sheet.parts.closing import notes as _notes
from impactlib.sheet.parts.collective import collective as _collective
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.cooperation import cooperation as _cooperation
from impactlib.sheet.parts.expertise import expertise as _expertise
from impactlib.sheet.parts.own import asked, questions
from impactlib.sheet.parts.own import chapter as _own
from impactlib.sheet.parts.rest import rest_of
from impactlib.sheet.parts.situation import situation as _situation
from impactlib.sheet.parts.summary import summary as _summary
from impactlib.sheet.parts.top import in_short as _in_short
from impactlib.sheet.parts.top import top as _top
from impactlib.sheet.parts.trajectories import trajectories as _trajectories
from impactlib.sheet.render import Block, sealed
from impactlib.sheet.style import house_style

OWN = "own"
"""The chapter of questions of one's own: on the page where its notebook shows it."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "situation": ("context",),
    "cooperation": ("response", "network-satisfaction"),
    "trajectories": (
        "caseload-flow",
        "caseload-theme-share",
        "caseload-age",
        "caseload-duration",
        "ph-dimension",
        "dimension-domain",
        "zrm-end-vs-goal",
        "zrm-end-vs-start",
        "zrm-goal-reached",
        "zrm-levels",
        "zrm-start-level",
        "zrm-ceiling",
        "zrm-transitions",
        "zrm-growth",
        "trend",
        "satisfaction",
        "delivered-counts",
    ),
    "collective": ("collective-activities", "collective-reach", "collective-indicators"),
}
"""Which released tables each chapter shows; what is named nowhere rides in the colophon."""

_MADE: Mapping[str, Callable[[Page], Markup]] = {
    "top": lambda page: _top(page) + _in_short(page),
    "situation": _situation,
    "activities": _activities,
    "cooperation": _cooperation,
    "trajectories": _trajectories,
    "collective": _collective,
    "expertise": _expertise,
    OWN: lambda page: _own(page, list(asked(page).values())) if questions(page.sheet) else Markup(),
    "summary": _summary,
    "notes": _notes,
}


@lru_cache(maxsize=2)
def page_of_sheet(sheet: Sheet) -> Page:
    """The page of a sheet, with one numbering of caveats for all that stands on it."""
    return Page(sheet, Notes(sheet))


@lru_cache(maxsize=2)
def book(sheet: Sheet) -> Mapping[str, Block]:
    """Every block of the sheet by id, in the order of the page."""
    page = page_of_sheet(sheet)
    shows = {**TABLES, OWN: tuple(questions(sheet))}
    held = {name: tuple(sheet.released[t] for t in shows.get(name, ()) if t in sheet.released) for name in _MADE}
    named = {table for tables in shows.values() for table in tables}
    rest = tuple(table for name, table in sheet.released.items() if name not in named)
    blocks = {name: _block(sheet, name, make(page), held[name]) for name, make in _MADE.items()}
    lost = rest_of(sheet, [block.html for block in blocks.values()], named)
    return {**blocks, "colophon": _block(sheet, "colophon", _colophon(page, lost), rest)}


def _block(sheet: Sheet, name: str, html: Markup, tables: tuple[Released, ...]) -> Block:
    page = page_head(sheet) if name == "top" else {}
    return sealed(Block(name, html, tables, sheet.head, page, tuple(questions(sheet))))


def page_head(sheet: Sheet) -> dict[str, str]:
    """What the page says outside its chapters: title, running head, strip."""
    texts, names = sheet.texts, sheet.names
    stamps = [texts.plain(f"page.states.{sheet.state}")]
    stamps += [texts.plain("page.stamp_synthetic")] if sheet.meta.synthetic else []
    stamps += [texts.plain("page.stamp_intern")] if sheet.spec.policy.name == "intern" else []
    draft = sheet.state != "definitief" or len(stamps) > 1
    warnings = [texts.plain(f"page.warn_{key}") for key, on in _warnings(sheet).items() if on]
    return {
        "language": texts.language,
        "title": texts.plain("page.title", stempel=", ".join(stamps).lower(), **names),
        "description": texts.plain("page.description", **names),
        "skip": texts.plain("page.skip"),
        "strip": " · ".join([stamps[0], *stamps[1:]]) if draft else "",
        "strip_label": texts.plain("page.strip_label"),
        "warning": " ".join(warnings),
        "running": texts.plain("page.running", **names),
        "stamp": " · ".join(stamps) if draft else "",
        "of_pages": texts.plain("page.of_pages"),
        "save": texts.plain("page.save_figure", nummer="{}", soort="{}"),
        "foot": texts.plain("page.print_foot"),
        "publisher": house_style().publisher_of(sheet.meta.organisation),
        "state": sheet.state,
        "theme": names["thema"],
        "place": names["gemeente"],
    }


def _warnings(sheet: Sheet) -> dict[str, bool]:
    return {
        "synthetic": sheet.meta.synthetic,
        "intern": sheet.spec.policy.name == "intern",
        "concept": sheet.state == "concept" and not sheet.meta.synthetic,
    }
