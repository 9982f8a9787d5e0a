"""What points to a person: by the name of a column, and by what stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from math import comb

from impactlib.intake.dates import day_of
from impactlib.intake.labels import labels, place_of, places
from impactlib.intake.naming import folded
from impactlib.params.files import per_workspace

KINDS = ("name", "address", "birth_date", "email", "phone", "bsn", "free_text")
"""What of a person a column can hold."""

PEOPLE = ("trajectories", "contacts", "signals", "satisfaction_responses", "impact_responses")
"""Tables with a row for a person or a case: what is long in them is somebody's story."""

_LETTER = "[A-Za-zÀ-ɏ]"
ODD_ID = rf"@|\d{{8}}|\d{{3}}[. ]\d{{2}}|{_LETTER}{_LETTER}.*[ ,]|{_LETTER}\.\s?{_LETTER}|[bB][sS][nN]|^[+0(][0-9 ()+-]{{9,}}$"
"""What an id looks like that may be somebody's: a pattern of RE2."""

_COUNTED = "aantal"
_AS_WORD = re.compile(r"(?<![a-z])bsn(?![a-z])", re.IGNORECASE)
_PREFIXES = frozenset({"van", "de", "der", "den", "ten", "ter", "te", "el", "al"})
_BETWEEN = r"(?:(?:van|de|der|den|ten|ter|te|het|'t|in|op|el|al)\s+)*"
_SURNAME = r"[A-ZÀ-Þ][\w'’\-]+"
_PATTERNS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}"),
    "phone": re.compile(r"(?<!\d)(?:\+31|0031|0)[\s\-(]*[1-9](?:[\s\-)]*\d){8}(?!\d)"),
    "address": re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b"),
    "birth_date": re.compile(
        r"\bgeb(?:\.|oren|\b)\D{0,12}\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}", re.IGNORECASE
    ),
    "bsn": re.compile(r"(?:bsn|burgerservice|sofi)\D{0,20}(?:\d[ .]?){7,8}\d(?!\d)", re.IGNORECASE),
    "name": re.compile(
        rf"\b(?:[Mm]evrouw|[Dd]e heer|[Mm]eneer|[Dd]rs?|[Ff]am|[Ff]amilie|(?i:mw|mevr|dhr))\b\.?\s+(?:[A-Z]\.\s?)*{_BETWEEN}{_SURNAME}"
        rf"|\b(?i:mw|mevr|dhr)\b\.?\s+{_BETWEEN}[a-zà-þ]{{3,}}"
    ),
}
_INITIALS = re.compile(rf"(?<![\w.])((?:[A-Z]\.\s?)+){_BETWEEN}{_SURNAME}")
_NOBODY = frozenset(
    {"BV", "NV", "GGZ", "GGD", "WMO", "UWV", "GKB", "AMW", "VVE", "CJG", "SW", "CV", "PCOB", "KBO", "MBO"}
)
"""Letters with points that no person has before a name."""

_TURNED = re.compile(
    rf"{_BETWEEN}{_SURNAME}(?:\s*-\s*{_SURNAME})?,\s*(?:[A-Z]\.?\s?)+(?:van|de|der|den|ten|ter|het|\s)*\.?"
)
_STREET = re.compile(
    r"\b[A-ZÀ-Þ][\w'’\-. ]*(?:straat|laan|weg|plein|kade|gracht|singel|dijk|dreef|hof|steeg|pad|plantsoen|wal|burg)\s+\d{1,4}\s?[a-zA-Z]?\b"
)
_HOUSE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}[\s,]*\d{1,4}\b")
_MOBILE = re.compile(r"06\d{8}")
_NINE = re.compile(r"(?<![\d.])(?:\d{8,9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3})(?![\d.]*\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_MOST_WORDS = 5
_FEW = 60
"""So many numbers say by their share alone whether they are citizen service numbers."""


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
    """What of a person stands in a text: email, phone, address, birth_date, bsn or name; empty where nothing does.

    A number that only may be a citizen service number is asked of its column: see ``bsn_column``.

    Examples
    --------
    >>> kind_of("mw. De Vries, 06-12345678"), kind_of("J. van der Berg"), kind_of("9712 HX 4"), kind_of("huisarts")
    ('phone', 'name', 'address', '')
    >>> kind_of("de Vries, Jan"), kind_of("BSN 111222333"), kind_of("geb. 3-4-1961"), kind_of("111222333")
    ('name', 'bsn', 'birth_date', '')
    """
    if len(cell) < 4 or (cell.isalpha() and cell.islower()):
        return ""
    for kind, pattern in _PATTERNS.items():
        if pattern.search(cell):
            return kind
    return "name" if _is_name(cell) else ""


def kind_of_ids(cells: Sequence[str]) -> str:
    """What of a person the ids of a column hold; one id that is somebody's name says it of all of them.

    Examples
    --------
    >>> kind_of_ids(["D1", "J. de Vries"]), kind_of_ids(["2020AB", "2021CD"]), kind_of_ids(["111222333", "123456782"])
    ('name', '', 'bsn')
    """
    if bsn_column(cells):
        return "bsn"
    if cells and all(map(_MOBILE.fullmatch, cells)):
        return "phone"
    return next((kind for kind in map(_kind_of_id, cells) if kind), "")


def _kind_of_id(cell: str) -> str:
    """Digits and letters that look like a telephone number or a postcode are in an id what they are in any number."""
    kind = kind_of(cell)
    if kind == "phone":
        return "" if cell.isdigit() or not _PATTERNS[kind].fullmatch(cell) else kind
    return kind if kind != "address" or _HOUSE.search(cell) else ""


def finder(cells: Sequence[str], *, of_people: bool) -> Callable[[str], str]:
    """What tells what of a person a text of a column holds; in a column of names every text is one.

    Parameters
    ----------
    cells
        The different texts of the column.
    of_people
        Whether its table has a row for a person or a case.
    """
    names, numbers = of_people and name_column(cells), bsn_column(cells)

    def one(cell: str) -> str:
        if kind := kind_of(cell) or ("bsn" if numbers and holds_bsn(cell) else ""):
            return kind
        if not of_people:
            return ""
        return "name" if names else kind_of_answer(cell)

    return one


def known_of(column: str, organisation: str) -> Callable[[str], bool]:
    """Whether a text of a column is a municipality, or the own organisation: those may look like somebody."""
    if column == "municipality":
        return lambda cell: place_of(cell) in places().values()
    own = folded(organisation)
    return lambda cell: bool(own) and column == "organisation" and folded(cell) == own


def kind_of_answer(cell: str) -> str:
    """What of a person a text about somebody holds besides: the number of a house, or a date where a word belongs."""
    if _STREET.search(cell):
        return "address"
    return "birth_date" if not cell.isdigit() and day_of(cell) else ""


def holds_bsn(cell: str) -> bool:
    """Whether a number in a text passes the test that citizen service numbers pass; so does one in eleven others."""
    return any(is_bsn(re.sub(r"\D", "", found)) for found in _NINE.findall(cell))


def bsn_column(cells: Iterable[str]) -> bool:
    """Whether the numbers of eight or nine digits in a column are citizen service numbers.

    Of any such numbers one in eleven passes the test; here at least a quarter does, and by chance so many would in less
    than one in a hundred columns. One number alone never says enough.

    Examples
    --------
    >>> bsn_column(["111222333", "123456782"]), bsn_column(["111222333"]), bsn_column(map(str, range(100000000, 100000999)))
    (True, False, False)
    """
    numbers = [cell for cell in cells if _NINE.search(cell)]
    passed = sum(map(holds_bsn, numbers))
    return passed > len(numbers) / 4 and (len(numbers) > _FEW or _by_chance(passed, len(numbers)) < 0.01)


def _by_chance(passed: int, count: int) -> float:
    """How likely it is that at least so many of arbitrary numbers pass."""
    return float(sum(comb(count, k) * 10 ** (count - k) for k in range(passed, count + 1)) / 11**count)


def name_column(cells: Sequence[str]) -> bool:
    """Whether a column holds names: where a third of its texts are seen to be, so are those that look like a word."""
    found = sum(kind_of(cell) == "name" for cell in cells)
    return found >= 3 and found * 3 >= len(cells)


def kind_of_column(name: str) -> str:
    """What of a person a column holds, by its name; empty where its name says nothing.

    Examples
    --------
    >>> kind_of_column("Achternaam"), kind_of_column("Geb. datum"), kind_of_column("Gemeente")
    ('name', 'birth_date', '')
    >>> kind_of_column("Telefoon 2"), kind_of_column("Achternaam van de cliënt"), kind_of_column("BSN_cliënt")
    ('phone', 'name', 'bsn')
    """
    bare = folded(name)
    if found := _columns().get(bare) or _columns().get(bare.rstrip("0123456789")):
        return found
    if bare.startswith(_COUNTED):
        return ""
    return next((kind for part, kind in _parts().items() if part in bare), "bsn" if _AS_WORD.search(name) else "")


@per_workspace
def _columns() -> dict[str, str]:
    return {folded(word): kind for kind in KINDS for word in labels().people[kind]}


@per_workspace
def _parts() -> dict[str, str]:
    return {folded(part): kind for kind, parts in labels().people_parts.items() for part in parts}


@per_workspace
def _first_names() -> frozenset[str]:
    return frozenset(labels().people["first_names"])


def _is_name(cell: str) -> bool:
    initials = (re.sub(r"\W", "", found[1]) for found in _INITIALS.finditer(cell))
    if any(letters not in _NOBODY for letters in initials) or _TURNED.fullmatch(cell):
        return True
    last, comma, first = cell.partition(",")
    if comma and first.strip() and last.strip():
        return _is_first(first.split()[0]) and len(cell.split()) <= _MOST_WORDS
    words = cell.split()
    if not 2 <= len(words) <= _MOST_WORDS or not _is_first(words[0]):
        return False
    return (words[0][0].isupper() and words[-1][0].isupper()) or words[1].casefold() in _PREFIXES


def _is_first(word: str) -> bool:
    return word.casefold() in _first_names()
