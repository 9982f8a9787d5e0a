"""Sentences that claim more than a registration can carry: that the help was the cause, that it works, that all know it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from impactlib.params.claims import claims, plain

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'{*\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}])")
_NEGLECTED = re.compile(r"[*_>#]+")


@dataclass(frozen=True)
class Claim:
    """A sentence, why it says too much, and what the data can carry."""

    sentence: str
    reason: str
    better: str


def claims_in(text: str) -> Iterator[Claim]:
    """The sentences of a text that claim too much, each once.

    Examples
    --------
    >>> [claim.reason for claim in claims_in("Dankzij de hulp gaat het beter. Of dat zo is, weten we niet.")]
    ['zegt dat de hulp of de aanpak de oorzaak is']
    """
    rules = claims()
    for sentence in _sentences(text):
        if rules.honest.search(sentence) or plain(sentence) in rules.exceptions:
            continue
        found = next(((reason, better) for pattern, reason, better in rules.kinds if pattern.search(sentence)), None)
        if found:
            yield Claim(sentence, *found)


def _sentences(text: str) -> Iterable[str]:
    return (one.strip() for one in _SENTENCE.split(" ".join(_NEGLECTED.sub(" ", text).split())) if one.strip())
