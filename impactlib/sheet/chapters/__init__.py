"""The chapters of a feitenblad: each says what stands in it, from released tables alone.

``show(chapters.situation(sheet))`` puts one on the page. All chapters of a sheet are made together,
the first time one is asked for, because the numbering of caveats runs through the page.
"""

from impactlib.sheet.book import book
from impactlib.sheet.context import Sheet
from impactlib.sheet.render import Block


def top(sheet: Sheet) -> Block:
    """Title, municipality, period, state, contact; the box with the figures that matter; contents."""
    return book(sheet)["top"]


def situation(sheet: Sheet) -> Block:
    """Chapter 1: goals, and figures about all residents."""
    return book(sheet)["situation"]


def activities(sheet: Sheet) -> Block:
    """Chapter 2: what is done, in four columns."""
    return book(sheet)["activities"]


def cooperation(sheet: Sheet) -> Block:
    """Chapter 3: partners, and their opinion."""
    return book(sheet)["cooperation"]


def trajectories(sheet: Sheet) -> Block:
    """Chapter 4: individual trajectories."""
    return book(sheet)["trajectories"]


def collective(sheet: Sheet) -> Block:
    """Chapter 5: collective activities."""
    return book(sheet)["collective"]


def expertise(sheet: Sheet) -> Block:
    """Chapter 6: projects to which expertise is lent."""
    return book(sheet)["expertise"]


def own(sheet: Sheet) -> Block:
    """Questions of one's own that were released with the sheet."""
    return book(sheet)["own"]


def summary(sheet: Sheet) -> Block:
    """Chapter 7: an answer to each goal, and what may be compared."""
    return book(sheet)["summary"]


def notes(sheet: Sheet) -> Block:
    """Every caveat in full."""
    return book(sheet)["notes"]


def colophon(sheet: Sheet) -> Block:
    """Period, basis, privacy, sources, version, how to cite."""
    return book(sheet)["colophon"]
