"""Which sheets are asked for: params/ and the command line make a matrix. Loads nothing heavy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

from impactlib.batch.ignored import ignored
from impactlib.batch.jobs import Job, Notebook
from impactlib.batch.notebooks import notebook_of
from impactlib.batch.places import Holds, Place, fits, made_up
from impactlib.batch.variant import guarded
from impactlib.model import ParameterError
from impactlib.params import (
    FEITENBLAD,
    SheetParams,
    home,
    read_mapping,
    sheet_params,
    spec_of,
    theme_of,
    workspace,
)
from impactlib.params.reports import regions
from impactlib.text import Texts

TYPED = "impact run"
"""Where a value comes from that no file says."""


@dataclass(frozen=True)
class Selection:
    """What the command line asks for; an empty part means whatever params/ names.

    ``values`` holds every other parameter that was given, by name.
    """

    years: tuple[int, ...] = ()
    municipalities: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def of(self, source: str) -> Selection:
        """The same of another registration; of the demonstration that a run makes where it is empty."""
        values = {key: value for key, value in self.values.items() if key != "source"}
        return replace(self, values={**values, "source": source} if source else values)

    def about(self, themes: Sequence[str]) -> Selection:
        """The same on these themes, where nothing says what sheets are about."""
        return self if self.themes or self.reports else replace(self, themes=tuple(themes))

    @property
    def parts(self) -> tuple[tuple[Any, ...], ...]:
        return (self.years, self.municipalities, self.reports, self.themes)


def select(flags: Mapping[str, Any], assignments: Sequence[str]) -> Selection:
    """Join flags and ``-p key=value``.

    Parameters
    ----------
    flags : mapping
        ``year``, ``municipality``, ``report``, ``theme`` (tuples), ``source``, ``earlier`` (text);
        empty where not given.
    assignments : sequence of str
        ``key=value`` as typed.

    Raises
    ------
    ParameterError
        A key is unknown, or given twice, or its value has the wrong type.

    Examples
    --------
    >>> select({"theme": ("armoede",)}, ["year=2020", "privacy=intern"])
    Selection(years=(2020,), municipalities=(), reports=(), themes=('armoede',), values={'privacy': 'intern'})
    """
    given = {key: value for key, value in flags.items() if value}
    typed: dict[str, Any] = {}
    for assignment in assignments:
        key, equals, text = assignment.partition("=")
        if not equals:
            raise ParameterError("assignment", text=assignment)
        if key in typed or key in given:
            raise ParameterError("parameter-twice", key=key)
        typed[key] = _number(key, text) if key == "year" else text
    sheet_params({"year": 2000, "municipality": "x", **typed}, TYPED)
    every = given | typed
    years, municipalities, reports, themes = (_part(every.pop(key, ())) for key in Place._fields)
    return Selection(years, municipalities, reports, themes, every)


@dataclass(frozen=True)
class Left:
    """What a run leaves out.

    ``not_held``: municipalities that params/ names, of a sheet or of the workspace, and the registration does not
    hold; ``not_named``: the other way round; ``years``: what the registration holds something of and a run does not make by itself;
    ``files``: what stands in params/ and nobody reads.
    """

    not_held: tuple[str, ...] = ()
    not_named: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def plan(selection: Selection, holds: Holds | None = None) -> tuple[Job, ...]:
    """Every sheet that is asked for, in the order of its place; nothing is read but params/.

    Parameters
    ----------
    selection : Selection
    holds : Holds, optional
        What the registration holds. It decides where somebody named a registration and no municipality,
        and for a sheet without a file in params/; without it nothing is held against it.

    Raises
    ------
    ParameterError
        A parameter is unknown or not allowed: names file, key, and what is allowed. A sheet without a file
        is about a municipality or a year that the registration does not hold: names those that it holds.
    """
    files = _files()
    _refuse_unknown(selection)
    notebooks: dict[str, Notebook] = {}
    jobs = []
    for place in sorted(set(_places(selection, files, holds))):
        file = files.get(place, {})
        params = sheet_params({**file, **place._asdict(), **selection.values}, _origin(place))
        params = guarded(params, selection.values, file)
        if params.report not in notebooks:
            notebooks[params.report] = notebook_of(params.report)
        jobs.append(_job(notebooks[params.report], params))
    return tuple(jobs)


def known() -> tuple[Place, ...]:
    """Where the sheets stand that have a file in params/, sorted."""
    return tuple(sorted(_files()))


def _refuse_unknown(selection: Selection) -> None:
    """Parameters that cannot be are told before any registration is read."""
    anything: tuple[Any, ...] = (2000, "x", FEITENBLAD, "")
    for wanted in product(*(part or (some,) for part, some in zip(selection.parts, anything, strict=True))):
        params = sheet_params({**Place(*wanted)._asdict(), **selection.values}, TYPED)
        notebook_of(params.report)
        if params.theme:
            theme_of(params.theme)


def left_out(selection: Selection, jobs: Sequence[Job], holds: Holds) -> Left:
    """What these sheets leave out of params/ and of a registration that somebody named."""
    files = tuple(ignored())
    if selection.municipalities or not holds.named:
        return Left(files=files)
    wanted = list(product(*(part or (None,) for part in selection.parts)))
    named = {place.municipality for place in known() if any(fits(one, place) for one in wanted)}
    here = workspace()
    named |= set(here.municipalities if here else ())
    held, made = (
        set(holds.municipalities()) - set(regions()),
        {(job.params.municipality, job.params.year) for job in jobs},
    )
    places = {place for place, _ in made}
    years = {f"{place} {year}" for place in places for year in holds.years(place) if (place, year) not in made}
    return Left(
        tuple(sorted(named - held)),
        tuple(sorted(held - places)),
        () if selection.years else tuple(sorted(years)),
        files,
    )


def _places(selection: Selection, files: Collection[Place], holds: Holds | None) -> Iterable[Place]:
    """What params/ names; of a workspace of one's own, everything else that its registration holds as well."""
    held = holds.municipalities() if holds and holds.named and not selection.municipalities else None
    here = workspace()
    all_of_it = holds is not None and holds.named and here is not None and not here.demonstration
    for wanted in product(*(part or (None,) for part in selection.parts)):
        found = [place for place in files if fits(wanted, place) and (held is None or place.municipality in held)]
        if holds and all_of_it:
            found = [place for place in found if place.year in holds.years(place.municipality)]
        yield from found
        if all_of_it or not found:
            yield from made_up(wanted, files, holds)


def _files() -> dict[Place, dict[str, Any]]:
    """The sheets that have a file in params/, with what it says."""
    paths = sorted((home() / "params").glob("[0-9]*/*/*.yaml"))
    read = (_file(path) for path in paths)
    return {Place(**{name: values[name] for name in Place._fields}): values for values in read}


def _file(path: Path) -> dict[str, Any]:
    """The parameters of a sheet's file; what it says of its place must be where it stands."""
    origin = path.relative_to(home()).as_posix()
    found = read_mapping(path)
    values = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}
    year = _number("year", path.parts[-3])
    stands = {"year": year, "municipality": path.parts[-2], "report": FEITENBLAD}
    params = sheet_params({**stands, "theme": "" if "report" in values else path.stem, **values}, origin)
    for name, have, place in (
        ("year", params.year, year),
        ("municipality", params.municipality, path.parts[-2]),
        ("theme", params.slug, path.stem),
    ):
        if have != place:
            raise ParameterError("params-place", file=origin, key=name, value=have, place=place)
    return {**values, **params.model_dump(include=set(Place._fields))}


def _origin(place: Place) -> str:
    path = f"params/{place.year}/{place.municipality}/{place.theme or place.report}.yaml"
    return path if (home() / path).is_file() else TYPED


def _job(notebook: Notebook, params: SheetParams) -> Job:
    if params.report == FEITENBLAD and not params.theme:
        raise ParameterError("nothing-asked", key="theme")
    Texts.load(params.language)
    domains = spec_of(params).theme.domains if params.theme else ()
    for name, value in params.model_dump(exclude={"report"}).items():
        if name not in notebook.parameters and value != SheetParams.model_fields[name].default:
            raise ParameterError(
                "notebook-parameter", report=notebook.report, key=name, allowed=", ".join(sorted(notebook.parameters))
            )
    return Job(notebook, params, home(), notebook.tables + (notebook.theme_tables if domains else ()))


def _part(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _number(key: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ParameterError("parameter-number", key=key, value=text) from None
