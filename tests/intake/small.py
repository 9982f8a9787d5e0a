"""A small registration without a fault, made by hand; every test spoils one thing of it."""

from __future__ import annotations

import copy
import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb

Rows = list[dict[str, str]]

META = "organisation: de-schans\nextraction_date: 2021-03-31\nsystem: handmatig\nsynthetic: true\n"
PLACE = {"organisation": "de-schans", "municipality": "westerkwartier"}


def _trajectory(number: int, **values: str) -> dict[str, str]:
    return {
        "trajectory_id": f"T{number}",
        "client_id": f"C{number}",
        **PLACE,
        "kind": "individueel_traject",
        "zrm_domain": "financien",
        "ph_dimension": "meedoen",
        "start_date": "2020-02-01",
        "end_date": "2020-09-30",
        "age": "41",
        "contacts": "4",
        **values,
    }


def _score(number: int, **values: str) -> dict[str, str]:
    score = {"trajectory_id": f"T{number}", "version": "2017", "domain": "financien"}
    return {**score, "start": "2", "goal": "4", "end": "4", **values}


def _response(number: int, **values: str) -> dict[str, str]:
    dates = {"sent_date": "2020-10-01", "answered_date": "2020-10-09"}
    answers = {"q1": "4", "q2": "5", "q3": "3"}
    return {
        "response_id": f"R{number}",
        "trajectory_id": "T1",
        **PLACE,
        "questionnaire": "de-schans-2020",
        **dates,
        **answers,
        **values,
    }


_SURVEY = {**PLACE, "survey": "klanttevredenheid", "year": "2020"}
_INDICATORS = ("erkend_voelen", "klanttevredenheid", "opgelucht_voelen", "netwerkversterking", "activering")

_GOOD: Mapping[str, Rows] = {
    "trajectories": [
        _trajectory(1),
        _trajectory(2, end_date="", age="24"),
        _trajectory(3, zrm_domain="", ph_dimension=""),
        _trajectory(4, kind="leun_en_steun", zrm_domain=""),
    ],
    "zrm_scores": [_score(1), _score(2, end=""), _score(3, domain="huisvesting", start="3", goal="3", end="3")],
    "contacts": [
        {"contact_id": "K1", "date": "2020-05-01", "municipality": "westerkwartier", "kind": "informatie_en_advies"}
    ],
    "activities": [
        {"activity_id": "A1", "name": "Samen koken", **PLACE, "kind": "eigen_inzet", "status": "loopt"},
        {"activity_id": "A2", "name": "Wandelgroep", **PLACE, "kind": "eigen_inzet", "status": "gestopt"},
    ],
    "activity_reach": [
        {
            "activity_id": "A1",
            "year": "2020",
            "quantity": "deelnemers",
            "low": "80",
            "high": "",
            "precision": "minimaal",
            "per": "jaar",
            "unique": "nee",
        },
        {
            "activity_id": "A2",
            "year": "2020",
            "quantity": "deelnemers",
            "low": "5",
            "high": "9",
            "precision": "tussen",
            "per": "week",
            "unique": "nee",
        },
        {
            "activity_id": "A2",
            "year": "2020",
            "quantity": "volgers",
            "low": "",
            "high": "",
            "precision": "onbekend",
            "per": "",
            "unique": "",
        },
        {
            "activity_id": "A2",
            "year": "2020",
            "quantity": "scholen",
            "low": "3",
            "high": "3",
            "precision": "exact",
            "per": "jaar",
            "unique": "ja",
        },
    ],
    "activity_themes": [
        {"activity_id": "A1", "theme": "armoede", "nature": "curatief", "ph_dimensions": "meedoen; zingeving"},
    ],
    "projects": [{"project_id": "P1", "theme": "armoede", "name": "Aanpak", "role": "trekker"}],
    "meetings": [{"activity_id": "A1", "date": "2020-04-01", "participants": "12"}],
    "impact_responses": [
        {"activity_id": "A1", "respondent_id": "B1", "date": "2020-04-01", **dict.fromkeys(_INDICATORS, "4")},
    ],
    "surveys": [{**_SURVEY, "questionnaire": "de-schans-2020", "invited": "3", "answered": "2"}],
    "survey_answers": [
        {**_SURVEY, "item": "bereikbaarheid", "answer": "4", "count": "2"},
        {**_SURVEY, "item": "omgang", "answer": "5", "count": "1"},
        {**_SURVEY, "item": "omgang", "answer": "weet_niet", "count": "1"},
    ],
    "satisfaction_responses": [
        _response(1, q2="5"),
        _response(2, q1="4", q2="", trajectory_id=""),
        _response(3, answered_date="", q1="", q2="", q3=""),
    ],
    "signals": [
        {"signal_id": "S1", "signal_date": "2020-03-01", "first_contact_date": "2020-03-04", "trajectory_id": "T1"}
    ],
    "targets": [
        {
            "year": "2020",
            **PLACE,
            "result_area": "geldzorgen",
            "measure": "trajecten",
            "expected": "280",
            "actual": "273",
        }
    ],
    "context": [
        {
            "indicator": "laag_inkomen",
            "area": "nederland",
            "year": "2019",
            "value": "7.4",
            "unit": "procent",
            "source": "CBS",
        }
    ],
    "goals": [
        {
            "goal_id": "K1a",
            **PLACE,
            "theme": "armoede",
            "dimension": "kwaliteit_van_leven",
            "goal_type": "leerdoel",
            "text": "We weten meer.",
        }
    ],
    "efforts": [{"goal_ids": "K1a", "theme": "armoede", "text": "Een cursus"}],
    "partners": [{"theme": "armoede", "name": "Gemeente", "kind": "gemeente"}],
}


def good() -> dict[str, Rows]:
    """A fresh copy of the registration without a fault."""
    return copy.deepcopy(dict(_GOOD))


def delivered() -> Rows:
    """Counts that somebody else delivered, of the year before the trajectories: nobody is in both."""
    whole = {"year": "2019", "theme": "gezonde-leefstijl", "classification": "leeftijd", "domain": "alle", "n": "30"}
    told = {"deliverer": "wijkteam", "definition": "mensen met een afgerond traject"}
    ages = {"0-17": "0", "18-24": "6", "25-44": "9", "45-64": "8", "65+": "7", "onbekend": "0"}
    rows = [{**whole, "category": category, "count": count, **told} for category, count in ages.items()]
    return [{"municipality": PLACE["municipality"], **row} for row in rows]


def write(folder: Path, tables: Mapping[str, Rows], form: str = "csv", meta: str = META) -> Path:
    """Write tables as CSV or Parquet, with registration.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registration.yaml").write_text(meta, encoding="utf-8")
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            names = list(dict.fromkeys(column for row in rows for column in row))
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        if form == "parquet":
            scan = f"read_csv('{path}', all_varchar = true, header = true, delim = ',')"
            duckdb.execute(f"COPY (SELECT * FROM {scan}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
            path.unlink()
    return folder
