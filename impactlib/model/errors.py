"""Errors a user can mend. Each carries a stable code; its Dutch sentence stands in params/text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar


class ImpactError(Exception):
    """A mistake in input or parameters, told without a traceback.

    Parameters
    ----------
    code : str
        Key of the sentence under ``errors`` in ``params/text/<language>.yaml``.
    **fields : object
        What the sentence names: a file, a key, what is allowed. Never a person's value.
    """

    exit_code = 1
    sentence: ClassVar[Callable[[ImpactError], str]] = str
    """Says a mistake in the words of its reader; who has texts gives them."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(f"{code}: " + ", ".join(f"{key}={value}" for key, value in fields.items()))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: the sentence, and its code."""
        return [f"{type(self).sentence(self)} ({self.code})"]


class ParameterError(ImpactError):
    """A parameter is unknown, ill-typed or not allowed; nothing was run."""

    exit_code = 2


class RegistrationError(ImpactError):
    """A registration cannot be read or holds errors."""


class SheetError(ImpactError):
    """A sheet could not be made."""


class DisclosureError(ImpactError):
    """A table cannot be released safely."""
