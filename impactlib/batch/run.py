"""A run: what is up to date stays, what is not is made, and the folder tells the truth at every moment."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from impactlib.batch.apart import refuse_beside_parts, refuse_mixed, refuse_others, refuse_twice
from impactlib.batch.folder import Folder, opened
from impactlib.batch.frozen import refuse_frozen
from impactlib.batch.jobs import EngineName, Failed, Job, Limits, Outcome
from impactlib.batch.ledger import Ledger
from impactlib.batch.pages import INDEX
from impactlib.batch.progress import Progress
from impactlib.batch.registration import Checks, Source, demonstrated, refuse_earlier, source_of
from impactlib.batch.todo import Known, Todo, todos
from impactlib.batch.workers import How, default_engine, outcomes, prepare
from impactlib.params import hint, theme_of


@dataclass(frozen=True)
class Options:
    """How a run goes; nothing here changes what is on a page.

    ``engine`` None is the fastest that this platform knows; ``count`` is how many sheets at once.
    """

    out: Path
    engine: EngineName | None = None
    count: int = 1
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""
    force: bool = False
    pdf: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a run: slugs of sheets, failures, where the index lies, and names that lead nowhere."""

    made: tuple[str, ...]
    up_to_date: tuple[str, ...]
    failed: tuple[Failed, ...]
    index: Path
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, order=True)
class Unknown:
    """A goal or an indicator (``key``: ``goals`` or ``context``) that a theme names and the registration does not know."""

    theme: str
    key: str
    name: str
    hint: str


def compared(jobs: Sequence[Job], options: Options, checks: Checks | None = None) -> tuple[Todo, ...]:
    """Compare every sheet with what the folder holds; nothing is written (``--dry-run``)."""
    refuse_frozen(options.out)
    refuse_earlier(jobs, options.out)
    refuse_mixed(jobs, options.out)
    refuse_beside_parts(jobs, options.out)
    source, known = source_of(jobs, options.out), Known.of(options.out, checks)
    refuse_others(jobs, source, known.manifest, options.out)
    return todos(jobs, source, known, force=options.force)


def run(jobs: Sequence[Job], options: Options, progress: Progress, checks: Checks | None = None) -> Result:
    """Make the sheets that are not up to date.

    Parameters
    ----------
    jobs : sequence of Job
    options : Options
    progress : Progress
    checks : Checks, optional
        What is known of the registration already.

    Raises
    ------
    ParameterError
        The folder holds sheets that these may not stand beside, or replace.
    RegistrationError
        The registration cannot be read, or holds cases under two municipalities.
    SheetError
        The folder cannot be written to.
    """
    if options.pdf:
        import_module("impactlib.sheet.pdf").ready()
    refuse_frozen(options.out)
    source = source_of(jobs, options.out)
    refuse_earlier(jobs, options.out)
    refuse_mixed(jobs, options.out)
    refuse_beside_parts(jobs, options.out)
    with opened(options.out, progress.waiting) as folder:
        known = Known.of(options.out, checks)
        refuse_others(jobs, source, known.manifest, options.out)
        if not jobs[0].params.source:
            source = demonstrated(source, folder, known.inputs, known.notes)
        if not options.scheduler and not _seen(jobs, source, known):
            prepare()  # while this process reads the registration
        found = todos(jobs, source, known, force=options.force)
        ledger = Ledger(folder, known, found, source)
        asked = [known.checks.told(todo.job) for todo in found if todo.why]
        if asked:
            refuse_twice(source)
        progress.start(len(asked), len(found) - len(asked))
        try:
            with closing(_outcomes(asked, options, folder, progress)) as done:
                for outcome in done:
                    ledger.enter(outcome)
                    progress.done(outcome)
        finally:
            progress.end()
        if options.pdf:
            ledger.print([todo.job.slug for todo in found])
        ledger.close()
    return Result(
        made=tuple(sorted(ledger.made)),
        up_to_date=tuple(todo.job.slug for todo in found if not todo.why),
        failed=tuple(sorted(ledger.failed, key=lambda failed: failed.slug)),
        index=options.out / INDEX,
        unknown=tuple(sorted(_unknown(asked, known.checks))),
    )


def _unknown(jobs: Sequence[Job], checks: Checks) -> set[Unknown]:
    """Names in the themes of these sheets that their registration does not know, where it has any."""
    found = set()
    for job in jobs:
        names = checks.names.get(job.checked.folder, {}) if job.checked and job.params.theme else {}
        theme = theme_of(job.params.theme) if names else None
        for key, there in names.items():
            lost = sorted(set(getattr(theme, key)) - set(there))
            found |= {Unknown(job.params.theme, key, name, hint(name, there)) for name in lost}
    return found


def _seen(jobs: Sequence[Job], source: Source, known: Known) -> bool:
    """Whether every registration is one that the folder was made from before."""
    return all(part.digest in known.manifest.registrations for part in source.parts(jobs).values())


def _outcomes(jobs: Sequence[Job], options: Options, folder: Folder, progress: Progress) -> Generator[Outcome]:
    engine = options.engine or default_engine()
    if options.scheduler and jobs:
        from impactlib.batch import cluster  # noqa: PLC0415 - an optional dependency

        return cluster.outcomes(jobs, engine, options.limits, options.scheduler)
    return outcomes(jobs, How(engine, options.count, options.limits, folder.staging), progress.begun)
