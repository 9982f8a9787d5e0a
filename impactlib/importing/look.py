"""What an unknown sheet looks like: its columns, and which canonical column each could be, with how sure that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from impactlib.importing.convert import score_of
from impactlib.importing.header import Header, header_of
from impactlib.importing.rows import Opened
from impactlib.importing.source import MOMENTS
from impactlib.intake import persons
from impactlib.intake.dates import day_of
from impactlib.intake.labels import empty_words, labels, moments, values_of
from impactlib.intake.naming import folded
from impactlib.model import DOMAINS, DOMAINS_2013, TABLES, Column

LOOK = 2_000
"""Rows of a sheet that are looked at."""

SURE = 60
"""From this confidence (of 100) a column is proposed."""

_NAME, _CONTENT, _NAMED = 0.65, 0.35, 70
_NOISE = re.compile(r"zrm|score|domein|leefgebied")
_MOST_VALUES, _LETTERS = 60, 3


@dataclass(frozen=True)
class Seen:
    """A column of a file: its name, and how often each text stands in the rows that were looked at."""

    name: str
    texts: Counter[str] = field(default_factory=Counter)

    @property
    def kind(self) -> str:
        """What of a person it holds, by its name."""
        return persons.kind_of_column(self.name)

    @property
    def filled(self) -> list[str]:
        """Its texts that say something."""
        return [text for text in self.texts if folded(text) not in empty_words() or any(map(str.isdigit, text))]


@dataclass(frozen=True)
class Match:
    """A column of the file that is proposed for a canonical one, and how sure that is (0 to 100)."""

    column: str
    seen: Seen
    sure: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its header and columns, and those that hold the scores of a life domain."""

    file: str
    name: str
    header: Header
    columns: tuple[Seen, ...]
    scores: Mapping[str, Mapping[str, str]]
    moment: str = ""


def look(opened: Opened, sheet: str) -> Sheet:
    """Look at the first rows of a sheet; RegistrationError where it has no header."""
    header = header_of(opened, sheet)
    texts: list[Counter[str]] = [Counter() for _ in header.names]
    for number, cells in islice(opened.rows(sheet), header.row + LOOK):
        if number > header.row:
            for counter, cell in zip(texts, cells, strict=False):
                if cell.strip():
                    counter[cell.strip()] += 1
    columns = (Seen(name, counter) for name, counter in zip(header.names, texts, strict=True) if name)
    return _sheet(opened.name, sheet, header, columns)


def together(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Exports that differ in the numbers of their names alone are one, as next year's will be; ``file`` is then a pattern.

    Where their columns differ, each keeps its own name.
    """
    found: dict[tuple[str, str], list[Sheet]] = {}
    for one in sheets:
        found.setdefault((re.sub(r"[0-9]+", "*", one.file), one.name), []).append(one)
    made = []
    for (pattern, name), alike in found.items():
        if len({one.header.names for one in alike}) > 1:
            made += alike
            continue
        seen = zip(*(one.columns for one in alike), strict=True)
        columns = (Seen(each[0].name, sum((one.texts for one in each), Counter())) for each in seen)
        made.append(_sheet(pattern, name, alike[0].header, columns))
    return made


def _sheet(file: str, name: str, header: Header, columns: Iterable[Seen]) -> Sheet:
    held = tuple(columns)
    moment = next((one.name for one in held if _is_moment(one)), "")
    return Sheet(file, name, header, held, _scores(held, by_row=bool(moment)), moment)


def matches(sheet: Sheet, table: str) -> dict[str, Match]:
    """For each canonical column of a table the column of the file that fits best; a column fits once."""
    taken = {name for columns in sheet.scores.values() for name in columns.values()} | {sheet.moment}
    apart = {"domain", *MOMENTS} if sheet.scores else set()
    free = [one for one in sheet.columns if one.name not in taken]
    known = labels().columns.get(table, {})
    pairs = [
        (confidence(one, TABLES[table].column(column), words), column, one)
        for column, words in known.items()
        for one in free
        if column not in apart
    ]
    found: dict[str, Match] = {}
    for sure, column, one in sorted(pairs, key=lambda pair: -pair[0]):
        if sure >= SURE and column not in found and one.name not in {match.seen.name for match in found.values()}:
            found[column] = Match(column, one, round(sure))
    return found


def confidence(seen: Seen, column: Column, words: Iterable[str]) -> float:
    """How well a column of a file fits a canonical one: its name, and the share of its texts that can be read so."""
    if seen.kind and not (column.name == "client_id" and seen.kind == "bsn"):
        return 0
    bare = folded(seen.name)
    name = max(fuzz.ratio(bare, folded(word)) for word in (column.name, *words))
    content = _content(seen, column)
    if content < 0.3 or name < _NAMED:
        return 0
    return float(_NAME * name + _CONTENT * content * 100)


def _content(seen: Seen, column: Column) -> float:  # noqa: PLR0911 - a line for each kind of column
    texts = seen.filled
    if not texts:
        return 0.5
    if column.kind == "date":
        return _share(texts, lambda text: day_of(text) is not None)
    if column.kind in ("whole", "number", "answer"):
        return _share(texts, lambda text: bool(re.fullmatch(r"\d+([.,]\d+)?", text)))
    if column.kind == "score":
        return _share(texts, lambda text: score_of(text) in "12345")
    if column.name.endswith("_id"):
        return 1.0 if max(map(len, texts)) < 40 else 0.2
    if column.allowed:
        known = values_of(column.name)
        return max(0.3 if len(texts) <= _MOST_VALUES else 0.0, _share(texts, lambda text: folded(text) in known))
    return 0.2 if _share(texts, lambda text: day_of(text) is not None) > 0.5 else 0.8


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts)


def _is_moment(seen: Seen) -> bool:
    words = {folded(text) for text in seen.texts}
    return (
        bool(words)
        and len(words) <= 6
        and len({moments()[word] for word in words if word in moments()}) > 1
        and words <= set(moments())
    )


def _scores(columns: Sequence[Seen], *, by_row: bool) -> dict[str, dict[str, str]]:
    """Columns that hold scores, by life domain and moment; with a row for each moment they stand under start."""
    found: dict[str, dict[str, str]] = {}
    for one in columns:
        texts = one.filled
        if texts and _share(texts, lambda text: score_of(text) in "12345") < 0.7:
            continue
        domain, moment = _said(one.name)
        if domain and (moment or by_row):
            found.setdefault(domain, {})[moment or "start"] = one.name
    return found


def _said(name: str) -> tuple[str, str]:
    """The life domain and the moment that the name of a column names."""
    domains, bare = values_of("domain"), _NOISE.sub("", folded(name))
    if bare in domains:
        return domains[bare], ""
    for word, moment in sorted(moments().items(), key=lambda pair: -len(pair[0])):
        for rest in (bare.removesuffix(word), bare.removeprefix(word)):
            if rest != bare and (domain := domains.get(rest) or _begun(rest)):
                return domain, moment
    return "", ""


def _begun(rest: str) -> str:
    """The only life domain that begins so; systems cut names off."""
    found = {slug for slug in (*DOMAINS, *DOMAINS_2013) if folded(slug).startswith(rest)}
    return found.pop() if len(found) == 1 and len(rest) >= _LETTERS else ""


def birth_of(sheet: Sheet) -> str:
    """The column with dates of birth."""
    return next((one.name for one in sheet.columns if one.kind == "birth_date"), "")
