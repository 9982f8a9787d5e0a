"""A run: what is up to date stays, what is not is made, and the folder tells the truth at every moment."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from impactlib.batch import pages
from impactlib.batch.folder import SUFFIXES, Folder, opened
from impactlib.batch.inputs import REGISTRATION, ROWS, VERSIONS, Inputs, changed, digest
from impactlib.batch.jobs import EngineName, Failed, Job, Limits, Made, Outcome
from impactlib.batch.manifest import NAME, Entry, Manifest, policies_of, read_manifest
from impactlib.batch.notes import Notes
from impactlib.batch.progress import Progress
from impactlib.batch.registration import Source, demonstrated, placed, source_of
from impactlib.batch.workers import How, default_engine, outcomes
from impactlib.model import ParameterError
from impactlib.sheet import pdf

INTERN = "intern"


@dataclass(frozen=True)
class Options:
    """How a run goes; nothing here changes what is on a page."""

    out: Path
    engine: EngineName | None = None
    count: int = 1
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""
    force: bool = False
    pdf: bool = False


@dataclass(frozen=True)
class Todo:
    """One sheet of a run: its inputs, and why it must be made (nothing: it is up to date)."""

    job: Job
    inputs: Mapping[str, str]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What came of a run: slugs of sheets, failures, and where the index lies."""

    made: tuple[str, ...]
    up_to_date: tuple[str, ...]
    failed: tuple[Failed, ...]
    index: Path


@dataclass(frozen=True)
class _Known:
    """What is known when a run begins: of the folder, and of what sheets are made of."""

    manifest: Manifest
    notes: Notes
    inputs: Inputs

    @classmethod
    def of(cls, out: Path) -> _Known:
        return cls(read_manifest(out), Notes(out), Inputs())


def compared(jobs: Sequence[Job], options: Options) -> tuple[Todo, ...]:
    """Compare every sheet with what the folder holds; nothing is written (``--dry-run``)."""
    refuse_mixed(jobs, options.out)
    return _todos(jobs, source_of(jobs, options.out), _Known.of(options.out), options)


def run(jobs: Sequence[Job], options: Options, progress: Progress) -> Result:
    """Make the sheets that are not up to date.

    Raises
    ------
    ParameterError
        The folder holds sheets of a policy that these may not stand beside.
    SheetError
        The folder cannot be written to.
    """
    if options.pdf:
        pdf.ready()
    source = source_of(jobs, options.out)
    refuse_mixed(jobs, options.out)
    with opened(options.out, progress.waiting) as folder:
        known = _Known.of(options.out)
        if not jobs[0].params.source:
            source = demonstrated(source, folder, known.inputs, known.notes)
        found = _todos(jobs, source, known, options)
        ledger = _Ledger(folder, known, found)
        ledger.know(source)
        asked = [todo.job for todo in found if todo.why]
        progress.start(len(asked), len(found) - len(asked))
        with closing(_outcomes(asked, options, folder, progress)) as done:
            for outcome in done:
                ledger.enter(outcome)
                progress.done(outcome)
        if options.pdf:
            ledger.print([todo.job.slug for todo in found])
        ledger.close()
        progress.end()
    return Result(
        made=tuple(sorted(ledger.made)),
        up_to_date=tuple(todo.job.slug for todo in found if not todo.why),
        failed=tuple(sorted(ledger.failed, key=lambda failed: failed.slug)),
        index=options.out / pages.INDEX,
    )


def refuse_mixed(jobs: Sequence[Job], out: Path) -> None:
    """Internal sheets and sheets for others never stand in one folder."""
    asked, there = {job.params.privacy for job in jobs}, policies_of(out)
    if INTERN in asked | there and len(asked | there) > 1:
        raise ParameterError("policies-mixed", folder=out.name, asked=", ".join(sorted(asked)))


def _todos(asked: Sequence[Job], source: Source, known: _Known, options: Options) -> tuple[Todo, ...]:
    jobs = [placed(job, source, options.out) for job in asked]
    inputs = {job.slug: {**known.inputs.of(job), REGISTRATION: source.digest} for job in jobs}
    rows = _rows(jobs, source, known.manifest, inputs)
    found = []
    for job in jobs:
        own = {**inputs[job.slug], ROWS: rows[job.slug]}
        found.append(Todo(job, own, ("force",) if options.force else _why(job.slug, own, known)))
    return tuple(found)


def _rows(
    jobs: Sequence[Job], source: Source, manifest: Manifest, inputs: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    """Hash of the rows that each sheet reads; counted again only when the registration or a sheet changed."""
    if not source.files:
        return dict.fromkeys(inputs, "")
    known = {
        slug: entry.inputs[ROWS]
        for slug, entry in manifest.sheets.items()
        if slug in inputs and {**entry.inputs, ROWS: ""} == {**inputs[slug], ROWS: ""}
    }
    if set(known) == set(inputs):
        return known
    from impactlib.batch.reads import rows_read  # noqa: PLC0415 - heavy, and seldom needed

    return rows_read(jobs, source.path, source.digest)


def _why(slug: str, inputs: Mapping[str, str], known: _Known) -> tuple[str, ...]:
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


def _outcomes(jobs: Sequence[Job], options: Options, folder: Folder, progress: Progress) -> Generator[Outcome]:
    engine = options.engine or default_engine()
    if options.scheduler and jobs:
        from impactlib.batch import cluster  # noqa: PLC0415 - an optional dependency

        return cluster.outcomes(jobs, engine, options.limits, options.scheduler)
    return outcomes(jobs, How(engine, options.count, options.limits, folder.staging), progress.begun)


class _Ledger:
    """Enters every outcome into the folder, and then into its manifest."""

    def __init__(self, folder: Folder, known: _Known, found: Sequence[Todo]) -> None:
        self._folder = folder
        self._known = known
        self._manifest = known.manifest
        self._todos = {todo.job.slug: todo for todo in found}
        self.made: list[str] = []
        self.failed: list[Failed] = []

    def know(self, source: Source) -> None:
        """What the hashes of registration and versions stand for; what is up to date is so with them."""
        same = {todo.job.slug: _entry(todo, self._manifest.sheets[todo.job.slug].files) for todo in self._kept()}
        versions = next((todo.inputs[VERSIONS] for todo in self._todos.values()), "")
        self._manifest = replace(
            self._manifest,
            sheets={**self._manifest.sheets, **same},
            registrations={**self._manifest.registrations, source.digest: source.files},
            versions={**self._manifest.versions, versions: self._known.inputs.versions},
        )

    def enter(self, outcome: Outcome) -> None:
        todo = self._todos[outcome.slug]
        entry = self._made(todo, outcome) if isinstance(outcome, Made) else self._failed(todo, outcome)
        self._manifest = self._manifest.having(outcome.slug, entry)
        self._folder.put(NAME, self._manifest.to_bytes())

    def print(self, slugs: Sequence[str]) -> None:
        """Put a PDF beside every page of these sheets that has none, or an older one."""
        entries = {slug: self._manifest.sheets[slug] for slug in slugs if slug in self._manifest.sheets}
        asked = [slug for slug, entry in entries.items() if "html" in entry.files and "pdf" not in entry.files]
        if not asked:
            return
        with pdf.printer() as printed:
            for slug in asked:
                content = printed(self._folder.path / f"{slug}.html")
                self._folder.put(f"{slug}.pdf", content)
                files = {**entries[slug].files, "pdf": digest(content)}
                self._manifest = self._manifest.having(slug, replace(entries[slug], files=files))

    def close(self) -> None:
        self._folder.put(NAME, self._manifest.to_bytes())
        pages.write_index(self._folder, self._manifest)
        self._known.notes.save(self._folder)

    def _kept(self) -> Iterator[Todo]:
        return (todo for todo in self._todos.values() if not todo.why)

    def _made(self, todo: Todo, made: Made) -> Entry:
        files = {"html": made.html, "json": made.json, "ipynb": made.notebook}
        for suffix in SUFFIXES:
            self._folder.put(f"{made.slug}.{suffix}", files[suffix])
        for old in (pages.FAILED, ".pdf"):
            self._folder.drop(f"{made.slug}{old}")
        self._known.notes.made(made)
        self.made.append(made.slug)
        return _entry(todo, {suffix: digest(file) for suffix, file in files.items()})

    def _failed(self, todo: Todo, failed: Failed) -> Entry:
        """The last good page stays; the manifest says that making it anew failed."""
        self._folder.put(f"{failed.slug}{pages.FAILED}", pages.failed(todo.job, failed))
        self.failed.append(failed)
        before = self._manifest.sheets.get(failed.slug) or _entry(todo, {})
        return replace(before, failed={"cell": failed.cell, "error": failed.error, "message": failed.message})


def _entry(todo: Todo, files: Mapping[str, str]) -> Entry:
    job = todo.job
    return Entry(job.params.report, job.params.privacy, job.public_values(), todo.inputs, files)
