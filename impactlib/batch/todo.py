"""What is up to date and what must be made: every sheet compared with what the folder holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from impactlib.batch.folder import SUFFIXES
from impactlib.batch.inputs import REGISTRATION, ROWS, Inputs, changed
from impactlib.batch.jobs import Job
from impactlib.batch.manifest import Manifest, read_manifest
from impactlib.batch.notes import Notes
from impactlib.batch.registration import Checks, Source, placed

Hashes = Mapping[str, str]


@dataclass(frozen=True)
class Todo:
    """One sheet of a run: its inputs, and why it must be made (nothing: it is up to date)."""

    job: Job
    inputs: Hashes
    why: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What is known when a run begins: of the folder, and of what sheets are made of."""

    manifest: Manifest
    notes: Notes
    inputs: Inputs
    checks: Checks = field(default_factory=Checks)

    @classmethod
    def of(cls, out: Path, checks: Checks | None = None) -> Known:
        found = cls(read_manifest(out), Notes(out), Inputs(), checks or Checks())
        found.notes.held |= found.checks.held
        return found


def todos(asked: Sequence[Job], source: Source, known: Known, *, force: bool) -> tuple[Todo, ...]:
    """Compare the sheets that are asked for with what is known of the folder.

    Raises
    ------
    RegistrationError
        The registration cannot be read.
    """
    jobs = [placed(job, source) for job in asked]
    parts = {name: part.digest for name, part in source.parts(jobs).items()}
    inputs = {job.slug: {**known.inputs.of(job), REGISTRATION: parts[job.params.municipality]} for job in jobs}
    rows = _rows(jobs, source, known, inputs)
    found = []
    for job in jobs:
        own = {**inputs[job.slug], ROWS: rows[job.slug]}
        found.append(Todo(job, own, ("force",) if force else _why(job.slug, own, known)))
    return tuple(found)


def _rows(jobs: Sequence[Job], source: Source, known: Known, inputs: Mapping[str, Hashes]) -> Hashes:
    """Hash of the rows that each sheet reads; counted again only where its registration or the sheet changed."""
    if not source.files:
        return dict.fromkeys(inputs, "")
    counted = {
        slug: entry.inputs[ROWS]
        for slug, entry in known.manifest.sheets.items()
        if slug in inputs and {**entry.inputs, ROWS: ""} == {**inputs[slug], ROWS: ""}
    }
    changed_since = [job for job in jobs if job.slug not in counted]
    if not changed_since:
        return counted
    from impactlib.batch.reads import rows_read  # noqa: PLC0415 - heavy, and seldom needed

    return {**counted, **rows_read(changed_since, source.path, known.checks)}


def _why(slug: str, inputs: Hashes, known: Known) -> tuple[str, ...]:
    entry = known.manifest.sheets.get(slug)
    if entry is None:
        return ("new",)
    if entry.failed:
        return ("failed",)
    differ = changed(entry.inputs, inputs)
    if differ:
        return differ
    whole = all(known.notes.holds(slug, suffix, entry.files.get(suffix, "")) for suffix in SUFFIXES)
    return () if whole else ("files",)
