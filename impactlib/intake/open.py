"""Open the registration of a sheet, and stop where it cannot carry one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from impactlib.demonstration import WESTERKWARTIER, is_demonstration, write_demos
from impactlib.intake.check import check_registration
from impactlib.intake.meta import META
from impactlib.intake.read import of_organisation, read_checked, read_registration
from impactlib.model import Checked, Finding, ParameterError, Registration, RegistrationError, ReleasedSheet
from impactlib.params import SheetParams, Spec, home, registration_folder, scales, workspace
from impactlib.params.reports import regions

DEMONSTRATION = Path("outputs", ".demo")

OF_ANY_PART = ("trajectories", "contacts", "activities", "satisfaction_responses")
"""Tables of which the rows of a municipality are of its region as well."""

_checked: dict[Path, Checked] = {}
"""Registrations that whoever started this process had checked already."""


def open_registration(spec: Spec) -> Registration:
    """Read the registration that ``source`` names; without one the workspace's, or a demonstration registration.

    A folder without ``registration.yaml`` may hold a registration in a subfolder for each
    municipality: that of the sheet's is read.

    Raises
    ------
    RegistrationError
        The folder or a file in it cannot be read.
    ParameterError
        ``registration-none``: the workspace has none, and is not the demonstration's.
    """
    if spec.params.source:
        return _read(folder_of(Path(spec.params.source), spec.params.municipality), spec.params)
    own = registration_folder()
    if (own / META).is_file() or registrations_in(own):
        return _read(folder_of(own, spec.params.municipality), spec.params)
    here = workspace()
    if here is None or not here.demonstration:
        raise ParameterError("registration-none" if here else "workspace-none")
    folder = home() / DEMONSTRATION
    if not (folder / WESTERKWARTIER).is_dir():
        write_demos(folder)
    return read_registration(folder_of(folder, spec.params.municipality))


def _read(folder: Path, params: SheetParams) -> Registration:
    known = _checked.get(folder)
    if params.organisation or known is None or known.marks != _marks(folder):
        return as_asked(read_registration(folder), params)
    return as_asked(read_checked(folder, known.findings), params)


def as_asked(registration: Registration, params: SheetParams) -> Registration:
    """The registration as a sheet reads it: of the organisation that was chosen, the parts of a region as one place.

    Of a region only what is counted of people and activities counts: what was agreed or asked in one part is not of
    the whole.

    Raises
    ------
    ParameterError
        ``organisation-not-held``: no row names that organisation.
    """
    chosen = of_organisation(registration, params.organisation)
    parts = regions().get(params.municipality)
    return _as_one(chosen, params.municipality, parts) if parts else chosen


def _as_one(registration: Registration, region: str, parts: frozenset[str]) -> Registration:
    typed = {
        name: table.mutate(municipality=table.municipality.isin(sorted(parts)).ifelse(region, table.municipality))
        for name, table in registration.typed.items()
        if name in OF_ANY_PART
    }
    return replace(registration, typed={**registration.typed, **typed}, fetched={})


def remember(checked: Checked) -> None:
    """Let the registrations that this process opens know what the checks said, as long as the files are the same."""
    _checked[checked.folder] = checked


def open_and_check(folder: Path) -> tuple[Registration, Checked]:
    """Read a registration folder and ask every check, for whoever reads it again.

    Raises
    ------
    RegistrationError
        The folder or a file in it cannot be read.
    """
    marks = _marks(folder)
    registration = read_registration(folder)
    findings = check_registration(registration, scales())
    return replace(registration, findings=findings), Checked(folder, marks, findings)


def _marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = ((path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file()) if folder.is_dir() else ()
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)


def folder_of(source: Path, municipality: str) -> Path:
    """The registration of a municipality in a folder of registrations.

    A municipality that has none among the demonstrations gets that of Westerkwartier: it holds
    nothing about another municipality, so every table says that nothing is known.

    Raises
    ------
    RegistrationError
        ``registration-municipality``: the folder holds registrations, and none of this municipality.
    """
    if (source / META).is_file():
        return source
    if (source / municipality / META).is_file():
        return source / municipality
    there = registrations_in(source)
    if is_demonstration(source / WESTERKWARTIER):
        return source / WESTERKWARTIER
    if there:
        raise RegistrationError("registration-municipality", municipality=municipality, allowed=", ".join(there))
    return source


def registrations_in(source: Path) -> tuple[str, ...]:
    """Names of the subfolders that hold a registration, sorted."""
    return tuple(sorted(path.parent.name for path in source.glob(f"*/{META}")))


def sound(registration: Registration, spec: Spec) -> tuple[Finding, ...]:
    """Check the registration, unless that was done before; a warning may stand, an error stops the sheet.

    Returns
    -------
    tuple of Finding
        The warnings.

    Raises
    ------
    RegistrationError
        Says how many errors there are, and where the first one is.
    """
    findings = registration.findings
    if findings is None:
        findings = check_registration(registration, spec.scales)
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        first = errors[0]
        raise RegistrationError(
            "registration-unsound",
            count=sum(max(1, error.count) for error in errors),
            table=first.table,
            column=first.column or "-",
            row=first.rows[0] if first.rows else "-",
            rule=first.rule,
        )
    return findings


def identifiers(registration: Registration) -> frozenset[str]:
    """Every id that stands for a person or their case: none of them may stand in a text."""
    columns = {
        "trajectories": ("trajectory_id", "client_id"),
        "contacts": ("contact_id",),
        "impact_responses": ("respondent_id",),
        "satisfaction_responses": ("response_id",),
        "signals": ("signal_id",),
    }
    found: set[str] = set()
    for name, ids in columns.items():
        if name in registration.typed:
            rows = registration.typed[name].select(*ids).distinct().to_pyarrow()
            found.update(*(rows[column].drop_null().to_pylist() for column in ids))
    return frozenset(found)


def earlier_publications(spec: Spec) -> tuple[ReleasedSheet, ...]:
    """What was published before, from the run folder that ``earlier`` names; none without one.

    Raises
    ------
    RegistrationError
        The folder holds no released tables, or one of its files is not a sheet's JSON.
    """
    if not spec.params.earlier:
        return ()
    folder = Path(spec.params.earlier)
    paths = sorted(folder.glob("*/*/*.json"))
    if not paths:
        raise RegistrationError("earlier-missing", folder=folder.name)
    return tuple(_released(path) for path in paths)


def _released(path: Path) -> ReleasedSheet:
    try:
        return ReleasedSheet.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RegistrationError("earlier-broken", file=path.name) from None
