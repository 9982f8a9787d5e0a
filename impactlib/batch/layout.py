"""New folders: a workspace of one's own, and the demonstration's; whole or not at all."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from impactlib.batch.folder import telling
from impactlib.model import ImpactError, ParameterError, RegistrationError
from impactlib.params import theme_of
from impactlib.params.files import WORKSPACE, carried
from impactlib.params.places import slug_of
from impactlib.params.workspace import OUTPUTS, REGISTRATION, Workspace
from impactlib.text import Texts

FOLDERS = ("params", "notebooks", REGISTRATION, OUTPUTS)
_SKELETON = "cli.skeleton.workspace"
_OWN = [OUTPUTS, ".impact", ".cache", "__pycache__", ".ipynb_checkpoints"]
"""What a run leaves in a workspace."""


@dataclass(frozen=True)
class Answers:
    """What is asked of whoever begins a workspace; what is empty is left to the registration.

    ``municipalities`` by any spelling; the workspace gets their slugs.
    """

    organisation: str
    municipalities: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()


def init(folder: Path, answers: Answers, texts: Texts) -> Path:
    """Lay out a workspace: params/, notebooks/, registration/, outputs/, a README and a .gitignore.

    Raises
    ------
    ParameterError
        ``init-target``: something stands there already. ``init-organisation``: no name was given.
        ``municipality-slip``: a municipality that nobody knows, and one is much like it. ``theme-unknown``.
    SheetError
        Nothing can be written there.
    """
    if not answers.organisation.strip():
        raise ParameterError("init-organisation")
    for theme in answers.themes:
        theme_of(theme)
    own = Workspace(
        organisation=" ".join(answers.organisation.split()),
        municipalities=tuple(dict.fromkeys(map(_municipality, answers.municipalities))),
        years=tuple(sorted(set(answers.years))),
        themes=tuple(dict.fromkeys(answers.themes)),
    )
    return _placed(
        folder, ParameterError("init-target", folder=folder.absolute().name), lambda fresh: _fill(fresh, own, texts)
    )


def demonstrate(folder: Path, texts: Texts) -> Path:
    """Write the demonstration as a complete workspace; where it stands unchanged it stays as it is.

    Raises
    ------
    RegistrationError
        ``demo-target``: something else stands there.
    SheetError
        Nothing can be written there.
    """
    return _placed(
        folder,
        RegistrationError("demo-target", folder=folder.absolute().name),
        lambda fresh: _demonstration(fresh, texts),
    )


def _municipality(name: str) -> str:
    from impactlib.intake.known import known_names, nearest  # noqa: PLC0415 - heavy, and seldom needed

    slug, known = slug_of(name), known_names().municipalities
    near = nearest(name, known)
    if not slug or (slug not in known and near):
        raise ParameterError("municipality-slip", municipality=name, hint=near or "-")
    return slug


def _fill(fresh: Path, own: Workspace, texts: Texts) -> None:
    for name in FOLDERS:
        (fresh / name).mkdir(parents=True)
    says = {key: _yaml(value) for key, value in own.model_dump(exclude={"demonstration"}, mode="json").items()}
    _write(fresh / WORKSPACE, texts.plain(f"{_SKELETON}.params", **says))
    _write(fresh / "params" / "style.yaml", texts.plain(f"{_SKELETON}.style", **says))
    _write(fresh / "README.md", texts.plain(f"{_SKELETON}.readme", organisation=own.organisation))
    _write(fresh / ".gitignore", texts.plain(f"{_SKELETON}.gitignore"))


def _demonstration(fresh: Path, texts: Texts) -> None:
    from impactlib.demonstration import write_demos  # noqa: PLC0415 - heavy, and seldom needed

    for name in ("params", "data", "notebooks"):
        shutil.copytree(carried(name), fresh / name, ignore=shutil.ignore_patterns(".*", "trace.csv"))
    write_demos(fresh / REGISTRATION)
    (fresh / OUTPUTS).mkdir()
    _write(fresh / "README.md", texts.plain(f"{_SKELETON}.demonstration"))
    _write(fresh / ".gitignore", texts.plain(f"{_SKELETON}.gitignore"))


def _yaml(value: object) -> str:
    """A value on one line, as YAML reads it back."""
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6)
    return written.removesuffix("...\n").strip()


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _placed(folder: Path, refusal: ImpactError, fill: Callable[[Path], None]) -> Path:
    """Fill a folder beside the place, then move it in; nothing that stands there is lost."""
    place = folder.absolute()
    with telling(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".impact-", dir=place.parent) as staging:
            fill(Path(staging))
            there = place.exists() and (not place.is_dir() or any(place.iterdir()))
            if there and not (place.is_dir() and _same(Path(staging), place)):
                raise refusal
            place.mkdir(exist_ok=True)
            for path in () if there else sorted(Path(staging).iterdir()):
                path.rename(place / path.name)
    return folder


def _same(fresh: Path, there: Path) -> bool:
    """Whether a folder holds what would be written, apart from what a run leaves in it."""
    found = filecmp.dircmp(fresh, there, ignore=_OWN, hide=[])
    if found.left_only or found.right_only or found.funny_files:
        return False
    _, differ, lost = filecmp.cmpfiles(fresh, there, found.common_files, shallow=False)
    return not differ and not lost and all(_same(fresh / name, there / name) for name in found.common_dirs)


def asked(answer: Callable[[str], str], texts: Texts, given: Answers) -> Answers:
    """The answers, those that were not given asked one by one."""

    def several(key: str, have: Sequence[object]) -> tuple[str, ...]:
        words = ",".join(map(str, have)) if have else answer(texts.plain(f"cli.ask.{key}"))
        return tuple(word.strip() for word in words.split(",") if word.strip())

    years = several("years", given.years)
    for year in years:
        if not year.isdigit():
            raise ParameterError("parameter-number", key="year", value=year)
    return Answers(
        given.organisation or answer(texts.plain("cli.ask.organisation")),
        several("municipalities", given.municipalities),
        tuple(map(int, years)),
        several("themes", given.themes),
    )
