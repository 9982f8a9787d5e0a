"""What a sentence may not claim (``params/claims.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from impactlib.model import ParameterError
from impactlib.params.checked import File, validated
from impactlib.params.files import per_workspace, read_layered

ORIGIN = "params/claims.yaml"


class _Kind(File):
    reason: str
    better: str
    patterns: tuple[str, ...]


class _Exception(File):
    sentence: str
    reason: str


class _Written(File):
    kinds: Mapping[str, _Kind]
    work: str
    honest: tuple[str, ...]
    exceptions: tuple[_Exception, ...] = ()


@dataclass(frozen=True)
class Claims:
    """What is looked for: a pattern, why it is too much, and what can be said; and what lets a sentence through."""

    kinds: tuple[tuple[re.Pattern[str], str, str], ...]
    honest: re.Pattern[str]
    exceptions: frozenset[str]


@per_workspace
def claims() -> Claims:
    """The patterns of params/claims.yaml.

    Raises
    ------
    ParameterError
        ``claims-pattern``: a pattern is no regular expression.
    """
    written = validated(_Written, read_layered("claims.yaml"), ORIGIN)
    kinds = tuple(
        (_pattern(rf"\b(?:{'|'.join(kind.patterns)})(?!\w)".replace("{work}", written.work)), kind.reason, kind.better)
        for kind in written.kinds.values()
    )
    honest = _pattern("|".join(rf"(?<!\w)(?:{one})" for one in written.honest))
    return Claims(kinds, honest, frozenset(plain(one.sentence) for one in written.exceptions))


def plain(sentence: str) -> str:
    """A sentence by its words alone."""
    return " ".join(re.findall(r"\w+", sentence.lower()))


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error:
        raise ParameterError("claims-pattern", file=ORIGIN) from None
