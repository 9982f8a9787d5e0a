"""Free text is about the work, not about people: what in it looks like a person's data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from impactlib.model import Background, DisclosureError

TextRule = Literal["naam", "bsn", "e-mail", "telefoon", "postcode"]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)31[\s-]?(?:\(0\))?|\(?0)(?:[\s().-]{0,2}\d){8,9}(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z])")
_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){7,8}(?![\d]|[.,]\d)")

_WORD = re.compile(r"\w+")

STOPS: tuple[TextRule, ...] = ("naam", "bsn")
"""Never right in a description; the others may belong to an organisation and are asked about."""

SHORTEST_NAME = 4


@dataclass(frozen=True, order=True)
class TextFinding:
    """A place in a text that looks like a person's data; says which rule, never what it found.

    ``where`` names the text and its line; ``rule`` is ``naam``, ``bsn``, ``e-mail``,
    ``telefoon`` or ``postcode``.
    """

    where: str
    rule: TextRule


def scan_text(text: str, where: str, names: Collection[str] = ()) -> tuple[TextFinding, ...]:
    """Places in a text that look like a person's data, a finding per line and rule.

    Parameters
    ----------
    text : str
    where : str
        Name of the text, for the finding.
    names : collection of str
        Names and ids of a registration; words under four letters, and whole numbers under
        five digits, are left out because they are in any text.

    Examples
    --------
    >>> scan_text("Bel 0594 123 456.", "woorden")
    (TextFinding(where='woorden, regel 1', rule='telefoon'),)
    >>> scan_text("In 2020 waren er 273 trajecten.", "woorden")
    ()
    """
    found: list[TextFinding] = []
    known = _known(frozenset(names))
    for number, line in enumerate(text.splitlines(), start=1):
        rules = [rule for rule, test in _tests() if test(line)]
        rules += ["naam"] if _named(line, known) else []
        found += [TextFinding(f"{where}, regel {number}", rule) for rule in rules]
    return tuple(sorted(found))


def scan_background(background: Background, names: Collection[str] = ()) -> tuple[TextFinding, ...]:
    """Places in the descriptions that look like a person's data."""
    return tuple(finding for where, text in _texts(background) for finding in scan_text(text, where, names))


def release_background(background: Background, names: Collection[str] = ()) -> Background:
    """The descriptions, when no name or id of the registration and no citizen service number is in them.

    E-mail addresses, phone numbers and postcodes may be an organisation's: ``scan_background``
    lists them, and somebody must confirm them before a sheet is more than a concept.

    Raises
    ------
    DisclosureError
        ``release-text``: the place and the rule, never what stands there.
    """
    for finding in scan_background(background, names):
        if finding.rule in STOPS:
            raise DisclosureError("release-text", where=finding.where, rule=finding.rule)
    return background


def release_texts(
    background: Background, words: str, names: Collection[str], *, draft: bool, confirmed: str = ""
) -> tuple[Background, str]:
    """Descriptions and the researcher's words, when they may stand on a page.

    A name or id of the registration and a citizen service number never pass. Anything else that
    looks like a person's data passes in a draft; outside it, only when somebody confirmed exactly
    these texts by the code that the refusal names.

    Raises
    ------
    DisclosureError
        ``release-text`` or ``release-unconfirmed``: places and rules, never what stands there.
    """
    release_background(background, names)
    findings = scan_text(words, "woorden", names)
    for finding in findings:
        if finding.rule in STOPS:
            raise DisclosureError("release-text", where=finding.where, rule=finding.rule)
    asked = [*scan_background(background), *findings]
    told = "".join(map(repr, background.delivered))
    code = hashlib.sha256(f"{background!r}{words}{told}".encode()).hexdigest()[:8]
    if asked and not draft and confirmed != code:
        places = "; ".join(f"{finding.where} ({finding.rule})" for finding in asked)
        raise DisclosureError("release-unconfirmed", places=places, confirmation=code)
    return background, words


def is_citizen_number(digits: str) -> bool:
    """Whether eight or nine digits pass the test of eleven of Dutch citizen service numbers.

    Source: Besluit burgerservicenummer; 9a + 8b + ... + 2h - i is a multiple of 11.

    Examples
    --------
    >>> is_citizen_number("111222333"), is_citizen_number("123456789")
    (True, False)
    """
    padded = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, padded, strict=True))
    return total % 11 == 0 and int(padded) > 0


def _tests() -> Iterable[tuple[TextRule, Callable[[str], bool]]]:
    return (
        ("bsn", lambda line: any(is_citizen_number(re.sub(r"\D", "", hit)) for hit in _NUMBER.findall(line))),
        ("e-mail", lambda line: _EMAIL.search(line) is not None),
        ("telefoon", lambda line: _PHONE.search(line) is not None),
        ("postcode", lambda line: _POSTCODE.search(line) is not None),
    )


@cache
def _known(names: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Names by their first word, whatever their capitals: few stand in any one line."""
    found: dict[str, list[str]] = {}
    for name in sorted(name.casefold() for name in names if _telling(name)):
        found.setdefault(_first_word(name), []).append(name)
    return {word: tuple(alike) for word, alike in found.items()}


def _telling(name: str) -> bool:
    """Whether a name or id is rare enough in a text to be looked for: a short one when it mixes letters and digits (``C12``)."""
    mixed = any(sign.isdigit() for sign in name) and any(sign.isalpha() for sign in name)
    return mixed or len(name) >= SHORTEST_NAME + name.isdigit()


def _first_word(name: str) -> str:
    hit = _WORD.match(name)
    return hit[0] if hit else ""


def _named(line: str, known: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a name stands in the line as whole words."""
    line = line.casefold()
    words = ((hit.start(), name) for hit in _WORD.finditer(line) for name in known.get(hit[0], ()))
    odd = ((at, name) for name in known.get("", ()) for at in range(len(line)))
    return any(line.startswith(name, at) and not _WORD.match(line, at + len(name)) for at, name in (*words, *odd))


def _texts(background: Background) -> Iterator[tuple[str, str]]:
    """Every text of the descriptions with its place: kind, number, field."""
    for kind in fields(background):
        for number, item in enumerate(getattr(background, kind.name), start=1):
            for field in fields(item):
                value = getattr(item, field.name)
                for text in value if isinstance(value, tuple) else (value,):
                    if text:
                        yield f"{kind.name} {number} {field.name}", text
