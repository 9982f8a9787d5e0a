"""The pages of a run that are no sheet: its index, and what stands in the place of a sheet that failed."""

from __future__ import annotations

from impactlib.batch.folder import Folder
from impactlib.batch.jobs import Failed, Job
from impactlib.batch.manifest import Entry, Manifest

INDEX = "index.html"
FAILED = ".failed.html"
DUTCH = "nl"
"""What an index of sheets in several languages speaks."""


def failed(job: Job, failure: Failed) -> bytes:
    """Cell, error and parameters of a sheet that was not made; no data."""
    from impactlib.sheet.index import failed_page  # noqa: PLC0415 - heavy, and seldom needed

    language = job.params.language
    page = failed_page(job.slug, failure.message, job.public_values(), failure.cell, failure.error, language)
    return page.encode()


def write_index(folder: Folder, manifest: Manifest) -> None:
    """Write index.html from the manifest, in the language of its sheets where they share one."""
    from impactlib.sheet.index import IndexEntry, index_page  # noqa: PLC0415 - heavy, and not for a run without changes

    def listed(slug: str, entry: Entry) -> IndexEntry:
        year, municipality, name = slug.split("/")
        return IndexEntry(
            href=slug + (FAILED if entry.failed else ".html"),
            year=int(year),
            municipality=municipality,
            report=name,
            state=entry.state,
            policy=entry.policy,
            synthetic=entry.synthetic,
            failed=bool(entry.failed),
        )

    spoken = {str(entry.parameters.get("language", DUTCH)) for entry in manifest.sheets.values()}
    language = spoken.pop() if len(spoken) == 1 else DUTCH
    entries = [listed(slug, entry) for slug, entry in manifest.sheets.items()]
    folder.put(INDEX, index_page(entries, language).encode())
