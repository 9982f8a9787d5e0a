"""The registration of a run: named by the user, or the demonstration made inside the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from impactlib.batch.folder import Folder
from impactlib.batch.inputs import Inputs, digest_of, files_of
from impactlib.batch.jobs import DEMO, Job
from impactlib.batch.notes import Notes
from impactlib.model import ParameterError


@dataclass(frozen=True)
class Source:
    """A registration folder by content; without files where it is still to be made."""

    path: Path
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest_of(self.files) if self.files else ""


def source_of(jobs: Sequence[Job], out: Path) -> Source:
    """The registration the jobs ask for, as it is now; nothing is written.

    Raises
    ------
    ParameterError
        The folder that ``source`` names does not exist.
    """
    named = jobs[0].params.source
    path = Path(named).absolute() if named else (out / DEMO).absolute()
    if path.is_dir():
        return Source(path, files_of(path))
    if named:
        raise ParameterError("source-missing", folder=path.name)
    return Source(path)


def demonstrated(source: Source, folder: Folder, inputs: Inputs, notes: Notes) -> Source:
    """The demonstration registration, made again when it is not what the library would make now."""
    made_of = inputs.demonstration()
    if source.files and notes.demonstration == [made_of, source.digest]:
        return source
    from impactlib.intake.demo import write_demos  # noqa: PLC0415 - heavy, and seldom needed

    with folder.telling():
        write_demos(source.path)
    fresh = Source(source.path, files_of(source.path))
    notes.demonstration = [made_of, fresh.digest]
    return fresh


def refuse_earlier(jobs: Sequence[Job], out: Path) -> None:
    """Earlier publications must be there, and not be those that this run replaces.

    Raises
    ------
    ParameterError
    """
    for earlier in sorted({job.params.earlier for job in jobs} - {""}):
        if not Path(earlier).is_dir():
            raise ParameterError("with-missing", folder=Path(earlier).name)
        if Path(earlier).resolve() == out.resolve():
            raise ParameterError("with-out")


def placed(job: Job, source: Source) -> Job:
    """The job with the folders it reads as this machine knows them."""
    earlier = job.params.earlier and str(Path(job.params.earlier).absolute())
    return replace(job, params=job.params.model_copy(update={"source": str(source.path), "earlier": earlier}))
