"""What is said of a goal: its terms in words, and one verdict by the day on which the data were read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from impactlib.model import Goal
from impactlib.sheet.context import Sheet

LEARNED = ("beantwoord", "deels", "nog-niet")
SHARED = ("daalt", "stijgt", "stabiel", "geen-nieuwe-meting", "te-vroeg")
SETTLED = ("beantwoord", "daalt", "stijgt", "stabiel")
"""Answers that stand, whatever the term."""

OVERDUE, EARLY = "voorbij", "te-vroeg"
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True)
class Verdict:
    """How a goal stands, in words; ``status`` is a slug for how it is drawn."""

    status: str
    words: str


def verdict_of(sheet: Sheet, goal: Goal, said: str = "") -> Verdict:
    """The one verdict on a goal.

    Parameters
    ----------
    sheet : Sheet
    goal : Goal
    said : str
        The status that the researcher gives; anything that this type of goal cannot have counts as
        the least that can be said.

    Returns
    -------
    Verdict
        An answer that stands is told as it is. Everything else depends on the term: overdue on the
        day the data were read, still to come, or without a date.
    """
    texts, learning = sheet.texts, goal.goal_type == "leerdoel"
    status = said if said in (LEARNED if learning else SHARED) else "nog-niet" if learning else "geen-nieuwe-meting"
    words, due = texts.plain(f"page.statuses.{status}"), due_date(goal)
    if status in SETTLED:
        return Verdict(status, words)
    kind = "learning" if learning else "shared"
    if due is None:
        return Verdict(status if learning else EARLY, texts.plain(f"page.terms.undated_{kind}", antwoord=words))
    past = due <= sheet.meta.extraction_date
    said_term = texts.plain(
        f"page.terms.{'overdue' if past else 'running'}_{kind}", antwoord=words, datum=texts.date(due)
    )
    return Verdict(OVERDUE if past else status if learning else EARLY, said_term)


def status_slug(said: str) -> str:
    """What the researcher wrote behind ``status:`` as a slug."""
    return said.strip().lower().replace(" ", "-")


def due_date(goal: Goal) -> dt.date | None:
    """The day of the goal's term; None where the commission names none, or no day."""
    try:
        return dt.date.fromisoformat(goal.deadline or "")
    except ValueError:
        return None


def day(sheet: Sheet, value: str | None) -> str:
    """A date of the goals in words; other text as it is."""
    return _ISO.sub(lambda found: sheet.texts.date(dt.date.fromisoformat(found[0])), value or "")


def measured(sheet: Sheet, goal: Goal, value: str | None) -> str:
    """A baseline or a target: dates in words, and its unit behind each number; several stand in a row."""
    said, sign, words = day(sheet, value), "", goal.unit or ""
    if words.startswith("%"):
        sign, words = "%", words[1:].strip()
    parts = [part.strip() for part in said.split(";")]
    if said != (value or "") or not any(part[-1:].isdigit() for part in parts):
        return said
    told = "; ".join(f"{part}{sign}" if part[-1:].isdigit() else part for part in parts)
    if not words:
        return told
    return f"{told} {words}" if len(parts) == 1 else f"{told} ({words})"
