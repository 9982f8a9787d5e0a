"""What the registration of a run holds: read only when it decides what is made, and remembered beside the pages."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from impactlib.batch.inputs import META, digest_of
from impactlib.batch.jobs import DEMO
from impactlib.batch.notes import Known, Notes
from impactlib.batch.registration import Checks
from impactlib.batch.source import named_folder
from impactlib.model import Registration
from impactlib.params import spec_of
from impactlib.params.reports import regions

_ANY = "jaarrapportage"
"""A report without a theme."""


class Holdings:
    """The municipalities of a registration, and the years that a row of theirs touches.

    Parameters
    ----------
    source : str
        The registration that somebody named; empty for the demonstration.
    out : pathlib.Path
        The run's folder; nothing is written there.
    checks : Checks
        Opens the registration, and keeps it for whoever reads it next.
    organisation : str
        Whose rows count; empty for the registration's own.
    """

    def __init__(self, source: str, out: Path, checks: Checks, organisation: str = "") -> None:
        self.named = bool(source)
        self._folder = named_folder(source) if source else (out / DEMO).absolute()
        self._checks = checks
        self._organisation = organisation
        checks.held = Notes(out).held

    def municipalities(self) -> tuple[str, ...]:
        """Those that a sheet can be made of, sorted."""
        if not self.named:
            from impactlib.demonstration import MUNICIPALITIES  # noqa: PLC0415 - heavy, and seldom needed

            return tuple(sorted(MUNICIPALITIES))
        if (self._folder / META).is_file():
            held = set(self._of(self._folder))
            return tuple(sorted(held | {name for name, parts in regions().items() if parts <= held}))
        return tuple(sorted(path.parent.name for path in self._folder.glob(f"*/{META}")))

    def years(self, municipality: str) -> tuple[int, ...]:
        """Years that the municipality's rows touch; none where no row of it has a date."""
        if municipality in regions():
            return tuple(sorted({year for part in regions()[municipality] for year in self.years(part)}))
        folder = self._folder_of(municipality)
        if self.named or folder.is_dir():
            return tuple(self._of(folder).get(municipality, ()))
        from impactlib.demonstration import write_demo  # noqa: PLC0415 - heavy, and seldom needed

        with tempfile.TemporaryDirectory() as place:
            return tuple(self._of(write_demo(Path(place) / municipality, municipality)).get(municipality, ()))

    def whole_years(self, municipality: str) -> tuple[int, ...]:
        """Those in which closings are on record, from the first to that of the export or the one before."""
        if municipality in regions():
            parts = [set(self.whole_years(part)) for part in regions()[municipality]]
            return tuple(sorted(set.intersection(*parts)))
        first, last = self._known(self._folder_of(municipality))[2].get(municipality, (0, 0))
        return tuple(year for year in self.years(municipality) if first <= year <= last)

    def _folder_of(self, municipality: str) -> Path:
        return self._folder if (self._folder / META).is_file() else self._folder / municipality

    def _of(self, folder: Path) -> Mapping[str, list[int]]:
        return self._known(folder)[1]

    def _known(self, folder: Path) -> Known:
        files = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())]
        mark = digest_of([*files, self._organisation])
        known = self._checks.held.get(folder.name)
        if known is None or known[0] != mark:
            known = self._checks.held[folder.name] = _read(mark, self._checks.kept(folder), self._organisation)
        return known


def _read(mark: str, registration: Registration, organisation: str) -> Known:
    from impactlib.intake.held import held  # noqa: PLC0415 - heavy, and not for a run without changes
    from impactlib.intake.read import of_organisation  # noqa: PLC0415 - heavy
    from impactlib.measures.lengths import recorded_since, recorded_until  # noqa: PLC0415 - heavy

    registration = of_organisation(registration, organisation)
    years, last = held(registration), registration.meta.extraction_date.year
    specs = {place: spec_of({"year": last, "municipality": place, "report": _ANY}) for place in years}
    since = {place: recorded_since(registration, spec) for place, spec in specs.items()}
    until = {place: recorded_until(registration, spec) for place, spec in specs.items()}
    return mark, years, {place: (first.year if first else 0, until[place]) for place, first in since.items()}
