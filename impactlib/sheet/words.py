"""The researcher's own words: paragraphs, lists, bold, and a placeholder for every number.

A file has sections, ``## <block>``: situatie, activiteiten, samenwerking, trajecten, collectief,
expertise, algemeen, doel-<goal>, impact-individueel, impact-collectief, impact-werkwijze,
impact-netwerk, gesprek, verhaal. What stands before the first is for whoever edits the file.
In a goal's section lines begin with ``status:``, ``vraag:``, ``weten:``, ``niet-weten:``,
``nodig:`` and ``gebaseerd-op:``; in verhaal with ``toestemming:`` and ``naam:``. Placeholders are
``{table/group/column}``, ``{aantal/partners}`` (projects, activities, goals) and names such as
``{jaar}`` and ``{org}``. A number that is not a placeholder is refused: it would stay when the
figure changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup, escape

from impactlib.model import DIMENSIONS, DOMAINS, SheetError
from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.context import Sheet

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"\S+")
_DASH = "\N{EN DASH}"
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_NAME = re.compile(rf"[^\W\d_][\w'{_QUOTES}-]*")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_KEY = re.compile(r"([a-z-]+):\s*(.*)", re.DOTALL)

KEYS = ("status", "vraag", "weten", "niet-weten", "nodig", "gebaseerd-op", "toestemming", "naam")


@dataclass(frozen=True)
class Section:
    """What stands under one ``## <block>``: prose, and lines that begin with a known key."""

    prose: Markup
    keyed: Mapping[str, Markup]
    plain: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.prose or self.keyed)


EMPTY = Section(Markup(), {}, {})


def sections(sheet: Sheet) -> Mapping[str, Section]:
    """All sections of the researcher's words, by block.

    Raises
    ------
    SheetError
        ``words-number`` for a digit outside a placeholder, ``words-placeholder`` for one that
        names no released cell; both name file, section and line.
    """
    found: dict[str, Section] = {}
    for name, first, lines in _split(sheet.words):
        found[name] = _section(sheet, name, first, lines)
    return found


def file_of(sheet: Sheet) -> str:
    params = sheet.spec.params
    return f"params/{params.year}/{params.municipality}/{params.slug}.md"


def _split(words: str) -> list[tuple[str, int, list[str]]]:
    """Sections as (name, number of the first line, lines); what stands before the first is a comment."""
    found: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(words.splitlines(), start=1):
        if line.startswith("## "):
            found.append((line[3:].strip().lower(), number + 1, []))
        elif found:
            found[-1][2].append(line)
    return found


def _section(sheet: Sheet, name: str, first: int, lines: list[str]) -> Section:
    prose: list[Markup] = []
    keyed: dict[str, Markup] = {}
    plain: dict[str, str] = {}
    for start, block in _paragraphs(first, lines):
        for offset, line in enumerate(block):
            _check(sheet, name, start + offset, line)

        def filled(text: str, start: int = start) -> Markup:
            return _filled(sheet, name, start, text)

        entries = _entries(block)
        if entries:
            for key, text in entries:
                keyed[key] = keyed[key] + Markup(" ") + filled(text) if key in keyed else filled(text)
                plain[key] = text
        else:
            prose.append(_block(block, filled))
    return Section(Markup().join(prose), keyed, plain)


def _paragraphs(first: int, lines: list[str]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            fresh = True
        elif fresh:
            found.append((number, [line]))
            fresh = False
        else:
            found[-1][1].append(line)
    return found


def _entries(block: list[str]) -> list[tuple[str, str]]:
    """Lines ``key: text`` of a paragraph; a line without a key goes on with the one before."""
    found: list[tuple[str, str]] = []
    for line in block:
        match = _KEY.fullmatch(line.strip())
        if match and match.group(1) in KEYS:
            found.append((match.group(1), match.group(2)))
        elif not found:
            return []
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
    return found


def _block(block: list[str], filled: Callable[[str], Markup]) -> Markup:
    if block[0].lstrip().startswith("- "):
        items: list[str] = []
        for line in block:
            if line.lstrip().startswith("- "):
                items.append(line.lstrip()[2:])
            else:
                items[-1] += f" {line.strip()}"
        return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(filled(item)) for item in items))
    return Markup("<p>{}</p>").format(filled(" ".join(line.strip() for line in block)))


def _check(sheet: Sheet, name: str, line: int, text: str) -> None:
    """No number is typed by hand: it would stay when the figure changes."""
    for match in _TOKEN.finditer(_PLACEHOLDER.sub(" ", text)):
        token = match.group().strip(f".,;:!?()[]*{_QUOTES}\"'{_DASH}-/")
        for part in re.split(rf"[/(){_DASH}]", token):
            if any(sign.isdigit() for sign in part) and not (_YEAR.fullmatch(part) or _NAME.fullmatch(part)):
                raise SheetError("words-number", file=file_of(sheet), section=name, line=line)


def _filled(sheet: Sheet, name: str, line: int, text: str) -> Markup:
    marked = Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 - escaped
    parts = _PLACEHOLDER.split(str(marked))
    words = [Markup(part) for part in parts[0::2]]  # noqa: S704 - escaped above
    cells = [_placeholder(sheet, name, line, part) for part in parts[1::2]]
    return Markup().join(part for pair in zip_longest(words, cells, fillvalue=Markup()) for part in pair)


def _placeholder(sheet: Sheet, name: str, line: int, inner: str) -> Markup:
    """A released cell, a name of the sheet, or a count of descriptions (``aantal/partners``)."""
    key = str(Markup(inner).unescape()).strip()  # noqa: S704
    if key in sheet.names:
        return escape(sheet.names[key])
    cell = _cell(sheet, key)
    if cell is None:
        raise SheetError("words-placeholder", file=file_of(sheet), section=name, line=line, placeholder=key)
    return cell.html


def _cell(sheet: Sheet, key: str) -> Cell | None:
    table, _, rest = key.partition("/")
    group, _, column = rest.rpartition("/")
    if table == "aantal" and rest in ("partners", "projects", "activities", "goals"):
        return counted(sheet.texts, len(getattr(sheet.background, rest)), rest)
    if column not in ("count", "n", "n_eligible", "share", "value", "low", "high", "year", "reach_low", "reach_high"):
        return None
    if sheet.row(table, group) is not None:
        return sheet.cell(table, group, column)
    if sheet.texts.has(f"tables.{table}.title") and not sheet.rows(table):
        return Cell(f"{table}/{group}/{column}", None, "unknown", sheet.texts.plain("page.unknown"))
    return _merged(sheet, table, group, column)


def _merged(sheet: Sheet, table: str, group: str, column: str) -> Cell | None:
    """A row that exists in the definition of its table, but was merged into another before release."""
    groups: Mapping[str, Collection[str]] = {
        "zrm-end-vs-start": ("higher", "equal", "lower", "not_higher"),
        "zrm-end-vs-goal": ("higher", "equal", "lower", "not_higher"),
        "ph-dimension": (*DIMENSIONS, "not_recorded"),
        "dimension-domain": [f"{dimension}/{domain}" for dimension in DIMENSIONS for domain in DOMAINS],
        "caseload-age": (*sheet.spec.scales.age_classes, "unknown"),
    }
    if sheet.table(table) is None or group not in groups.get(table, ()):
        return None
    return Cell(f"{table}/{group}/{column}", None, "suppressed", sheet.texts.plain("page.suppressed"))
