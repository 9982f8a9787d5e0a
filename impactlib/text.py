"""The only maker of reader text: sentences, words, numbers and dates of one language."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from impactlib.model import ImpactError, ParameterError, Period
from impactlib.params import home, read_yaml

MINUS = "\N{MINUS SIGN}"


class Texts:
    """Every reader-facing word of one language, from ``params/text/<language>.yaml``.

    Keys are paths with dots (``caveats.geen-bewijs``). A missing key is a bug and raises
    KeyError; a test walks all keys used in the code.

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
                raise KeyError(f"no text {key!r} in {self.language}")
            found = found[part]
        return found

    def has(self, key: str) -> bool:
        try:
            self.raw(key)
        except KeyError:
            return False
        return True

    def plain(self, key: str, /, **fields: object) -> str:
        """The sentence at ``key`` with its fields filled in, as plain text."""
        return str(self.raw(key)).strip().format(**fields)

    def say(self, key: str, /, **fields: object) -> Markup:
        """The sentence at ``key`` as HTML; a field that is not Markup is escaped."""
        return Markup(escape(str(self.raw(key)).strip())).format(**fields)  # noqa: S704 - escaped

    def fields(self, key: str) -> frozenset[str]:
        """Names of the fields that the sentence at ``key`` asks for."""
        parsed = string.Formatter().parse(str(self.raw(key)))
        return frozenset(name for _, name, _, _ in parsed if name)

    def word(self, slug: str) -> str:
        """The reader's word for a slug of the data; the slug itself, spaced, if there is none."""
        words: Mapping[str, str] = self.raw("words")
        return words.get(slug, slug.replace("_", " ").replace("-", " "))

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
        return self.plain(f"errors.{error.code}", **error.fields)


@cache
def _load(language: str) -> Texts:
    folder = home() / "params" / "text"
    path = folder / f"{language}.yaml"
    if not path.is_file():
        raise ParameterError(
            "language", language=language, allowed=", ".join(sorted(p.stem for p in folder.glob("*.yaml")))
        )
    return Texts(language, read_yaml(path))
