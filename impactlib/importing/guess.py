"""A proposal for a source file: which column is what, how sure that is, and what stays over. It never imports."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from impactlib.importing.database import is_url
from impactlib.importing.explain import explained
from impactlib.importing.files import opened
from impactlib.importing.fit import lacking, side_by_side, tables_of
from impactlib.importing.look import Sheet, look, together
from impactlib.importing.proposal import source_file
from impactlib.importing.source import source_path
from impactlib.model import ParameterError, RegistrationError
from impactlib.params.files import shown
from impactlib.text import Texts


def propose(
    files: Sequence[str], name: str, organisation: str, municipality: str, texts: Texts
) -> tuple[int, object, list[str]]:
    """Write a proposal for a source file and explain it.

    Raises
    ------
    ParameterError
        ``import-guess-exists``: the file is there; ``import-guess-nothing``: no sheet looks like a table;
        ``import-guess-beside``: counts by group are not under each other.
    RegistrationError
        A file cannot be read.
    """
    if any(map(is_url, files)):
        raise ParameterError("import-guess-sql")
    path = source_path(name)
    if path.exists():
        raise ParameterError("import-guess-exists", file=shown(path))
    sheets = [sheet for file in files for sheet in _sheets(file)]
    found = [one for sheet in together(sheets) for one in tables_of(sheet)]
    if not found:
        code = "import-guess-beside" if any(map(side_by_side, sheets)) else "import-guess-nothing"
        raise ParameterError(code, file=Path(files[0]).name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "\n".join(source_file(found, name, organisation, municipality, texts)) + "\n", encoding="utf-8", newline="\n"
    )
    tree = [
        {
            "file": one.sheet.file,
            "sheet": one.sheet.name,
            "table": one.table,
            "columns": {key: {"column": match.seen.name, "sure": match.sure} for key, match in one.matched.items()},
        }
        for one in found
    ]
    places = {"organisation": organisation, "municipality": municipality}
    given = {name for name, value in places.items() if value}
    end = [texts.plain("import.guess.written", file=shown(path), source=name, files=shlex.join(files))]
    if lost := list(dict.fromkeys(column for one in found for column in lacking(one, given))):
        end.append(texts.plain("import.guess.first", names=", ".join(lost)))
    return 0, tree, [*explained(found, given, texts), "", *end]


def _sheets(file: str) -> Iterator[Sheet]:
    book = opened(file)
    for name in book.sheets:
        try:
            yield look(book, name)
        except RegistrationError:
            if len(book.sheets) == 1:
                raise
