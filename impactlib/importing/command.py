"""What ``impact import`` does with what was typed: a proposal, or an import, each in words and as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from impactlib.importing import report
from impactlib.importing.database import is_url
from impactlib.importing.outcome import Outcome
from impactlib.importing.run import Asked, run_import
from impactlib.importing.source import Source, check_needed, source_of
from impactlib.importing.state import FOLDER
from impactlib.intake.labels import place_of
from impactlib.model import ParameterError, RegistrationError
from impactlib.params import registration_folder, workspace
from impactlib.params.files import shown
from impactlib.params.places import slug_of
from impactlib.text import Texts

Said = tuple[int, object, list[str]]
"""Exit code, plain values, and lines."""

UNREADABLE = 2


@dataclass(frozen=True)
class Given:
    """What was typed."""

    files: tuple[str, ...]
    source: str = ""
    out: Path | None = None
    organisation: str = ""
    municipality: str = ""
    date: str = ""
    replace: bool = False
    show_values: bool = False

    @property
    def folder(self) -> Path:
        """The registration folder that is made or added to."""
        return self.out or registration_folder()

    @property
    def name(self) -> str:
        """The name of the source file: as given, or that of the file.

        Raises
        ------
        ParameterError
            ``import-no-files``.
        """
        if self.source:
            return slug_of(self.source)
        if not self.files:
            raise ParameterError("import-no-files")
        return slug_of("database" if is_url(self.files[0]) else Path(self.files[0]).stem)


def imported(given: Given, texts: Texts) -> Said:
    """Import; 0 when every row is accounted for without a rejection, 1 with rejections, 2 when nothing came in."""
    if not given.files:
        raise ParameterError("import-no-files")
    whose = workspace()
    if given.out is None and whose and whose.demonstration:
        raise ParameterError("import-demonstration")
    source = _completed(source_of(given.name), given)
    check_needed(source)
    asked = Asked(given.files, given.name, given.folder, _day(given.date), given.replace, given.show_values)
    try:
        outcome = _within_memory(asked, source, texts)
    except RegistrationError as error:
        return UNREADABLE, {"code": error.code, "message": texts.error(error)}, [texts.error(error)]
    lines = report.as_lines(outcome, texts)
    if outcome.written:
        folder = given.folder.absolute()
        lines.append(texts.plain("import.written", folder=shown(folder), report=shown(folder / FOLDER)))
        lines += [texts.plain("import.next")] if given.out is None else []
    code = UNREADABLE if not outcome.written else int(outcome.rejected > 0)
    return code, report.as_json(outcome, texts), lines


def _within_memory(asked: Asked, source: Source, texts: Texts) -> Outcome:
    """The import; RegistrationError ``import-memory`` where it does not fit."""
    try:
        return run_import(asked, source, texts)
    except (MemoryError, duckdb.OutOfMemoryException):
        raise RegistrationError("import-memory") from None


def guessed(given: Given, texts: Texts) -> Said:
    """Propose a source file; nothing is imported."""
    from impactlib.importing.guess import propose  # noqa: PLC0415 - only here

    if not given.files:
        raise ParameterError("import-no-files")
    whose = workspace()
    organisation = given.organisation or (whose.organisation if whose else "")
    return propose(given.files, given.name, organisation, _place(given), texts)


def _completed(source: Source, given: Given) -> Source:
    """The source with what was typed, and with what the workspace says where the source is silent."""
    whose = workspace()
    organisation = given.organisation or source.organisation or (whose.organisation if whose else "")
    municipality = place_of(given.municipality or source.municipality) or _only(whose.municipalities if whose else ())
    return source.model_copy(update={"organisation": organisation, "municipality": municipality})


def _place(given: Given) -> str:
    whose = workspace()
    return place_of(given.municipality) or _only(whose.municipalities if whose else ())


def _only(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ParameterError("import-date") from None
