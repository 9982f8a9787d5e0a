"""Values held against what is allowed: the first that is wrong stops everything, in words of this library."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from impactlib.model import ParameterError

TOLD = frozenset(
    {
        "bool_parsing",
        "bool_type",
        "date_from_datetime_inexact",
        "date_from_datetime_parsing",
        "date_type",
        "dict_type",
        "extra_forbidden",
        "finite_number",
        "float_parsing",
        "float_type",
        "fraction",
        "greater_than",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_parsing_size",
        "int_type",
        "invalid_key",
        "less_than",
        "less_than_equal",
        "literal_error",
        "mapping_type",
        "missing",
        "model_type",
        "name",
        "one_way",
        "reversed_item",
        "string_pattern_mismatch",
        "string_too_short",
        "string_type",
        "string_unicode",
        "too_long",
        "too_short",
        "tuple_type",
    }
)
"""Kinds of mistakes that have a sentence of their own (``errors.parameter-value-<kind>`` in params/text)."""


class File(BaseModel):
    """What a file in params/ holds: every key known, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Model = TypeVar("Model", bound=BaseModel)


def one_of(names: Iterable[str]) -> AfterValidator:
    """A name from a closed list; a mistake names the nearest."""
    allowed = tuple(names)

    def held(name: str) -> str:
        if name not in allowed:
            raise PydanticCustomError("name", "not one of the names", {"hint": hint(name, allowed), "allowed": allowed})
        return name

    return AfterValidator(held)


def known(values: Mapping[Any, Any], allowed: Iterable[str], origin: str) -> None:
    """Refuse a key that does not exist.

    Raises
    ------
    ParameterError
        ``parameter-unknown``: names the nearest, and all there are.
    """
    names = list(allowed)
    for key in values:
        if key not in names:
            raise ParameterError(
                "parameter-unknown", key=key, origin=origin, hint=hint(str(key), names), allowed=", ".join(names)
            )


def hint(word: str, names: Iterable[str]) -> str:
    """The nearest name, whatever the word's accents and capitals; a stroke where none is near."""
    close = difflib.get_close_matches(plain(word), list(names), n=1, cutoff=0.5)
    return close[0] if close else "-"


def plain(word: str) -> str:
    """The word in small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))


def validated(model: type[Model], values: Any, origin: str) -> Model:
    """Values as a model of params/.

    Raises
    ------
    ParameterError
        ``parameter-value-<kind>`` names key, origin and what is allowed; never the value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "-"
        code = f"parameter-value-{first['type']}" if first["type"] in TOLD else "parameter-value"
        raise ParameterError(code, key=key, origin=origin or "-", **_told(model, first)) from None


def _told(model: type[BaseModel], found: ErrorDetails) -> dict[str, object]:
    """What the sentence of a mistake names beside key and origin."""
    context, given = found.get("ctx", {}), found["input"]
    if found["type"] == "extra_forbidden":
        fields = _fields(model, found["loc"][:-1])
        return {"hint": hint(str(found["loc"][-1]), fields), "allowed": ", ".join(fields)}
    if found["type"] == "literal_error":
        names = re.findall(r"'([^']*)'", str(context["expected"]))
        return {"hint": hint(str(given), names), "allowed": ", ".join(names)}
    if found["type"] == "string_pattern_mismatch":
        return {"hint": re.sub(r"[^a-z0-9]+", "-", plain(str(given))).strip("-") or "-"}
    if found["type"] == "name":
        return {"hint": context["hint"], "allowed": ", ".join(context["allowed"])}
    numbers = {"ge": "limit", "gt": "limit", "le": "limit", "lt": "limit", "min_length": "limit", "max_length": "limit"}
    return {numbers.get(name, name): value for name, value in context.items() if name in {*numbers, "item"}}


def _fields(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Names of the keys at a place inside a model."""
    for part in place:
        if part in model.model_fields:
            model = _model_in(model.model_fields[str(part)].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
