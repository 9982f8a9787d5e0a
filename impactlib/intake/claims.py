"""Published figures as they were printed: the format of ``data/published/*.yaml``.

A figure is a text in Dutch notation, exactly as printed ("2.700", "23,4"): its decimals say how
far it was rounded. What a validator raises is the end of a code under ``errors`` in params/text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

_PRINTED = re.compile(r"-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")


@dataclass(frozen=True)
class Printed:
    """A number as printed.

    Attributes
    ----------
    value : fractions.Fraction
        Exactly what the digits say.
    digits : int
        Decimals that were printed.

    Examples
    --------
    >>> Printed.read("2.640,5")
    Printed(value=Fraction(5281, 2), digits=1)
    """

    value: Fraction
    digits: int

    @classmethod
    def read(cls, figure: object) -> Printed:
        """Read Dutch notation; a whole number may be a YAML number too."""
        if isinstance(figure, Printed):
            return figure
        text = str(figure) if isinstance(figure, int) and not isinstance(figure, bool) else figure
        if not isinstance(text, str) or not _PRINTED.fullmatch(text):
            raise ValueError("figure")
        plain = text.replace(".", "").replace(",", ".")
        return cls(Fraction(plain), len(plain.partition(".")[2]))

    @property
    def half(self) -> Fraction:
        """Half a unit of the last decimal: how far what was printed may lie from what was counted."""
        return Fraction(1, 2 * 10**self.digits)


Figure = Annotated[Printed, BeforeValidator(Printed.read), PlainSerializer(str)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Claim(_Part):
    """What every claim says: a name, what it is about in our own words, and where it stands."""

    id: Slug
    about: str
    place: str


class Share(_Claim):
    """A percentage of ``n``, with the count if it was printed. Without ``n`` it need only be possible."""

    kind: Literal["share"]
    percent: Figure
    n: Figure | None = None
    count: Figure | None = None

    @model_validator(mode="after")
    def _enough(self) -> Share:
        if self.n is None and self.count is None:
            raise ValueError("share")
        if any(figure and (figure.digits or figure.value < 0) for figure in (self.n, self.count)):
            raise ValueError("share-whole")
        if self.percent.value < 0:
            raise ValueError("share-percent")
        return self


class Total(_Claim):
    """A total and its parts.

    ``maybe``: figures that stand elsewhere and may belong to it. ``rounded_to``: what the source
    says that the total was rounded to. ``complete: false``: the parts need not be everything;
    ``explained`` is where the source says why.
    """

    kind: Literal["total"]
    total: Figure
    parts: Mapping[str, Figure] = Field(min_length=1)
    maybe: Mapping[str, Figure] = {}
    rounded_to: int | None = Field(default=None, ge=1)
    complete: bool = True
    explained: str | None = None


class Table(_Claim):
    """A table with a row of totals: each column adds up, and in each row ``sum`` is its ``of``."""

    kind: Literal["table"]
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Figure | None, ...]] = Field(min_length=1)
    totals: tuple[Figure | None, ...]
    sum: str | None = None
    of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _as_wide_as_its_columns(self) -> Table:
        if any(len(row) != len(self.columns) for row in (*self.rows.values(), self.totals)):
            raise ValueError("table-width")
        if not {*self.of, *([self.sum] if self.sum else [])} <= set(self.columns):
            raise ValueError("table-columns")
        return self


class Mean(_Claim):
    """A mean of whole answers: ``n`` people, each with ``items`` answers from lowest to highest."""

    kind: Literal["mean"]
    mean: Figure
    n: int = Field(ge=1)
    items: int = Field(default=1, ge=1)
    lowest: int | None = None
    highest: int | None = None


class Change(_Claim):
    """From ``start`` to ``end``, with the ``difference`` that was printed."""

    kind: Literal["change"]
    start: Figure
    end: Figure
    difference: Figure


class Count(_Claim):
    """A number of people or things: whole, after multiplying by the printed scale."""

    kind: Literal["count"]
    count: Figure
    scale: int = Field(default=1, ge=1)


class Statement(_Part):
    """One way in which a figure was told.

    ``word``: ``exact`` (rounded as printed), ``about``, ``almost`` (rounds to it, but less),
    ``over`` (rounds to it, but more), ``at_least``, ``at_most``, ``range`` (up to ``to``) or
    ``one_in`` (one in ``figure``, as a percentage). ``step``: what it was rounded to, when that
    is coarser than the last printed decimal. ``read``: ``ocr`` where reading it was uncertain.
    """

    figure: Figure
    words: str
    place: str
    word: Literal["exact", "about", "almost", "over", "at_least", "at_most", "range", "one_in"] = "exact"
    to: Figure | None = None
    step: int | None = Field(default=None, ge=1)
    read: Literal["text", "ocr"] = "text"

    @model_validator(mode="after")
    def _range_has_an_end(self) -> Statement:
        if (self.word == "range") != (self.to is not None):
            raise ValueError("range")
        if self.word == "one_in" and self.figure.value < 1:
            raise ValueError("one-in")
        return self


class Same(_Claim):
    """Statements about one figure."""

    kind: Literal["same"]
    unit: str = ""
    statements: tuple[Statement, ...] = Field(min_length=2)


Claim = Annotated[Share | Total | Table | Mean | Change | Count | Same, Field(discriminator="kind")]


class ClaimFile(_Part):
    """One publication and its claims."""

    title: str
    year: int
    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _each_its_own_name(self) -> ClaimFile:
        names = [claim.id for claim in self.claims]
        if len(set(names)) < len(names):
            raise ValueError("twice")
        return self
