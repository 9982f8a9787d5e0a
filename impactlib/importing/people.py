"""What points to a person: by the name of a column, and by what stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from impactlib.importing.labels import labels
from impactlib.intake.naming import folded
from impactlib.params.files import per_workspace

_BETWEEN = r"(?:(?:van|de|der|den|ten|ter|te|het|'t|in|op|el|al)\s+)*"
_SURNAME = r"[A-ZÀ-Þ][\w'’\-]+"
_PATTERNS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}"),
    "phone": re.compile(r"(?<!\d)(?:\+31|0031|0)[\s\-(]*[1-9](?:[\s\-)]*\d){8}(?!\d)"),
    "address": re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b"),
    "name": re.compile(
        rf"\b(?:[Mm]w|[Mm]evr|[Mm]evrouw|[Dd]hr|[Dd]e heer|[Mm]eneer|[Dd]rs?|[Ff]am|[Ff]amilie)\b\.?\s+(?:[A-Z]\.\s?)*{_BETWEEN}{_SURNAME}"
    ),
}
_INITIALS = re.compile(rf"(?:[A-Z]\.\s?)+{_BETWEEN}{_SURNAME}(?:\s*-\s*{_SURNAME})?")
_TURNED = re.compile(rf"{_SURNAME},\s*(?:[A-Z]\.?\s?)+{_BETWEEN}".rstrip() + r"(?:van|de|der|den|ten|ter|het)?\.?")
_NINE = re.compile(r"(?<!\d)\d{8,9}(?!\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_MOST_WORDS = 5


def is_bsn(digits: str) -> bool:
    """Whether a number passes the test that citizen service numbers pass (elfproef).

    Source: Logisch ontwerp BSN: 9a + 8b + ... + 2h - i is a multiple of 11.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("111222334"), is_bsn("000000000")
    (True, False, False)
    """
    padded = digits.zfill(9)
    return (
        padded.isdigit()
        and len(padded) == 9
        and int(padded) > 0
        and sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, padded, strict=True)) % 11 == 0
    )


def kind_of(cell: str) -> str:
    """What of a person stands in a text: email, phone, address, bsn or name; empty where nothing does.

    Examples
    --------
    >>> kind_of("mw. De Vries, 06-12345678"), kind_of("J. van der Berg"), kind_of("9712 HX 4"), kind_of("huisarts")
    ('phone', 'name', 'address', '')
    """
    if len(cell) < 4 or (cell.isalpha() and cell.islower()):
        return ""
    for kind, pattern in _PATTERNS.items():
        if pattern.search(cell):
            return kind
    if any(is_bsn(found) for found in _NINE.findall(cell)):
        return "bsn"
    return "name" if _is_name(cell) else ""


def kind_of_id(cell: str) -> str:
    """The same for an id, in which eight or nine digits are seldom a citizen service number: that is asked of a column."""
    return "" if cell.isdigit() else kind_of(cell)


def bsn_column(cells: Iterable[str]) -> bool:
    """Whether a column holds citizen service numbers: of any nine digits one in eleven passes the test."""
    numbers = [cell for cell in cells if cell.isdigit() and len(cell) in (8, 9)]
    passed = sum(map(is_bsn, numbers))
    return len(numbers) >= 3 and passed > len(numbers) / 2


def kind_of_column(name: str) -> str:
    """What of a person a column holds, by its name; empty where its name says nothing.

    Examples
    --------
    >>> kind_of_column("Achternaam"), kind_of_column("Geb. datum"), kind_of_column("Gemeente")
    ('name', 'birth_date', '')
    """
    return _columns().get(folded(name), "")


@per_workspace
def _columns() -> dict[str, str]:
    kinds = ("name", "address", "birth_date", "email", "phone", "bsn", "free_text")
    return {folded(word): kind for kind in kinds for word in labels().people[kind]}


@per_workspace
def _first_names() -> frozenset[str]:
    return frozenset(labels().people["first_names"])


def _is_name(cell: str) -> bool:
    if _INITIALS.fullmatch(cell) or _TURNED.fullmatch(cell):
        return True
    words = cell.split()
    return (
        2 <= len(words) <= _MOST_WORDS
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and words[0].casefold() in _first_names()
    )
