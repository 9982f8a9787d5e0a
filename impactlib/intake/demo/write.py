"""Writes the demonstration registration: all of it or nothing, the same bytes every time."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from impactlib.intake.demo.cases import Case, cases, number
from impactlib.intake.demo.collective import impact_responses, meetings, reach_2021
from impactlib.intake.demo.contacts import contacts, satisfaction_2021, signals
from impactlib.intake.demo.draw import Draw
from impactlib.intake.demo.quotas import EXTRACTION, NONE
from impactlib.intake.demo.scores import scores
from impactlib.model import TABLES, RegistrationError
from impactlib.params import home, read_yaml

ORGANISATION = "Sociaal Werk De Schans"
MUNICIPALITY = "westerkwartier"
PLACE = {"organisation": ORGANISATION, "municipality": MUNICIPALITY}
SYSTEM = "demonstratie"
META = "registration.yaml"
SEED = 2020

Line = Mapping[str, object]


def write_demo(folder: Path) -> Path:
    """Write the demonstration registration of Westerkwartier, years 2020 and 2021.

    The folder holds every canonical table that is known as CSV, and ``registration.yaml`` with
    ``synthetic: true``. An older demonstration in the same place is replaced; anything else
    stays as it is.

    Parameters
    ----------
    folder : pathlib.Path
        Where the registration comes to stand; made when it does not exist.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    RegistrationError
        ``demo-target``: the folder holds something that is not a demonstration.
        ``demo-unwritable``: nothing can be written there.

    Notes
    -----
    Source of the shape: Onderzoek Basisondersteuning Westerkwartier 2020 (docs/demonstration.md).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     demo = write_demo(Path(place) / "demo")
    ...     (demo / "trajectories.csv").is_file()
    True
    """
    place = folder.resolve()
    try:
        if not _may_replace(place):
            raise RegistrationError("demo-target", folder=place.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        _swap(place)
    except OSError:
        raise RegistrationError("demo-unwritable", folder=place.name) from None
    return folder


def _swap(place: Path) -> None:
    """Fill a folder beside the place, then put it there in one move."""
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=place.parent) as staging:
        fresh = Path(staging) / "new"
        _fill(fresh)
        if place.exists():
            place.rename(Path(staging) / "old")
        fresh.rename(place)


def _may_replace(folder: Path) -> bool:
    """Whether nothing is lost: the folder is absent, empty, or holds a demonstration and nothing more."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    ours = {META, *(f"{table}.csv" for table in TABLES)}
    if META not in names or not names <= ours:
        return False
    meta = read_yaml(folder / META)
    return isinstance(meta, Mapping) and meta.get("system") == SYSTEM and meta.get("synthetic") is True


def _fill(folder: Path) -> None:
    folder.mkdir()
    for path in sorted((home() / "data" / MUNICIPALITY).glob("*.csv")):
        shutil.copyfile(path, folder / path.name)
    for table, lines in _tables().items():
        _append(folder / f"{table}.csv", table, lines)
    meta = (
        f"organisation: {ORGANISATION}\nextraction_date: {EXTRACTION.isoformat()}\nsystem: {SYSTEM}\nsynthetic: true\n"
    )
    (folder / META).write_text(meta, encoding="utf-8", newline="\n")


def _tables() -> dict[str, Iterable[Line]]:
    """The invented rows by table; each table has its own stream, so that one can change alone."""
    made = cases(Draw(SEED))
    answers = list(satisfaction_2021(Draw(SEED + 2), made, dict(PLACE)))
    return {
        "trajectories": _trajectories(made),
        "zrm_scores": scores(Draw(SEED + 1), made),
        "satisfaction_responses": answers,
        "surveys": [_survey_2021(answers)],
        "contacts": contacts(Draw(SEED + 3), MUNICIPALITY),
        "signals": signals(Draw(SEED + 4), made),
        "meetings": meetings(Draw(SEED + 5)),
        "activity_reach": reach_2021(Draw(SEED + 6), _published("activity_reach")),
        "impact_responses": impact_responses(Draw(SEED + 7)),
    }


def _published(table: str) -> list[dict[str, str]]:
    with (home() / "data" / MUNICIPALITY / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _survey_2021(answers: list[dict[str, object]]) -> Line:
    """The survey of 2021 as a bureau would deliver it; it agrees with the answers by person."""
    return {
        **PLACE,
        "survey": "klanttevredenheid",
        "questionnaire": answers[0]["questionnaire"],
        "year": 2021,
        "invited": len(answers),
        "answered": sum(1 for answer in answers if answer["answered_date"]),
    }


def _trajectories(made: list[Case]) -> Iterator[Line]:
    for place, case in enumerate(made, 1):
        yield {
            "trajectory_id": number("T", place),
            "client_id": number("C", case.client),
            **PLACE,
            "area": case.area,
            "kind": case.kind,
            "topic": case.topic,
            "result_area": case.result_area,
            "zrm_domain": case.domain,
            "ph_dimension": case.dimension,
            "start_date": case.start.isoformat(),
            "end_date": case.end.isoformat() if case.end else NONE,
            "age": case.age,
            "sex": case.sex,
            "expected_contacts": case.expected,
            "contacts": case.contacts,
            "questions": case.questions,
            "executed_by": case.executed_by,
            "referral": case.referral,
            "outcome": case.outcome,
        }


def _append(path: Path, table: str, lines: Iterable[Line]) -> None:
    """Add rows to a table; a new one begins with its header."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TABLES[table].names, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(lines)
