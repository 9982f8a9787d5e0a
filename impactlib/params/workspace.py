"""Whose workspace this is (``params/workspace.yaml``), and where its registration lies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from impactlib.params.checked import File, validated
from impactlib.params.files import WORKSPACE, home, read_mapping

REGISTRATION = "registration"
"""Folder of a workspace that holds its registration."""

OUTPUTS = "outputs"
"""Folder of a workspace in which its pages come."""

_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]


class Workspace(File):
    """What a workspace says of itself; what is empty is left to the registration.

    ``themes`` empty: every theme there is. ``demonstration``: its registration is invented, and what
    stands in it is on no page of anyone else.
    """

    organisation: str = ""
    municipalities: tuple[_Slug, ...] = ()
    years: tuple[Annotated[int, Field(ge=1900, le=2200)], ...] = ()
    themes: tuple[_Slug, ...] = ()
    demonstration: bool = False


def workspace() -> Workspace | None:
    """The workspace that a command is typed in, or None outside any.

    Raises
    ------
    ParameterError
        Its file holds a key or a value that it cannot.
    """
    path = home() / WORKSPACE
    return validated(Workspace, read_mapping(path), WORKSPACE.as_posix()) if path.is_file() else None


def registration_folder() -> Path:
    """Where the workspace's registration lies, or would."""
    return home() / REGISTRATION
