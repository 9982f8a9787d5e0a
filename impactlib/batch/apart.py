"""Pages that never stand together, or never replace each other: of two policies, invented and real, of two organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from impactlib.batch.inputs import META
from impactlib.batch.jobs import Job
from impactlib.batch.manifest import Manifest, around, kinds_of, places_of, policies_of
from impactlib.batch.registration import Source
from impactlib.batch.source import Origin, origin_of
from impactlib.batch.variant import INTERN
from impactlib.model import ParameterError
from impactlib.params.reports import regions


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

    Internal sheets hide nothing. Earlier publications count as what stands in the folder.

    Raises
    ------
    ParameterError
        ``region-beside-part``.
    """
    told = [job for job in jobs if job.params.privacy != INTERN]
    if not told:
        return
    folders = {*around(out), *(Path(job.params.earlier) for job in told if job.params.earlier)}
    places = {job.params.municipality for job in told} | {name for one in folders for name in places_of(one)}
    for region, parts in regions().items():
        beside = places & (parts | {name for name, others in regions().items() if name != region and others & parts})
        if region in places and beside:
            raise ParameterError("region-beside-part", folder=out.name, region=region, part=", ".join(sorted(beside)))


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
