"""The registration of a run: named by the user, or the demonstration made inside the folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from impactlib.batch.folder import Folder
from impactlib.batch.inputs import META, Inputs, digest_of, files_of
from impactlib.batch.jobs import DEMO, Job
from impactlib.batch.notes import Known, Notes
from impactlib.batch.source import named_folder
from impactlib.model import Checked, ParameterError, Registration
from impactlib.params import hint


@dataclass(frozen=True)
class Source:
    """A registration folder by content; without files where it is still to be made."""

    path: Path
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest_of(self.files) if self.files else ""

    def parts(self, jobs: Iterable[Job]) -> dict[str, Source]:
        """By municipality, what its sheets can read: its own registration, or all where it has none."""
        return {name: self._part(f"{name}/") for name in {job.params.municipality for job in jobs}}

    def _part(self, own: str) -> Source:
        if f"{own}{META}" not in self.files:
            return self
        return replace(self, files={name: found for name, found in self.files.items() if name.startswith(own)})


class Checks:
    """What the checks say of the registrations of a run, each asked once for all its sheets."""

    def __init__(self) -> None:
        self._known: dict[Path, Checked] = {}
        self._kept: dict[Path, Registration] = {}
        self.held: dict[str, Known] = {}
        self.names: dict[Path, dict[str, tuple[str, ...]]] = {}

    def opened(self, folder: Path) -> Registration:
        """The registration, read and checked now, or kept since that was done.

        Raises
        ------
        RegistrationError
            The folder or a file in it cannot be read.
        """
        registration = self._kept.pop(folder, None)
        if registration is not None:
            return registration
        from impactlib.intake.held import names  # noqa: PLC0415 - heavy, and not for a run without changes
        from impactlib.intake.open import open_and_check  # noqa: PLC0415

        registration, self._known[folder] = open_and_check(folder)
        self.names[folder] = names(registration)
        return registration

    def kept(self, folder: Path) -> Registration:
        """The registration, which whoever opens it next gets without reading it again."""
        self._kept[folder] = self.opened(folder)
        return self._kept[folder]

    def told(self, job: Job) -> Job:
        """The job with what the checks say of its registration."""
        from impactlib.intake.open import folder_of  # noqa: PLC0415 - heavy, and not for a run without changes

        folder = folder_of(Path(job.params.source), job.params.municipality)
        if folder not in self._known:
            self.opened(folder)
        return replace(job, checked=self._known[folder])


def source_of(jobs: Sequence[Job], out: Path) -> Source:
    """The registration the jobs ask for, as it is now; nothing is written.

    Raises
    ------
    ParameterError
        The folder that ``source`` names does not exist, or holds a registration for each municipality
        and none for one of these.
    """
    named = jobs[0].params.source
    path = named_folder(named) if named else (out / DEMO).absolute()
    if not path.is_dir():
        return Source(path)
    source = Source(path, files_of(path))
    if named and META not in source.files:
        there = sorted({name.removesuffix(f"/{META}") for name in source.files if name.endswith(f"/{META}")})
        for municipality in sorted({job.params.municipality for job in jobs} - set(there)) if there else ():
            near, allowed = hint(municipality, there), ", ".join(there)
            raise ParameterError("municipality-not-held", municipality=municipality, allowed=allowed, hint=near)
    return source


def demonstrated(source: Source, folder: Folder, inputs: Inputs, notes: Notes) -> Source:
    """The demonstration registration, made again when it is not what the library would make now."""
    made_of = inputs.demonstration()
    if source.files and notes.demonstration == [made_of, source.digest]:
        return source
    from impactlib.demonstration import write_demos  # noqa: PLC0415 - heavy, and seldom needed

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
        if Path(earlier).is_file():
            raise ParameterError("with-file", file=Path(earlier).name)
        if not Path(earlier).is_dir():
            raise ParameterError("with-missing", folder=Path(earlier).name)
        if Path(earlier).resolve() == out.resolve():
            raise ParameterError("with-out")


def placed(job: Job, source: Source) -> Job:
    """The job with the folders it reads as this machine knows them."""
    earlier = job.params.earlier and str(Path(job.params.earlier).absolute())
    return replace(job, params=job.params.model_copy(update={"source": str(source.path), "earlier": earlier}))
