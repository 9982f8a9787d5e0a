"""A public figure comes with its source, and a series does not break where municipalities merged."""

from __future__ import annotations

import csv
import datetime as dt
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from impactlib.cli import main
from impactlib.intake.figures import Figure, Wanted, fetch, saved, typed_figure
from impactlib.model import ParameterError

TODAY = dt.date(2026, 1, 31)
NUMBER = Wanted(table="70072ned", column="Inwoners_1", unit="inwoners", kind="number")
SHARE = Wanted(table="70072ned", column="LaagInkomen_2", unit="%", where={"Huishouden": "H1"})
VALUES = {
    ("NL01", 2021): (17_475_415, 7.3),
    ("GM0171", 2018): (46_849, 6.0),
    ("GM0171", 2021): (48_050, 5.5),
    ("GM1969", 2021): (64_129, 5.1),
    **{(code, 2018): (number, 4.0) for code, number in (("GM0015", 12_000), ("GM0022", 19_000), ("GM0025", 11_000))},
    ("GM0056", 2018): (19_000, 4.0),
}


def wanted_rows(asked):
    """The rows that an OData filter of ours asks for, read as another program would."""
    column = asked["$select"][0].split(",")[-1]
    for (code, year), values in VALUES.items():
        if f"eq '{code.ljust(6)}'" in asked["$filter"][0] and f"eq '{year}JJ00'" in asked["$filter"][0]:
            value = values[0 if column == NUMBER.column else 1]
            yield {"RegioS": code.ljust(6), "Perioden": f"{year}JJ00", column: value}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        known = parts.path == "/odata/70072ned/TypedDataSet"
        body = json.dumps({"odata.metadata": "x", "value": list(wanted_rows(parse_qs(parts.query)))}).encode()
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(body if known else b"")

    def log_message(self, *_):
        pass


@contextmanager
def statistics_netherlands():
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/odata"
    finally:
        server.shutdown()
        server.server_close()


def values(found):
    return {(one.area, one.year): one.value for one in found.figures}


def test_a_figure_is_fetched_with_its_table_and_day_and_lies_ready_without_a_connection(tmp_path):
    with statistics_netherlands() as service:
        found = fetch("laag_inkomen", SHARE, ["noordoostpolder"], [2021], tmp_path, service=service, today=TODAY)
    assert values(found) == {("noordoostpolder", 2021): 5.5, ("nederland", 2021): 7.3}
    assert {one.source for one in found.figures} == {"CBS, tabel 70072ned (31-01-2026)"}
    assert found.kept_since is None
    later = dt.date(2026, 6, 1)
    again = fetch("laag_inkomen", SHARE, ["noordoostpolder"], [2021], tmp_path, service=service, today=later)
    assert (again.figures, again.kept_since) == (found.figures, TODAY)


def test_a_series_does_not_break_silently_where_municipalities_merged(tmp_path):
    with statistics_netherlands() as service:
        asked = (["westerkwartier", "noordoostpolder"], [2018, 2021], tmp_path)
        share = fetch("laag_inkomen", SHARE, *asked, service=service, today=TODAY)
        number = fetch("inwoners", NUMBER, *asked, service=service, today=TODAY)
    assert values(share)["noordoostpolder", 2018] == 6.0
    assert ("westerkwartier", 2018) not in values(share)
    assert share.broken == (("laag_inkomen", "westerkwartier", 2018),)
    assert number.broken == (("inwoners", "westerkwartier", 2018),)  # a part of Winsum joined it
    assert values(number)["westerkwartier", 2021] == 64_129


def test_former_municipalities_are_added_up_where_nothing_else_joined(tmp_path, monkeypatch):
    from impactlib.intake import figures

    whole = {name: one.model_copy(update={"partly_from": ()}) for name, one in figures.municipalities().items()}
    monkeypatch.setattr(figures, "municipalities", lambda: whole)
    with statistics_netherlands() as service:
        found = fetch("inwoners", NUMBER, ["westerkwartier"], [2018], tmp_path, service=service, today=TODAY)
    assert values(found)["westerkwartier", 2018] == 61_000


def test_years_before_a_municipality_whose_parts_nobody_named_are_unknown_and_never_0(tmp_path, monkeypatch):
    from impactlib.intake import figures

    bare = {
        name: one.model_copy(update={"merged_from": (), "partly_from": ()})
        for name, one in figures.municipalities().items()
    }
    monkeypatch.setattr(figures, "municipalities", lambda: bare)
    with statistics_netherlands() as service:
        found = fetch("inwoners", NUMBER, ["westerkwartier"], [2018, 2021], tmp_path, service=service, today=TODAY)
    assert ("westerkwartier", 2018) not in values(found)
    assert found.broken == (("inwoners", "westerkwartier", 2018),)
    assert values(found)["westerkwartier", 2021] == 64_129


@pytest.mark.parametrize(
    ("change", "code"),
    [({"table": "00000ned"}, "figure-answer"), ({"column": "Anders_9"}, "ok"), ({"region": "Wijken"}, "figure-column")],
)
def test_a_wrong_question_is_one_sentence(tmp_path, change, code):
    with statistics_netherlands() as service:
        asked = (SHARE.model_copy(update=change), ["noordoostpolder"], [2021], tmp_path)
        if code == "ok":
            assert fetch("x", *asked, service=service, today=TODAY).figures
        else:
            with pytest.raises(ParameterError, match=code):
                fetch("x", *asked, service=service, today=TODAY)


def test_without_a_connection_and_without_an_answer_that_lies_ready_nothing_is_made_up(tmp_path):
    with pytest.raises(ParameterError, match="figure-offline"):
        fetch("x", SHARE, ["noordoostpolder"], [2021], tmp_path, service="http://127.0.0.1:9/odata", today=TODAY)


def test_an_answer_that_somebody_changed_is_refused(tmp_path):
    with statistics_netherlands() as service:
        fetch("x", SHARE, ["noordoostpolder"], [2021], tmp_path, service=service, today=TODAY)
    (kept,) = tmp_path.rglob("*.json")
    kept.write_text(kept.read_text(encoding="utf-8").replace("5.5", "9.5"), encoding="utf-8")
    with pytest.raises(ParameterError, match="figure-broken"):
        fetch("x", SHARE, ["noordoostpolder"], [2021], tmp_path, service=service, today=TODAY)


def test_a_figure_typed_again_replaces_itself_and_leaves_the_others(tmp_path):
    source = "GGD Groningen, Gezondheidsmonitor 2022"
    first = typed_figure(Figure("Eenzaamheid", "Westerkwartier", 2022, None, "%", source, ""), "42,5")
    other = typed_figure(Figure("eenzaamheid", "nederland", 2022, None, "%", source, "bijna de helft"), "")
    assert saved([first, other], tmp_path) == 2
    again = typed_figure(Figure("eenzaamheid", "westerkwartier", 2022, None, "%", source, ""), "43.5")
    assert saved([again], tmp_path) == 2
    with (tmp_path / "context.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["area"]: (row["value"], row["as_stated"], row["source"]) for row in csv.DictReader(file)}
    assert rows == {"westerkwartier": ("43.5", "", source), "nederland": ("", "bijna de helft", source)}


@pytest.mark.parametrize(
    ("value", "source", "code"),
    [("veel", "GGD", "figure-value"), ("", "GGD", "figure-value"), ("5", " ", "figure-source")],
)
def test_a_figure_without_a_number_or_a_source_is_refused(value, source, code):
    with pytest.raises(ParameterError, match=code):
        typed_figure(Figure("x", "leek", 2022, None, "%", source, ""), value)


def test_the_commands_fill_the_registration_of_the_workspace(tmp_path, monkeypatch, capsys):
    (tmp_path / "params").mkdir()
    own = "organisation: demo\nmunicipalities: [noordoostpolder]\nyears: [2021]\nthemes: [armoede]\n"
    (tmp_path / "params" / "workspace.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "params" / "figures.yaml").write_text(
        "laag_inkomen: {table: 70072ned, column: LaagInkomen_2, unit: '%'}\n", encoding="utf-8"
    )
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    with statistics_netherlands() as service, pytest.raises(SystemExit) as ended:
        main(["context", "fetch", "--service", service])
    assert ended.value.code == 0
    typed = ["--indicator", "eenzaamheid", "--area", "leek", "--year", "2020", "--value", "40", "--origin", "GGD 2020"]
    with pytest.raises(SystemExit) as ended:
        main(["context", "add", *typed])
    assert ended.value.code == 0
    assert "De tabel context heeft er nu 3." in capsys.readouterr().out
    assert (tmp_path / "registration" / "context.csv").read_text(encoding="utf-8").count("\n") == 4
