"""Which registration a command is about: one that somebody named, or the workspace's own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from impactlib.batch.inputs import META
from impactlib.model import ParameterError
from impactlib.params import home, read_yaml, registration_folder, workspace
from impactlib.params.files import WORKSPACE
from impactlib.params.workspace import REGISTRATION
from impactlib.process import kept

_APART = Path(".impact")
"""A folder of the workspace that holds no params/: whoever reads from there gets what ships for everyone."""


@dataclass(frozen=True)
class Origin:
    """Whose registration it is, and whether the people in it are invented; empty and true where nothing says it."""

    organisation: str = ""
    synthetic: bool = True


def source_named(given: str) -> str:
    """The registration folder of a command; empty for the demonstration that a run makes itself.

    A workspace stands for its registration.

    Raises
    ------
    ParameterError
        ``workspace-none`` or ``registration-none``: nothing was named, and here is none.
        ``source-missing`` or ``source-file``: what was named is no folder. ``source-empty``: no registration is in it.
    """
    if given:
        folder = named_folder(given)
        of_workspace = (folder / WORKSPACE).is_file()
        if not held(folder / REGISTRATION if of_workspace else folder):
            raise ParameterError("source-empty", folder=folder.name)
        return str(folder / REGISTRATION) if of_workspace else given
    if held(registration_folder()):
        return str(registration_folder())
    own = workspace()
    if own is None:
        raise ParameterError("workspace-none")
    if not own.demonstration:
        raise ParameterError("registration-none")
    return ""


def to_check(given: Path | None) -> list[Path]:
    """The registrations to look at: of what was named, or of the workspace.

    Raises
    ------
    ParameterError
        ``workspace-none`` or ``registration-none``.
    """
    if given is None:
        own = source_named("")
        if not own:
            raise ParameterError("registration-none")
        return held(Path(own))
    folder = given / REGISTRATION if (given / WORKSPACE).is_file() else given
    return held(folder) or [folder]


def named_folder(named: str) -> Path:
    """The folder that somebody named with ``source``.

    Raises
    ------
    ParameterError
        ``source-missing`` or ``source-file``.
    """
    path = Path(named).absolute()
    if path.is_dir():
        return path
    raise (
        ParameterError("source-file", file=path.name)
        if path.is_file()
        else ParameterError("source-missing", folder=path.name)
    )


def held(folder: Path) -> list[Path]:
    """The registrations in a folder: itself, or those in its subfolders, sorted."""
    return [folder] if (folder / META).is_file() else sorted(path.parent for path in folder.glob(f"*/{META}"))


def origin_of(folder: Path) -> Origin:
    """What registration.yaml says of whose it is; what cannot be read is told by whoever reads it."""
    try:
        found = read_yaml(folder / META)
    except ParameterError:
        return Origin()
    said = found if isinstance(found, Mapping) else {}
    return Origin(str(said.get("organisation", "")).strip(), said.get("synthetic") is not False)


def refuse_strange(source: str) -> None:
    """The registration of a workspace is of the organisation that the workspace is of, as far as both say it.

    Raises
    ------
    ParameterError
        ``workspace-organisation``
    """
    own = workspace()
    if not own or not own.organisation or not source or Path(source) != registration_folder():
        return
    for folder in held(Path(source)):
        there = origin_of(folder).organisation
        if stranger(there, real=True):
            raise ParameterError("workspace-organisation", asked=own.organisation, organisation=there)


def stranger(organisation: str, *, real: bool) -> str:
    """Why a page may hold no word of this workspace: it is of the ``demonstration``, or of another ``organisation``.

    Words, goals, areas and style of params/ are of whoever the workspace is of: on a page of anyone else they are not true.
    A workspace that names no organisation, as that of a bureau, is of all.

    Parameters
    ----------
    organisation
        Whose rows count; empty where nothing says it.
    real
        Whether they are of people.

    Returns
    -------
    str
        Empty where the page is of the workspace.
    """
    own = workspace()
    if own is None or own.demonstration:
        return "demonstration" if own and real else ""
    others = (
        own.organisation and organisation and organisation.casefold().split() != own.organisation.casefold().split()
    )
    return "organisation" if others else ""


def leave_words(source: str, whose: str = "") -> str:
    """Read params/ as it ships where the registration is not the workspace's: see ``stranger``.

    Of the workspace's own registration its own organisation counts unless another one is asked for.

    Returns
    -------
    str
        Why, or empty.
    """
    folders = [origin_of(folder) for folder in held(Path(source))] if source else []
    own = bool(source) and Path(source) == registration_folder() and not whose
    found = [stranger("" if own else whose or one.organisation, real=not one.synthetic) for one in folders]
    why = next(filter(None, found), "")
    if why:
        os.environ["IMPACT_HOME"] = _apart()
    return why


@contextmanager
def with_words(organisation: str, *, real: bool) -> Iterator[None]:
    """With the params/ that a page of this organisation is made with; see ``stranger``."""
    with kept("IMPACT_HOME"):
        if stranger(organisation, real=real):
            os.environ["IMPACT_HOME"] = _apart()
        yield


def _apart() -> str:
    return str(home() / _APART)
