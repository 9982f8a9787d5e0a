"""Where sheets stand, and which places a sheet without a file in params/ may have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple, Protocol

from impactlib.model import ParameterError
from impactlib.params import FEITENBLAD, hint, themes, workspace
from impactlib.params.reports import regions


class Place(NamedTuple):
    """Where a sheet stands; each part may be asked for by a flag that repeats, or by ``-p``."""

    year: int
    municipality: str
    report: str
    theme: str


Wanted = tuple[Any, ...]
"""A place of which parts may be open (None)."""


class Holds(Protocol):
    """What a registration holds; asked only where params/ does not decide.

    ``named``: somebody named it, so that it and not params/ says which municipalities are made.
    """

    named: bool

    def municipalities(self) -> Sequence[str]:
        """Municipalities with a row in any table."""

    def years(self, municipality: str) -> Sequence[int]:
        """Years that its rows touch; none where no row has a date."""

    def whole_years(self, municipality: str) -> Sequence[int]:
        """Those of them that a run makes by itself: after the registration began, up to the day of the export."""


def fits(wanted: Wanted, have: Place) -> bool:
    """Whether a place is one that is asked for."""
    return all(ask in (None, own) for ask, own in zip(wanted, have, strict=True))


def made_up(wanted: Wanted, files: Collection[Place], holds: Holds | None) -> Iterator[Place]:
    """Sheets without a file: what is left open comes from the registration, or else from all of params/.

    Raises
    ------
    ParameterError
        ``municipality-not-held`` or ``year-not-held``: names what the registration holds.
        ``nothing-asked``: neither params/ nor the registration says it.
    """
    year, municipality, report, theme = wanted
    report = report or FEITENBLAD
    here = workspace()
    own = (here.themes if here else ()) or sorted({place.theme for place in files} - {""}) or themes()
    what = [theme or ""] if report != FEITENBLAD else [theme] if theme is not None else own
    when = {one: _years(wanted, one, files, holds) for one in _whom(municipality, files, holds)}
    if holds and year is not None and when and not any(when.values()):
        held = sorted({touched for one in when for touched in holds.years(one)})
        raise _not_held(year, ", ".join(when), held)
    found = {"municipality": list(when), "theme": what, "year": [one for years in when.values() for one in years]}
    for key, values in found.items():
        if not values:
            raise ParameterError("nothing-asked", key=key)
    for one, years in when.items():
        yield from (Place(*place) for place in product(years, [one], [report], what))


def _whom(municipality: str | None, files: Collection[Place], holds: Holds | None) -> list[str]:
    if municipality is None:
        held, here = holds.municipalities() if holds and holds.named else (), workspace()
        own = here.municipalities if here else ()
        return sorted(
            (set(held) & set(own) if own else set(held) - set(regions())) or {place.municipality for place in files}
        )
    held = holds.municipalities() if holds else [municipality]
    if municipality not in held:
        near, allowed = hint(municipality, held), ", ".join(held)
        raise ParameterError("municipality-not-held", municipality=municipality, allowed=allowed, hint=near)
    return [municipality]


def _years(wanted: Wanted, municipality: str, files: Collection[Place], holds: Holds | None) -> list[int]:
    """The years to make of a municipality: none where it was not asked by name and holds nothing of the year."""
    year, asked, *_ = wanted
    touched = list(holds.years(municipality)) if holds else []
    if year is None:
        here = workspace()
        own = here.years if here else ()
        whole = list(holds.whole_years(municipality)) if holds else []
        return [one for one in whole if not own or one in own] or sorted({place.year for place in files})
    if not touched or year in touched:
        return [year]
    if asked is not None:
        raise _not_held(year, municipality, touched)
    return []


def _not_held(year: int, municipality: str, held: Sequence[int]) -> ParameterError:
    return ParameterError("year-not-held", year=year, municipality=municipality, allowed=", ".join(map(str, held)))
