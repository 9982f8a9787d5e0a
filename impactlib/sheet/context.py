"""The sheet: everything a page may know, and how its sentences find their numbers."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup, escape

from impactlib.model import (
    Background,
    ParameterError,
    Period,
    RegistrationMeta,
    Released,
    ReleasedSheet,
    Row,
    SheetError,
)
from impactlib.params import Spec
from impactlib.sheet.cells import Cell, cell_of
from impactlib.text import Texts

SheetState = Literal["concept", "voorlopig", "definitief"]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Everything that may reach the page of one theme.

    Attributes
    ----------
    spec : Spec
        Parameters, theme, policy and norms.
    meta : RegistrationMeta
        Of the registration folder.
    released : mapping of str to Released
        Released tables by id; nothing else may hold a number.
    background : Background
        Goals, efforts, partners, projects and activities.
    words : str
        The researcher's own words (see ``impactlib.sheet.words``), every number a placeholder.
    state : {"concept", "voorlopig", "definitief"}

    Raises
    ------
    SheetError
        ``not-released`` when a table did not come through the door.
    """

    spec: Spec
    meta: RegistrationMeta
    released: Mapping[str, Released]
    background: Background = field(default_factory=Background)
    words: str = ""
    state: SheetState = "concept"

    def __post_init__(self) -> None:
        for name, table in self.released.items():
            if not isinstance(table, Released):
                raise SheetError("not-released", table=name, type=type(table).__name__)

    @property
    def texts(self) -> Texts:
        """The words of the sheet's own language."""
        return Texts.load(self.spec.params.language)

    def table(self, name: str) -> Released | None:
        return self.released.get(name)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Rows of a released table; none where the table is absent."""
        table = self.released.get(name)
        return table.rows if table else ()

    def row(self, name: str, group: str) -> Row | None:
        table = self.released.get(name)
        return table.row(group) if table else None

    def cell(self, table: str, group: str, column: str) -> Cell:
        """The number at ``table/group/column``: shown, "niet getoond" or "onbekend"."""
        return cell_of(self.texts, table, self.row(table, group), column, self.spec.norms.small_n)

    def phrase(self, slug: str) -> str:
        """The reader's word for a slug inside a sentence."""
        return self.texts.word(slug)

    def word(self, slug: str) -> str:
        """The reader's word for a slug, with a capital: a label, not part of a sentence."""
        return cased(self.phrase(slug))

    def say(self, key: str, **fields: object) -> Markup:
        """The first pattern under ``sentences.<key>`` of which every figure is shown.

        Patterns stand in order of how much they say; the last asks for no figure. Names of
        the sheet (``org``, ``gemeente``, ``jaar`` ...) are always at hand.

        Raises
        ------
        ParameterError
            ``text-field``: no pattern can be said, for every one asks for something that is not there.
        """
        every: Mapping[str, object] = {**self.names, **fields}
        key, asked = self._known_key(key, fields), set[str]()
        for pattern in _patterns(self.texts.raw(key)):
            names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name]
            if all(_sayable(every.get(name)) for name in names):
                return Markup(escape(pattern)).format(**{name: every[name] for name in names})  # noqa: S704
            asked |= {name for name in names if not _sayable(every.get(name))}
        raise ParameterError("text-field", language=self.texts.language, key=key, field=", ".join(sorted(asked)))

    def _known_key(self, key: str, fields: Mapping[str, object]) -> str:
        """The key of a sentence; that of ``<key>-unknown`` where it has no figure to tell, and none is hidden."""
        own, other = self.sentence_key(key), self.sentence_key(f"{key}-unknown")
        states = {field.state for field in fields.values() if isinstance(field, Cell)}
        if "unknown" not in states or "suppressed" in states or not self.texts.has(other):
            return own
        asked = (_asked(pattern) & set(fields) for pattern in _patterns(self.texts.raw(own)))
        return own if any(names and all(_sayable(fields[name]) for name in names) for names in asked) else other

    def sentence_key(self, key: str) -> str:
        """Where the patterns of a sentence stand."""
        return f"sentences.{key}"

    @property
    def names(self) -> Mapping[str, str]:
        """Names that every sentence may use."""
        texts, params, period = self.texts, self.spec.params, self.spec.period
        place = texts.place(params.municipality)
        places: Mapping[str, str] = texts.raw("page.places")
        whole = str(period) == str(Period.of_year(params.year))
        return {
            "org": texts.word(self.meta.organisation),
            "gemeente": place,
            "de_gemeente": places.get(params.municipality, place),
            "jaar": str(params.year),
            "periode": str(params.year) if whole else texts.plain("page.span", span=texts.period(period)),
            "span": texts.period(period),
            "thema": self.spec.theme.title,
            "domein": self._domains(),
            "stand": texts.date(self.as_of),
        }

    @property
    def as_of(self) -> Any:
        """The day on which the world is described: never later than the registration's own."""
        return min(self.spec.as_of, self.meta.extraction_date)

    @property
    def head(self) -> dict[str, Any]:
        """What the JSON says of the sheet as a whole, without tables."""
        params = self.spec.params
        sheet = ReleasedSheet(
            report=params.theme,
            year=params.year,
            municipality=params.municipality,
            period=str(self.spec.period),
            as_of=self.as_of.isoformat(),
            basis=params.basis,
            policy=self.spec.policy.name,
            synthetic=self.meta.synthetic,
            tables=(),
        )
        return sheet.model_dump(mode="json", exclude={"tables"})

    def _domains(self) -> str:
        return joined(self.texts, [self.texts.word(domain) for domain in self.spec.theme.domains])


def cased(words: str) -> str:
    """The words with a capital in front."""
    return words[:1].upper() + words[1:]


def joined(texts: Texts, words: list[str]) -> str:
    """Words in a row, the last two joined by "en"."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {texts.plain('page.and')} {words[-1]}"


def _patterns(found: object) -> list[str]:
    patterns = found if isinstance(found, list) else [found]
    return [str(pattern).strip() for pattern in patterns]


def _asked(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def _sayable(value: object) -> bool:
    return value.shown if isinstance(value, Cell) else value is not None and value != ""
