"""Caveats: numbered in the order in which the page meets them, told in full once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.cells import Cell, made
from impactlib.sheet.context import Sheet

VERDICTS = ("alleen-kwalitatief", "indicatief", "generaliseerbaar")
"""Caveat codes that are a judgement of a survey: told in a sentence, not as a note."""


OLDER = "ouder-cijfer"
"""Caveat of a figure that is older than the page; not said of one that the page itself renews."""


@dataclass(frozen=True)
class Note:
    """One caveat: its code, a word or two for at the figure, and the whole sentence."""

    code: str
    word: Markup
    text: Markup

    @property
    def plain(self) -> tuple[str, str]:
        """What a reader sees of it: two notes that read alike are one."""
        return self.code, self.text.striptags()


class Notes:
    """Hands out the numbers of caveats while the chapters are made; one per page."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.all: list[Note] = []
        self.folded: set[tuple[str, str]] = set()
        self._folding = False

    @contextmanager
    def folding(self) -> Iterator[None]:
        """Notes that are met only in here belong to a fold-out that paper leaves out."""
        self._folding = True
        yield
        self._folding = False

    def mark(self, *codes: str | Note) -> Markup:
        """Small raised numbers behind a sentence."""
        links = [
            Markup('<a href="#k{0}" aria-label="{1}">{0}</a>').format(
                number, self.sheet.texts.plain("page.note_label", number=number, word=note.word.striptags())
            )
            for number, note in self._numbered(codes)
        ]
        return Markup("<sup>{}</sup>").format(Markup(" ").join(links)) if links else Markup()

    def read_with(self, codes: Iterable[str | Note]) -> Markup:
        """The line below a figure: each caveat by number and word."""
        links = [Markup('<a href="#k{0}">{0} {1}</a>').format(n, note.word) for n, note in self._numbered(codes)]
        if not links:
            return Markup()
        return Markup("{} {}").format(self.sheet.texts.plain("page.read_with"), Markup(" · ").join(links))

    def _numbered(self, codes: Iterable[str | Note]) -> list[tuple[int, Note]]:
        found = []
        for code in codes:
            note = code if isinstance(code, Note) else note_of(self.sheet, code)
            told = [other.plain for other in self.all]
            if note.plain not in told:
                self.all.append(note)
                told.append(note.plain)
                self.folded |= {note.plain} if self._folding else set()
            if not self._folding:
                self.folded.discard(note.plain)
            pair = (told.index(note.plain) + 1, note)
            if pair not in found:
                found.append(pair)
        return found


def note_of(sheet: Sheet, code: str, row: Row | None = None, **fields: object) -> Note:
    """The caveat ``code`` as it reads on this sheet; a number that is not shown is left out."""
    every = {**sheet.names, **_fields(sheet, code, row), **fields}
    text = sheet.texts.say(f"caveats.{code}", **every) if _fits(sheet, f"caveats.{code}", every) else None
    if text is None:
        text = sheet.texts.say(f"page.caveats_plain.{code}", **sheet.names)
    word_key = f"page.caveat_words.{code}"
    word = sheet.texts.say(word_key if _fits(sheet, word_key, every) else f"page.caveat_words_plain.{code}", **every)
    return Note(code, word, text)


def notes_of(
    sheet: Sheet, tables: Sequence[str], groups: Iterable[str] | None = None, extra: Iterable[str | Note] = ()
) -> list[Note]:
    """The caveats that released tables carry, those the page always adds, and that of masking.

    ``extra`` may hold notes that are already filled in; they stand for their code.
    """
    wanted = None if groups is None else set(groups)
    rows = [(name, row) for name in tables for row in sheet.rows(name) if wanted is None or row.group in wanted]
    told = {note.code for note in extra if isinstance(note, Note)}
    found: list[Note] = []
    for code in [*_table_codes(sheet, tables), *extra]:
        if isinstance(code, Note) or code not in told:
            _add(found, code if isinstance(code, Note) else note_of(sheet, code))
    for _, row in rows:
        for code in row.caveats:
            if code not in VERDICTS and code not in told and not (code == OLDER and renewed(sheet, row)):
                _add(found, note_of(sheet, code, row))
    if any(row.state == "suppressed" for _, row in rows):
        _add(found, note_of(sheet, "onderdrukt"))
    return found


def renewed(sheet: Sheet, row: Row) -> bool:
    """Whether the same page holds a newer figure of the same thing in the same area (``indicator@area@year``)."""
    name, area = row.group.partition("@")[0], row.area
    held = (other for table in sheet.released.values() for other in table.rows if other.value is not None)
    return any(
        other.group.partition("@")[0] == name and other.area == area and (other.year or 0) > (row.year or 0)
        for other in held
        if "@" in other.group
    )


def _add(found: list[Note], note: Note) -> None:
    if note not in found:
        found.append(note)


def _table_codes(sheet: Sheet, tables: Iterable[str]) -> list[str]:
    held = [table for name in tables if (table := sheet.table(name))]
    return [code for table in held for code in table.caveats if code not in VERDICTS]


def _fits(sheet: Sheet, key: str, fields: Mapping[str, object]) -> bool:
    """Whether every field of the sentence is there and, if a number, shown."""
    values = [fields.get(name) for name in sheet.texts.fields(key)]
    return all(value.shown if isinstance(value, Cell) else value not in (None, "") for value in values)


def _fields(sheet: Sheet, code: str, row: Row | None) -> dict[str, object]:
    """Figures and names that the sentence of a caveat asks for."""
    if code == "bijzonder-jaar":
        reason = sheet.spec.theme.year_caveats.get(sheet.spec.params.year)
        return {"reden": sheet.texts.word(reason) if reason else None}
    if code == "momentopname":
        return {"datum": sheet.names["stand"]}
    if code in ("ouder-cijfer", "breuk") and row is not None:
        return {"jaar": str(row.year) if row.year else None}
    if code == "kleine-respons":
        return {"k": None, "n": None, "p": None} if row is None else _response(sheet, row)
    if code in ("onbekende-eindscore", "loopt-nog"):
        missing, running = unknown_ends(sheet, "zrm-end-vs-start")
        return {"m": missing, "m2": unknown_ends(sheet, "zrm-end-vs-goal")[0], "o": running}
    return {}


def _response(sheet: Sheet, row: Row) -> dict[str, object]:
    columns = {"k": "count", "n": "n", "p": "share"}
    return {key: sheet.cell("response", row.group, column) for key, column in columns.items()}


def unknown_ends(sheet: Sheet, table: str) -> tuple[Cell, Cell]:
    """How many closed cases lack a score, and how many cases still run."""
    due = _first(sheet, table, "n_eligible")
    pairs = _first(sheet, table, "n")
    if sheet.row(table, "missing") is not None:
        missing = sheet.cell(table, "missing", "count")
    else:
        missing = made(sheet.texts, [due, pairs], "+-")
    if sheet.row(table, "not_due") is not None:
        return missing, sheet.cell(table, "not_due", "count")
    unknown = sheet.cell(table, "unknown", "count")
    return missing, made(sheet.texts, [unknown, due, pairs], "+-+")


def _first(sheet: Sheet, table: str, column: str) -> Cell:
    cells = [sheet.cell(table, group, column) for group in ("higher", "equal", "lower", "not_higher")]
    return next((cell for cell in cells if cell.shown), cells[0])
