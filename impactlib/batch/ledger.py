"""Enters every outcome into the folder, and then into its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from impactlib.batch import pages
from impactlib.batch.apart import origins
from impactlib.batch.folder import SUFFIXES, Folder
from impactlib.batch.inputs import VERSIONS, digest
from impactlib.batch.jobs import Failed, Made, Outcome
from impactlib.batch.manifest import NAME, Entry, Manifest
from impactlib.batch.registration import Source
from impactlib.batch.remove import tidied
from impactlib.batch.todo import Known, Todo


class Ledger:
    """What a run enters, and what came of it (``made``, ``failed``)."""

    def __init__(self, folder: Folder, known: Known, found: Sequence[Todo], source: Source) -> None:
        self._folder = folder
        self._notes = known.notes
        self._todos = {todo.job.slug: todo for todo in found}
        self._origins = origins((todo.job for todo in found), source)
        there = tidied(known.manifest, folder.path)
        self._lost = len(there.sheets) < len(known.manifest.sheets)
        self._manifest = _knowing(known, there, found, source)
        self._changed = self._manifest != known.manifest
        self.made: list[str] = []
        self.failed: list[Failed] = []

    def enter(self, outcome: Outcome) -> None:
        """Put the files in place, then say in the manifest that they belong together."""
        todo = self._todos[outcome.slug]
        entry = self._made(todo, outcome) if isinstance(outcome, Made) else self._failed(todo, outcome)
        self._manifest = self._manifest.having(outcome.slug, entry)
        self._folder.put(NAME, self._manifest.to_bytes())

    def print(self, slugs: Sequence[str]) -> None:
        """Put a PDF beside every page of these sheets that has none."""
        there = [slug for slug in slugs if "html" in self._files(slug)]
        asked = [slug for slug in there if not (self._folder.path / f"{slug}.pdf").is_file()]
        if not asked:
            return
        with import_module("impactlib.sheet.pdf").printer() as printed:
            for slug in asked:
                content = printed(self._folder.path / f"{slug}.html")
                self._folder.put(f"{slug}.pdf", content)
                files = {**self._files(slug), "pdf": digest(content)}
                self._manifest = self._manifest.having(slug, replace(self._manifest.sheets[slug], files=files))
                self._folder.put(NAME, self._manifest.to_bytes())

    def close(self) -> None:
        """Write what is about the run as a whole; untouched where nothing happened."""
        if self._changed:
            self._folder.put(NAME, self._manifest.to_bytes())
        if self.made or self.failed or self._lost or not (self._folder.path / pages.INDEX).is_file():
            pages.write_index(self._folder, self._manifest)
        self._notes.save(self._folder)

    def _files(self, slug: str) -> Mapping[str, str]:
        entry = self._manifest.sheets.get(slug)
        return entry.files if entry else {}

    def _made(self, todo: Todo, made: Made) -> Entry:
        files = {"html": made.html, "json": made.json, "ipynb": made.notebook}
        for suffix in SUFFIXES:
            self._folder.put(f"{made.slug}.{suffix}", files[suffix])
        for old in (pages.FAILED, ".pdf"):
            self._folder.drop(f"{made.slug}{old}")
        hashes = {suffix: digest(file) for suffix, file in files.items()}
        self._notes.made(made, hashes)
        self.made.append(made.slug)
        return replace(self._entry(todo), files=hashes, state=made.state, synthetic=made.synthetic)

    def _failed(self, todo: Todo, failed: Failed) -> Entry:
        """The last good page stays; the manifest says that making it anew failed."""
        self._folder.put(f"{failed.slug}{pages.FAILED}", pages.failed(todo.job, failed))
        self.failed.append(failed)
        before = self._manifest.sheets.get(failed.slug) or self._entry(todo)
        return replace(before, failed={"cell": failed.cell, "error": failed.error, "message": failed.message})

    def _entry(self, todo: Todo) -> Entry:
        job = todo.job
        own = job.params.organisation or self._origins[job.params.municipality].organisation
        return Entry(job.params.report, job.params.privacy, job.public_values(), todo.inputs, organisation=own)


def _knowing(known: Known, manifest: Manifest, found: Sequence[Todo], source: Source) -> Manifest:
    """The manifest with what its hashes stand for; what is up to date is so with them."""
    sheets = manifest.sheets
    same = {todo.job.slug: replace(sheets[todo.job.slug], inputs=todo.inputs) for todo in found if not todo.why}
    parts = source.parts(todo.job for todo in found)
    versions = found[0].inputs[VERSIONS] if found else ""
    return replace(
        manifest,
        sheets={**sheets, **same},
        registrations={**manifest.registrations, **{part.digest: part.files for part in parts.values()}},
        versions={**manifest.versions, versions: known.inputs.versions},
    )
