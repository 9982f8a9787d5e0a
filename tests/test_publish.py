"""A publication passed every gate, is signed, stands still, and says what changed."""

from __future__ import annotations

import json

import pytest

from impactlib import publish as room
from impactlib.audit import AuditFinding
from impactlib.batch.frozen import PUBLISHED, refuse_frozen
from impactlib.batch.manifest import Entry, Manifest
from impactlib.batch.pagecells import Difference
from impactlib.model import ParameterError, SheetError
from impactlib.publish import publish, published, withdraw
from impactlib.text import Texts
from tests.conftest import impact

SHEET = "2020/westerkwartier/armoede"


def written(folder, count=20, state="definitief"):
    """A run with one sheet."""
    entry = Entry("feitenblad", "standaard", {}, {}, {"html": "x", "json": "x", "ipynb": "x"}, state)
    table = {"id": "caseload-age", "rows": [{"group": "18-24", "count": count, "n": 60}]}
    path = folder / f"{SHEET}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"tables": [table]}), encoding="utf-8")
    path.with_suffix(".html").write_text(f"<p>{count}</p>", encoding="utf-8")
    path.with_suffix(".ipynb").write_text("{}", encoding="utf-8")
    (folder / "manifest.json").write_bytes(Manifest({SHEET: entry}).to_bytes())
    return folder


@pytest.fixture
def gates(monkeypatch):
    """What verifying and attacking find: nothing, unless a test says otherwise."""
    found = {"verify": (), "audit": ()}
    monkeypatch.setattr(room, "verify", lambda _run, _source: (1, found["verify"]))
    monkeypatch.setattr(room, "audit", lambda _run: found["audit"])
    return found


@pytest.fixture
def places(tmp_path, gates):
    return written(tmp_path / "run"), tmp_path / "publicaties"


def test_a_publication_says_who_signed_when_and_which_bytes(places):
    run, to = places
    made = publish(run, SHEET, to, "A. Onderzoeker")
    assert (made.number, made.by, len(made.on), set(made.files)) == (1, "A. Onderzoeker", 10, {"html", "json", "ipynb"})
    assert published(to) == [made]
    assert (to / f"{SHEET}.html").read_text("utf-8") == "<p>20</p>"


def test_every_gate_that_is_not_passed_is_named_at_once(tmp_path, gates):
    gates["verify"] = (Difference(f"{SHEET}.json", "x", "recomputed"),)
    gates["audit"] = (AuditFinding(f"{SHEET}.json", "x", "too-narrow"),)
    with pytest.raises(SheetError) as error:
        publish(written(tmp_path / "run", state="concept"), SHEET, tmp_path / "p", "A")
    said = Texts.load("nl").error(error.value)
    for word in ("definitief", "impact verify", "impact audit"):
        assert word in said
    assert not (tmp_path / "p").exists()


def test_a_changed_number_makes_a_new_version_that_says_which_and_keeps_the_old(places):
    run, to = places
    publish(run, SHEET, to, "A")
    second = publish(written(run, count=19), SHEET, to, "A")
    assert (second.number, second.changed) == (2, ("caseload-age/18-24/count",))
    assert (to / "versies" / f"{SHEET}-v1.html").read_text("utf-8") == "<p>20</p>"
    assert (to / f"{SHEET}.html").read_text("utf-8") == "<p>19</p>"


def test_what_did_not_change_is_not_published_twice(places):
    run, to = places
    publish(run, SHEET, to, "A")
    with pytest.raises(SheetError, match="publish-same"):
        publish(run, SHEET, to, "A")


def test_no_run_writes_among_publications_and_nothing_is_published_among_pages_of_a_run(places):
    run, to = places
    publish(run, SHEET, to, "A")
    for out in (to, to / "nieuw"):
        with pytest.raises(ParameterError, match="publish-frozen"):
            refuse_frozen(out)
    refuse_frozen(run)
    done = impact("run", "--year", 2020, "--theme", "armoede", "--municipality", "westerkwartier", "--out", to)
    assert (done.returncode, "publicaties" in done.stdout + done.stderr) == (2, True)
    assert not (to / "manifest.json").exists()
    with pytest.raises(ParameterError, match="publish-inside"):
        publish(run, SHEET, run / "publicaties", "A")


def test_nobody_publishes_without_a_name_or_what_is_not_there(places):
    run, to = places
    for sheet, by, code in ((SHEET, " ", "publish-unsigned"), ("2020/leek/armoede", "A", "publish-missing")):
        with pytest.raises(ParameterError, match=code):
            publish(run, sheet, to, by)


def test_a_withdrawn_sheet_is_gone_but_what_it_told_is_still_known(places):
    run, to = places
    publish(run, SHEET, to, "A")
    assert withdraw(to, SHEET, "Een score was verkeerd.").withdrawn
    assert not (to / f"{SHEET}.html").exists()
    assert (to / f"{SHEET}.json").exists()
    with pytest.raises(ParameterError, match="publish-missing"):
        withdraw(to, SHEET, "Nog eens.")
    assert publish(run, SHEET, to, "A").number == 2


def test_a_list_that_somebody_broke_is_named(places):
    run, to = places
    publish(run, SHEET, to, "A")
    (to / PUBLISHED).write_text("{", encoding="utf-8")
    with pytest.raises(ParameterError, match="publish-list"):
        published(to)
