"""registration.yaml: where a registration comes from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from impactlib.model import RegistrationError, RegistrationMeta

META = "registration.yaml"

_Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
_Day = Annotated[dt.date, Field(strict=True, ge=dt.date(1990, 1, 1), le=dt.date(2200, 12, 31))]


class _Meta(BaseModel):
    model_config = ConfigDict(extra="forbid")

    organisation: _Text
    extraction_date: _Day
    system: _Text
    synthetic: Annotated[bool, Field(strict=True)]
    complete_since: _Day | None = None


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice: YAML itself would take the last and say nothing."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[object, object]:
    found: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) or key in found:
            raise RegistrationError("registration-meta-twice", file=META, line=key_node.start_mark.line + 1)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_meta(folder: Path) -> RegistrationMeta:
    """What registration.yaml of a folder says.

    Raises
    ------
    RegistrationError
        It is absent or cannot be read, or a key is missing, unknown, given twice or of another kind.
    """
    path = folder / META
    found = _loaded(path)
    try:
        meta = RegistrationMeta(**_Meta.model_validate(found).model_dump())
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda one: one["type"] == "extra_forbidden")
    else:
        if meta.complete_since and meta.complete_since > meta.extraction_date:
            raise RegistrationError("registration-meta-order", file=path.name)
        return meta
    key = str(first["loc"][0]) if first["loc"] else "-"
    allowed = ", ".join(_Meta.model_fields)
    if first["type"] == "extra_forbidden":
        raise RegistrationError("registration-meta-unknown", file=path.name, key=key, allowed=allowed)
    raise RegistrationError("registration-meta-key", file=path.name, key=key)


def _loaded(path: Path) -> dict[str, object]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise RegistrationError("registration-meta-missing", file=path.name) from None
    except UnicodeDecodeError:
        raise RegistrationError("registration-meta-encoding", file=path.name) from None
    except (OSError, ValueError, yaml.YAMLError):
        raise RegistrationError("registration-meta-broken", file=path.name) from None
    if not isinstance(found, dict):
        raise RegistrationError("registration-meta-broken", file=path.name)
    return found
