"""registration.yaml: where a registration comes from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from impactlib.intake.cells import INVISIBLE
from impactlib.model import RegistrationError, RegistrationMeta
from impactlib.params.files import Loader, TwiceError

META = "registration.yaml"

_Text = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, pattern=f"^[^{INVISIBLE}]*$")
]
_Day = Annotated[dt.date, Field(strict=True, ge=dt.date(1990, 1, 1), le=dt.date(2200, 12, 31))]


_NO_KEY = ("extra_forbidden", "invalid_key")


class _Meta(BaseModel):
    model_config = ConfigDict(extra="forbid")

    organisation: _Text
    extraction_date: _Day
    system: _Text
    synthetic: Annotated[bool, Field(strict=True)]
    complete_since: _Day | None = None


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
        first = min(error.errors(include_url=False), key=lambda one: one["type"] in _NO_KEY)
    else:
        if meta.complete_since and meta.complete_since > meta.extraction_date:
            raise RegistrationError("registration-meta-order", file=path.name)
        return meta
    key = str(first["loc"][0]) if first["loc"] else "-"
    allowed = ", ".join(_Meta.model_fields)
    if first["type"] in _NO_KEY:
        raise RegistrationError("registration-meta-unknown", file=path.name, key=key, allowed=allowed)
    raise RegistrationError("registration-meta-key", file=path.name, key=key)


def _loaded(path: Path) -> dict[str, object]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise RegistrationError("registration-meta-missing", file=path.name) from None
    except UnicodeDecodeError:
        raise RegistrationError("registration-meta-encoding", file=path.name) from None
    except TwiceError as error:
        raise RegistrationError("registration-meta-twice", file=path.name, line=error.line) from None
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        raise RegistrationError("registration-meta-broken", file=path.name) from None
    if not isinstance(found, dict):
        raise RegistrationError("registration-meta-broken", file=path.name)
    return found
