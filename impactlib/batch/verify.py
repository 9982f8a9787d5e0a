"""Every published number of a run, computed again and compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from impactlib.batch.inputs import content
from impactlib.batch.jobs import DEMO
from impactlib.batch.manifest import Entry, read_manifest
from impactlib.batch.pagecells import Difference, compared, tables_of
from impactlib.batch.source import held, with_words
from impactlib.catalogue import question_of
from impactlib.intake.open import as_asked, earlier_publications, folder_of, open_and_check, sound
from impactlib.measures.asked import ask
from impactlib.model import ParameterError, Registration
from impactlib.params import registration_folder
from impactlib.params.workspace import REGISTRATION
from impactlib.release import release_sheet
from impactlib.reports.contents import measure_report, report_spec


def verify(folder: Path, source: Path | None = None, earlier: Path | None = None) -> tuple[int, tuple[Difference, ...]]:
    """Compare page with JSON, and JSON with what the registration gives now.

    Parameters
    ----------
    folder : pathlib.Path
        A finished run.
    source : pathlib.Path, optional
        The registration; without it the workspace's, or the demonstration that the run made.
    earlier : pathlib.Path, optional
        The earlier publications that the run took into account.

    Returns
    -------
    int
        How many sheets were looked at.
    tuple of Difference
        Sorted; empty when every number is right.

    Raises
    ------
    ParameterError
        The folder holds no run, or the registration it was made from is not named.
    """
    manifest = read_manifest(folder)
    sheets = {slug: entry for slug, entry in manifest.sheets.items() if entry.files}
    if not sheets:
        raise ParameterError("run-missing", folder=folder.name)
    registrations = _Registrations(_source(folder, source, sheets))
    before = sorted({str(entry.parameters.get("earlier") or "") for entry in sheets.values()} - {""})
    if before and earlier is None:
        raise ParameterError("verify-earlier", folder=", ".join(before))
    found = [
        difference
        for slug, entry in sorted(sheets.items())
        for difference in _sheet(folder, slug, entry, registrations, earlier)
    ]
    return len(sheets), tuple(sorted(found))


class _Registrations:
    """The registrations of a source, each opened and checked once."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._known: dict[Path, Registration] = {}

    @property
    def source(self) -> Path:
        return self._source

    def of(self, municipality: str) -> Registration:
        folder = folder_of(self._source, municipality)
        if folder not in self._known:
            self._known[folder], _ = open_and_check(folder)
        return self._known[folder]


def _source(folder: Path, source: Path | None, sheets: Mapping[str, Entry]) -> Path:
    named = sorted({str(entry.parameters.get("source") or "") for entry in sheets.values()} - {""})
    own = registration_folder() if named == [REGISTRATION] and held(registration_folder()) else None
    path = source or own or (folder / DEMO)
    if named and source is None and own is None:
        raise ParameterError("verify-source", source=", ".join(named))
    if not path.is_dir():
        raise ParameterError("source-missing", folder=path.name)
    return path


def _sheet(
    folder: Path, slug: str, entry: Entry, registrations: _Registrations, earlier: Path | None
) -> Iterator[Difference]:
    for suffix, expected in sorted(entry.files.items()):
        name = f"{slug}.{suffix}"
        if not (folder / name).is_file():
            yield Difference(name, "", "file-missing")
        elif content(folder / name) != expected:
            yield Difference(name, "", "file-changed")
    try:
        tree = json.loads((folder / f"{slug}.json").read_text(encoding="utf-8"))
        tables = tables_of(tree)
        page = (folder / f"{slug}.html").read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError):
        yield Difference(f"{slug}.json", "", "file-broken")
        return
    language = str(entry.parameters.get("language", "nl"))
    yield from (replace(difference, file=f"{slug}.html") for difference in compared(page, tables, language))
    yield from (
        replace(difference, file=f"{slug}.json")
        for difference in _recomputed(tables, tables_of({"tables": _again(entry, registrations, earlier, tables)}))
    )


def _again(
    entry: Entry, registrations: _Registrations, earlier: Path | None, published: Iterable[str]
) -> list[dict[str, Any]]:
    """The released tables of a sheet as the registration gives them now, the questions of its own among them."""
    places = {"source": str(registrations.source), "earlier": str(earlier) if earlier else ""}
    with with_words(entry.organisation, real=not entry.synthetic):
        return _released(entry, places, registrations, published)


def _released(
    entry: Entry, places: Mapping[str, str], registrations: _Registrations, published: Iterable[str]
) -> list[dict[str, Any]]:
    spec = report_spec({**entry.parameters, "report": entry.report, **places})
    registration = as_asked(registrations.of(spec.params.municipality), spec.params)
    sound(registration, spec)
    before = earlier_publications(spec)
    asked = ask(registration, spec, *(question for table in published if (question := question_of(table))))
    released = release_sheet(measure_report(registration, spec, before) | asked, spec, before)
    return [table.model_dump(mode="json") for table in released.values()]


def _recomputed(published: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for table in sorted(set(now) - set(published)):
        yield Difference("", table, "table-missing")
    for table in sorted(set(published) - set(now)):
        yield Difference("", table, "table-extra")
    for table in sorted(set(published) & set(now)):
        for group in sorted(set(published[table]) | set(now[table])):
            was, new = published[table].get(group, {}), now[table].get(group, {})
            for column in sorted(set(was) | set(new)):
                if was.get(column) != new.get(column):
                    cell = f"{table}/{group}/{column}"
                    yield Difference("", cell, "recomputed", json.dumps(was.get(column)), json.dumps(new.get(column)))
