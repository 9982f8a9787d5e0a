"""What stands in a cell, as a registration writes it. A cell that cannot be read stays as it is: the checks then say so.

Each kind of column is read from the distinct texts in it, once each; the rows follow by joining.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from impactlib.importing.source import Filled
from impactlib.intake import persons
from impactlib.intake.dates import Order, day_of, order_of
from impactlib.intake.labels import empty_words, levels, place_of, values_of
from impactlib.intake.naming import folded
from impactlib.model import Column
from impactlib.params.places import slug_of

UNDERSCORED = frozenset({"topic", "result_area", "outcome", "referral", "quantity", "sex", "measure", "zrm_domain"})
"""Names that become groups: one spelling for each, with underscores as everywhere in a registration."""

_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_SCORE = re.compile(r"([1-5])(?:[.,]0+)?(?:\s*[-–—:.)=/|]\s*|\s+)(\D+)")
_FREE = 80
"""A text of people that is longer, or has more words than a name, is somebody's story."""

_WORDS = 10


@dataclass
class Read:
    """The distinct texts of a column as they are written in the registration, and what was seen on the way.

    Attributes
    ----------
    new : dict
        Text to what is written for it; None is unknown.
    empty : set of str
        Texts that were read as unknown.
    people : dict
        Text to the kind of personal data that it held.
    """

    new: dict[str, str | None] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    order: Order | None = None
    certain: bool = True


@dataclass(frozen=True)
class How:
    """What is asked of a column: its canonical column, how it is filled, and how its file writes numbers and dates."""

    column: Column
    fill: Filled
    organisation: str = ""
    decimal: str = ""
    dates: str = ""
    of_people: bool = False
    births: bool = False


def read(cells: Iterable[str], how: How) -> Read:
    """Read the distinct texts of a column."""
    found = Read()
    told = {folded(written): slug for written, slug in how.fill.values.items()}
    exact = dict(how.fill.values)
    texts = list(cells)
    found.order, found.certain = (how.dates, True) if how.dates else order_of(texts) if _dated(how) else (None, True)  # type: ignore[assignment] # a literal of the model
    one, nothing = _reader(how, texts, found), empty_words()
    for cell in texts:
        if cell in exact or folded(cell) in told:
            found.new[cell] = (exact[cell] if cell in exact else told[folded(cell)]) or None
        elif _says_nothing(cell, how.column, nothing):
            found.new[cell] = None
            found.empty.add(cell)
        else:
            found.new[cell] = one(cell)
    return found


def _dated(how: How) -> bool:
    return how.column.kind == "date"


def _says_nothing(cell: str, column: Column, nothing: frozenset[str]) -> bool:
    if column.kind == "text" and (column.name.endswith("_id") or column.name in ("answer", "name", "text")):
        return cell in ("-", "--")
    return (
        folded(cell) in nothing
        and "#" not in cell
        and cell not in column.allowed
        and not any(sign.isdigit() for sign in cell)
    )


def _reader(how: How, cells: Iterable[str], found: Read) -> Callable[[str], str | None]:
    column = how.column
    if column.kind == "date":
        return lambda cell: (day_of(cell, found.order, births=how.births) or cell) if found.order else cell
    if column.kind == "score":
        return score_of
    if column.kind in ("whole", "number", "answer"):
        comma = how.decimal == "," or (not how.decimal and any(_COMMA.fullmatch(cell) for cell in cells))
        return lambda cell: number_of(cell, comma=comma)
    if column.allowed:
        spelled = values_of(column.name)
        return lambda cell: _slugs(cell, spelled) if column.kind == "slugs" else spelled.get(folded(cell), cell)
    return _text_reader(how, list(cells), found)


def _text_reader(how: How, cells: Sequence[str], found: Read) -> Callable[[str], str | None]:
    """Texts that hold a person stay out; the others as the registration spells them."""
    spelled, kind_of = _speller(how), _finder(how, cells)

    def one(cell: str) -> str | None:
        if kind := kind_of(cell):
            found.people[cell] = kind
            return None
        return spelled(cell)

    return one


def _speller(how: How) -> Callable[[str], str]:
    name = how.column.name
    if name == "municipality":
        return lambda cell: place_of(cell) or cell
    if name == "organisation":
        own = folded(how.organisation)
        return lambda cell: how.organisation if own and folded(cell) == own else cell
    known = values_of(name) if name in (*UNDERSCORED, "area") else {}
    if name in UNDERSCORED:
        return lambda cell: known.get(folded(cell)) or slug_of(cell).replace("-", "_") or cell
    return (lambda cell: known.get(folded(cell)) or slug_of(cell)) if name == "area" else lambda cell: cell


def _finder(how: How, cells: Sequence[str]) -> Callable[[str], str]:
    """What of a person a text of a column holds: also a story, where it was not asked for."""
    known = persons.known_of(how.column.name, how.organisation)
    find, asked = persons.finder(cells, of_people=how.of_people), how.fill.free_text or not how.of_people

    def one(cell: str) -> str:
        if known(cell):
            return ""
        return find(cell) or ("free_text" if _story(cell) and not asked else "")

    return one


def _story(cell: str) -> bool:
    return len(cell) > _FREE or len(cell.split()) > _WORDS


def _slugs(cell: str, spelled: Mapping[str, str]) -> str:
    return ";".join(spelled.get(folded(part), part.strip()) for part in re.split(r"[;,|]", cell) if part.strip())


def number_of(cell: str, *, comma: bool) -> str:
    """A number with a point before its decimals; with ``comma`` a comma stands there, and points between thousands.

    Examples
    --------
    >>> number_of("1.234,50", comma=True), number_of("7,5", comma=True), number_of("1.234", comma=False)
    ('1234.50', '7.5', '1.234')
    """
    bare = cell.replace(" ", "").replace("\N{MINUS SIGN}", "-")
    if comma and _POINTS.fullmatch(bare):
        bare = bare.replace(".", "")
    return bare.replace(",", ".") if comma and _COMMA.fullmatch(bare) else bare


def score_of(cell: str) -> str:
    """A ZRM score from a number, a label, or both; where the two contradict each other the cell stays as it is.

    Examples
    --------
    >>> score_of("3 - beperkt zelfredzaam"), score_of("Beperkt zelfredzaam"), score_of("3,0"), score_of("3 - volledig zelfredzaam")
    ('3', '3', '3', '3 - volledig zelfredzaam')
    """
    if re.fullmatch(r"[1-5][.,]0+", cell):
        return cell[0]
    if found := _SCORE.fullmatch(cell):
        level = levels().get(folded(found[2]))
        return cell if level and level != found[1] else found[1]
    return levels().get(folded(cell), cell)
