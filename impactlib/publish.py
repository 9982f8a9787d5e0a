"""From a definitive sheet to a publication: through every gate, signed, in a folder that no run touches."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from impactlib.audit import audit
from impactlib.batch.frozen import PUBLISHED
from impactlib.batch.manifest import NAME, read_manifest
from impactlib.batch.pagecells import tables_of
from impactlib.batch.verify import verify
from impactlib.model import ParameterError, SheetError
from impactlib.params.files import write_whole
from impactlib.text import Texts

OLD = "versies"
"""Folder of the versions that a newer one replaced, inside the publications."""

DEFINITIVE = "definitief"


@dataclass(frozen=True)
class Version:
    """One version of a published sheet.

    Attributes
    ----------
    sheet : str
        ``year/municipality/theme``.
    number : int
        From 1.
    by : str
        Who signed.
    on : str
        The day, as ISO date.
    files : dict of str to str
        Suffix to SHA-256 of what was published.
    changed : tuple of str
        Numbers (``table/group/column``) that differ from the version before.
    withdrawn : str
        Why it was withdrawn; empty while it stands.
    """

    sheet: str
    number: int
    by: str
    on: str
    files: dict[str, str]
    changed: tuple[str, ...] = ()
    withdrawn: str = ""


def publish(run: Path, sheet: str, to: Path, by: str, source: Path | None = None) -> Version:
    """Publish a sheet of a run; a sheet that was published before becomes a new version.

    Parameters
    ----------
    run : Path
        Folder of the run that made it.
    sheet : str
    to : Path
        Folder of publications; no run writes there.
    by : str
        Who signs for it.
    source : Path, optional
        The registration, to compute every number again.

    Raises
    ------
    ParameterError
        ``publish-missing``: the run has no such sheet; ``publish-inside``: ``to`` lies among pages of a run;
        ``publish-unsigned``: nobody signs.
    SheetError
        ``publish-refused`` names every gate that it does not pass; ``publish-same``: it was published already.
    """
    entry = read_manifest(run).sheets.get(sheet)
    if entry is None or not entry.files:
        raise ParameterError("publish-missing", sheet=sheet, folder=run.name)
    if any((folder / NAME).exists() for folder in (to.resolve(), *to.resolve().parents)):
        raise ParameterError("publish-inside", folder=to.name)
    if not by.strip():
        raise ParameterError("publish-unsigned")
    texts = Texts.load("nl")
    failed = [texts.plain(f"publish.{gate}", count=count) for gate, count in _gates(run, sheet, entry.state, source)]
    if failed:
        raise SheetError("publish-refused", sheet=sheet, reasons=" ".join(failed))
    versions = published(to)
    earlier = [one for one in versions if one.sheet == sheet]
    contents = {suffix: (run / f"{sheet}.{suffix}").read_text(encoding="utf-8") for suffix in ("html", "json", "ipynb")}
    hashes = {suffix: hashlib.sha256(content.encode()).hexdigest() for suffix, content in contents.items()}
    if earlier and not earlier[-1].withdrawn and earlier[-1].files == hashes:
        raise SheetError("publish-same", sheet=sheet, number=earlier[-1].number)
    changed = _changed(to / f"{sheet}.json", contents["json"]) if earlier else ()
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    version = Version(sheet, len(earlier) + 1, by.strip(), today, hashes, changed)
    if earlier:
        _aside(to, earlier[-1])
    for suffix, content in contents.items():
        write_whole(to / f"{sheet}.{suffix}", content)
    _write(to, [*versions, version])
    return version


def withdraw(to: Path, sheet: str, why: str) -> Version:
    """Withdraw what stands of a sheet: its page goes, its numbers stay, for what was told is known.

    Raises
    ------
    ParameterError
        ``publish-missing``: nothing of it stands.
    """
    versions = published(to)
    standing = [one for one in versions if one.sheet == sheet and not one.withdrawn]
    if not standing or not why.strip():
        raise ParameterError("publish-missing", sheet=sheet, folder=to.name)
    gone = replace(standing[-1], withdrawn=why.strip())
    for suffix in ("html", "ipynb"):
        (to / f"{sheet}.{suffix}").unlink(missing_ok=True)
    _write(to, [gone if one == standing[-1] else one for one in versions])
    return gone


def published(to: Path) -> list[Version]:
    """Every version that was published in a folder, in order; none where there is no list.

    Raises
    ------
    ParameterError
        ``publish-list``: the list cannot be read.
    """
    path = to / PUBLISHED
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [Version(**{**one, "changed": tuple(one["changed"])}) for one in found]
    except (OSError, ValueError, KeyError, TypeError):
        raise ParameterError("publish-list", file=PUBLISHED) from None


def _gates(run: Path, sheet: str, state: str, source: Path | None) -> Iterator[tuple[str, int]]:
    """The gates that a sheet does not pass, each with how often."""
    if state != DEFINITIVE:
        yield "state", 1
    _, differences = verify(run, source)
    wrong = sum(one.file.startswith(f"{sheet}.") for one in differences)
    if wrong:
        yield "verify", wrong
    weak = len(audit(run))
    if weak:
        yield "audit", weak


def _changed(before: Path, now: str) -> tuple[str, ...]:
    """The cells of two JSON files that differ."""
    if not before.is_file():
        return ()
    old, new = (tables_of(json.loads(text)) for text in (before.read_text(encoding="utf-8"), now))
    return tuple(
        f"{table}/{group}/{column}"
        for table in sorted({*old, *new})
        for group in sorted({*old.get(table, {}), *new.get(table, {})})
        for column in sorted({*old.get(table, {}).get(group, {}), *new.get(table, {}).get(group, {})})
        if old.get(table, {}).get(group, {}).get(column) != new.get(table, {}).get(group, {}).get(column)
    )


def _aside(to: Path, version: Version) -> None:
    """Keep the version that is replaced, beside those that stand."""
    for suffix in version.files:
        path = to / f"{version.sheet}.{suffix}"
        if path.is_file():
            kept = to / OLD / f"{version.sheet}-v{version.number}.{suffix}"
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.replace(kept)


def _write(to: Path, versions: Sequence[Version]) -> None:
    text = json.dumps([asdict(one) for one in versions], ensure_ascii=False, indent=1)
    write_whole(to / PUBLISHED, f"{text}\n")
