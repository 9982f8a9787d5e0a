"""The pages of a run that are no sheet: its index, and what stands in the place of a sheet that failed."""

from __future__ import annotations

from impactlib.batch.folder import Folder
from impactlib.batch.jobs import Failed, Job
from impactlib.batch.manifest import Entry, Manifest
from impactlib.sheet.index import IndexEntry, failed_page, index_page

INDEX = "index.html"
FAILED = ".failed.html"


def failed(job: Job, failure: Failed) -> bytes:
    """Cell, error and parameters of a sheet that was not made; no data."""
    return failed_page(
        job.slug, failure.message, job.public_values(), failure.cell, failure.error, job.params.language
    ).encode()


def write_index(folder: Folder, manifest: Manifest) -> None:
    """Write index.html from the manifest."""
    entries = [_listed(slug, entry) for slug, entry in sorted(manifest.sheets.items())]
    folder.put(INDEX, index_page(entries).encode())


def _listed(slug: str, entry: Entry) -> IndexEntry:
    year, municipality, report = slug.split("/")
    return IndexEntry(
        href=slug + (FAILED if entry.failed else ".html"),
        year=int(year),
        municipality=municipality,
        report=report,
        state="voorlopig" if report.startswith("kwartaal") else "concept",
        policy=entry.policy,
        synthetic=not entry.parameters.get("source"),
        failed=bool(entry.failed),
    )
