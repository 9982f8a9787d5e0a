"""The only maker of reader text: sentences, words, numbers and dates of one language."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from impactlib.model import ImpactError, ParameterError, Period
from impactlib.params.files import per_workspace, read_layered, stems
from impactlib.params.places import place_names

MINUS = "\N{MINUS SIGN}"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

LOST = "params/text/{language}.yaml is niet te gebruiken ({where}). Zet het bestand terug zoals het was."
"""What can be said where the file of texts itself fails: the only words for a reader outside it."""

Pattern = TypeVar("Pattern", str, Markup)


class Texts:
    """Every reader-facing word of one language, from ``params/text/<language>.yaml``.

    Keys are paths with dots (``caveats.geen-bewijs``). A test walks all keys used in the code.

    Raises
    ------
    ParameterError
        Whoever edits the file may lose something: ``text-missing`` names the key, ``text-field``
        a field that a sentence asks for and does not get, ``text-broken`` braces that do not fit.

    Examples
    --------
    >>> texts = Texts.load("nl")
    >>> texts.percent(0.3802), texts.number(2640)
    ('38%', '2.640')
    >>> texts.period(Period.of_year(2020))
    '1 januari – 31 december 2020'
    """

    def __init__(self, language: str, tree: Mapping[str, Any]) -> None:
        self.language = language
        self._tree = tree

    @classmethod
    def load(cls, language: str) -> Texts:
        """Read the texts of a language; raises ParameterError when there are none."""
        return _load(language)

    def raw(self, key: str) -> Any:
        """Whatever stands at ``key``: a sentence, a mapping or a list."""
        found: Any = self._tree
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise ParameterError("text-missing", language=self.language, key=key)
            found = found[part]
        return found

    def has(self, key: str) -> bool:
        try:
            self.raw(key)
        except ParameterError:
            return False
        return True

    def plain(self, key: str, /, **fields: object) -> str:
        """The sentence at ``key`` with its fields filled in, as plain text."""
        return self._filled(key, str(self.raw(key)).strip(), fields)

    def say(self, key: str, /, **fields: object) -> Markup:
        """The sentence at ``key`` as HTML; a field that is not Markup is escaped."""
        return self._filled(key, Markup(escape(str(self.raw(key)).strip())), fields)  # noqa: S704 - escaped

    def _filled(self, key: str, pattern: Pattern, fields: Mapping[str, object]) -> Pattern:
        try:
            return pattern.format(**fields)
        except (LookupError, AttributeError) as error:
            field = str(error.args[0])
            raise ParameterError("text-field", language=self.language, key=key, field=field) from None
        except ValueError:
            raise ParameterError("text-broken", language=self.language, key=key) from None

    def fields(self, key: str) -> frozenset[str]:
        """Names of the fields that the sentence at ``key`` asks for."""
        parsed = string.Formatter().parse(str(self.raw(key)))
        return frozenset(name for _, name, _, _ in parsed if name)

    def word(self, slug: str) -> str:
        """The reader's word for a slug of the data; the slug itself, spaced, if there is none."""
        words: Mapping[str, str] = self.raw("words")
        return words.get(slug, slug if " " in slug else slug.replace("_", " ").replace("-", " "))

    def place(self, slug: str) -> str:
        """The name of a municipality: as params/ calls it, or else as Statistics Netherlands does."""
        words: Mapping[str, str] = self.raw("words")
        return words.get(slug) or place_names().get(slug) or slug.replace("-", " ").title()

    def number(self, value: float, digits: int = 0) -> str:
        """A number with exactly ``digits`` decimals, rounded half up, in this language's notation."""
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        if rounded == 0:
            rounded = abs(rounded)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(rounded, format=pattern, locale=self.language).replace("-", MINUS)

    def percent(self, share: float, digits: int = 0) -> str:
        """A share (0-1) as a percentage."""
        return self.number(float(Decimal(repr(float(share))) * 100), digits) + "%"

    def date(self, day: dt.date) -> str:
        return format_date(day, "d MMMM y", locale=self.language)

    def period(self, period: Period) -> str:
        first = "d MMMM" if period.first.year == period.last.year else "d MMMM y"
        return f"{format_date(period.first, first, locale=self.language)} – {self.date(period.last)}"

    def error(self, error: ImpactError) -> str:
        """The sentence for a user's mistake: where it is and what to do."""
        fields = {**error.fields, "hint": self.hint(str(error.fields.get("hint", "-")))}
        try:
            return self.plain(f"errors.{error.code}", **fields).strip()
        except ParameterError as lost:
            return no_words(lost, self.language)

    def hint(self, name: str) -> str:
        """A guess as a sentence with a blank behind it; nothing where there is none (a stroke)."""
        return "" if name in ("", "-") else self.plain("errors.hint", name=name) + " "


def no_words(error: ImpactError, language: str) -> str:
    """What is said of a file of texts that cannot be used: the line or the key that is wrong."""
    where = error.fields.get("key") or f"regel {error.fields.get('line', '?')}"
    return LOST.format(language=language, where=where)


@per_workspace
def _load(language: str) -> Texts:
    known = stems("text")
    if language not in known:
        raise ParameterError("language", language=language, allowed=", ".join(known))
    return Texts(language, read_layered(f"text/{language}.yaml"))


def no_formula(text: str) -> str:
    """A text that no spreadsheet reads as a formula.

    >>> no_formula("=1+1"), no_formula("-"), no_formula("gewoon")
    ("'=1+1", '-', 'gewoon')
    """
    return f"'{text}" if text.startswith(_FORMULA) and len(text) > 1 else text
