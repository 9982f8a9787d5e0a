"""Pages that never stand together, or never replace each other: of two policies, invented and real, of two organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from impactlib.batch.frozen import PUBLISHED
from impactlib.batch.inputs import META
from impactlib.batch.jobs import Job
from impactlib.batch.manifest import NAME, Manifest, around, kinds_of, places_of, policies_of
from impactlib.batch.registration import Source
from impactlib.batch.source import Origin, held, origin_of
from impactlib.batch.variant import INTERN
from impactlib.model import ParameterError, RegistrationError
from impactlib.params import home
from impactlib.params.reports import regions
from impactlib.params.workspace import OUTPUTS


def origins(jobs: Iterable[Job], source: Source) -> Mapping[str, Origin]:
    """Whose registration each municipality's sheets are made from; a demonstration that is still to be made is invented."""
    return {
        name: origin_of(source.path / name if f"{name}/{META}" in part.files else source.path)
        for name, part in source.parts(jobs).items()
    }


def refuse_mixed(jobs: Sequence[Job], out: Path) -> None:
    """Sheets of one policy stand in a folder and all below it: what one hides, another may show.

    Raises
    ------
    ParameterError
        ``policies-mixed``.
    """
    asked, there = {job.params.privacy for job in jobs}, {name for one in around(out) for name in policies_of(one)}
    if len(asked | there) > 1:
        raise ParameterError("policies-mixed", folder=out.name, asked=", ".join(sorted(asked)))


def refuse_beside_parts(jobs: Sequence[Job], out: Path) -> None:
    """A region is never published beside a part of it: what one hides, the other may show, and so may their difference.

    Internal sheets hide nothing. Earlier publications count as what stands in the folder, and so do the runs in the folders
    beside it and in the workspace, whoever names them or not.

    Raises
    ------
    ParameterError
        ``region-beside-part``.
    """
    told = [job for job in jobs if job.params.privacy != INTERN]
    if not told:
        return
    asked = {job.params.municipality for job in told}
    here = dict.fromkeys(asked, out.name)
    for folder in _published(out, {job.params.earlier for job in told} - {""}) if _of_region(asked) else ():
        here = {**dict.fromkeys(places_of(folder), folder.name), **here}
    for region, parts in regions().items():
        beside = here.keys() & _overlapping(region, parts)
        if region in here and beside and ({region} | beside) & asked:
            part = ", ".join(sorted(beside))
            where = next((here[name] for name in sorted({region, *beside}) if name not in asked), out.name)
            raise ParameterError("region-beside-part", folder=where, region=region, part=part)


def _of_region(places: Collection[str]) -> bool:
    """Whether any of these places is a region or in one."""
    return any(name in regions() or any(name in parts for parts in regions().values()) for name in places)


def _overlapping(region: str, parts: frozenset[str]) -> set[str]:
    """The parts of a region, and the regions that share one with it."""
    return {*parts} | {name for name, others in regions().items() if name != region and others & parts}


def _published(out: Path, earlier: Collection[str]) -> list[Path]:
    """Folders with sheets that others may see: in and around a folder, beside it, in the workspace, and those that are named."""
    roots = {out, home() / OUTPUTS, *map(Path, earlier)}
    roots |= {out.absolute().parent} if out.absolute().is_relative_to(home()) else set()
    lists = (path for root in roots for name in (NAME, PUBLISHED) for path in root.glob(f"*/{name}"))
    near = {*around(out), *(path.parent for path in lists), *roots}
    near |= {path.parents[2] for path in out.rglob("[0-9][0-9][0-9][0-9]/*/*.json")}
    return sorted(folder for folder in near if policies_of(folder) != {INTERN})


def refuse_twice(source: Source) -> None:
    """No case counts in two municipalities, also where each has a registration of its own.

    Raises
    ------
    RegistrationError
        ``cases-elsewhere``.
    """
    folders = held(source.path)
    if len(folders) < 2:
        return
    from impactlib.intake.several import cases_elsewhere  # noqa: PLC0415 - heavy, and not for a run without changes

    for found in cases_elsewhere(folders):
        raise RegistrationError("cases-elsewhere", folder=found.folder, count=found.count, row=found.rows[0])


def refuse_others(jobs: Sequence[Job], source: Source, manifest: Manifest, out: Path) -> None:
    """Invented and real figures never share a folder or what lies in it, and no page replaces one of another organisation.

    Raises
    ------
    ParameterError
        ``synthetic-mixed`` or ``page-other``.
    """
    found = origins(jobs, source)
    there = {kind for one in around(out) for kind in kinds_of(one)}
    if len({origin.synthetic for origin in found.values()} | there) > 1:
        raise ParameterError("synthetic-mixed", folder=out.name)
    for job in jobs:
        page = manifest.sheets.get(job.slug)
        own = job.params.organisation or found[job.params.municipality].organisation
        if page and page.files and own and page.organisation not in ("", own):
            raise ParameterError("page-other", folder=out.name, sheet=job.slug, organisation=page.organisation)
