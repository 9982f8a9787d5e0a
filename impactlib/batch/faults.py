"""Why a sheet was not made, in words that hold no participant's value."""

from __future__ import annotations

import builtins
import re
from typing import Any

from impactlib.batch.jobs import Failed, Job
from impactlib.model import (
    DisclosureError,
    ImpactError,
    ParameterError,
    RegistrationError,
    SheetError,
)
from impactlib.text import Texts

_OURS = {kind.__name__: kind for kind in (DisclosureError, ImpactError, ParameterError, RegistrationError, SheetError)}


def told(job: Job, error: ImpactError) -> Failed:
    """A failure that the library foresaw: its own sentence."""
    cell = error.fields.get("cell")
    return Failed(job.slug, cell if isinstance(cell, int) else None, type(error).__name__, _sentence(job, error))


def unforeseen(job: Job, error: Exception, cell: int | None) -> Failed:
    """Any other failure: the cell and the kind of error; its message may quote data and is left out."""
    kind = _kind(str(getattr(error, "ename", "") or type(error).__name__))
    ours = _from_kernel(job, kind, str(getattr(error, "evalue", "")))
    if ours is not None:
        return Failed(job.slug, cell, kind, _sentence(job, ours))
    return Failed(job.slug, cell, kind, _sentence(job, SheetError("cell-failed" if cell else "page-failed")))


def _kind(name: str) -> str:
    """The kind of an error, where everybody knows it: a kind that a notebook made up may be named after somebody."""
    return name if name in _OURS or hasattr(builtins, name) else Exception.__name__


def stopped(job: Job, code: str, cell: int | None, **fields: object) -> Failed:
    """A worker that was stopped (``cell-timeout``, ``memory``) or died (``worker-lost``)."""
    return Failed(job.slug, cell, "SheetError", _sentence(job, SheetError(code, cell=cell or "-", **fields)))


def _from_kernel(job: Job, kind: str, text: str) -> ImpactError | None:
    """An error of ours that was raised in a notebook's cell and came out as name and text."""
    code, _, rest = text.partition(": ")
    texts, key = Texts.load(job.params.language), f"errors.{code}"
    if kind not in _OURS or not texts.has(key):
        return None
    names = "|".join(sorted(texts.fields(key) - {"code"}))
    parts = re.split(rf"(?:^|, )({names})=", rest)[1:] if names else []
    fields: dict[str, Any] = dict(zip(parts[::2], parts[1::2], strict=True))
    return _OURS[kind](code, **fields)


def _sentence(job: Job, error: ImpactError) -> str:
    texts = Texts.load(job.params.language)
    key = f"errors.{error.code}"
    if texts.has(key) and texts.fields(key) <= set(error.fields):
        return texts.error(error)
    return texts.plain("errors.cell-failed")
