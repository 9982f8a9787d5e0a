"""A number that was changed by hand, on any side, is found and named."""

from __future__ import annotations

import json
import re

import pytest

from impactlib.batch.diff import diff
from impactlib.batch.pagecells import Difference, compared, says, tables_of
from impactlib.batch.verify import verify
from impactlib.model import ParameterError
from tests.batch import tiny
from tests.intake import small

POVERTY = "2020/westerkwartier/armoede"
CELL = "caseload-flow/started/count"

REAL = """import json
from impactlib.intake.open import open_registration
from impactlib.measures import measure
from impactlib.params import spec_of
from impactlib.release import release_sheet
spec = spec_of({"year": year, "municipality": municipality, "theme": theme, "source": source, "privacy": privacy})
released = release_sheet(measure(open_registration(spec), spec), spec, ())
count = released["caseload-flow"].row("started").count
head = {"report": theme, "year": year, "municipality": municipality, "period": "", "as_of": "", "basis": basis,
        "policy": privacy, "synthetic": True}
number = f'<data value="{count}" data-cell="caseload-flow/started/count">{count}</data>'
rest = [(f"{table.id}/{row.group}/{name}", getattr(row, name)) for table in released.values() for row in table.rows
        for name in ("count", "n", "value", "reach_low", "reach_high") if row.state == "shown" and row.group != "started"]
number += "".join(f'<data value="{json.dumps(value)}" data-cell="{cell}"></data>' for cell, value in rest if value is not None)
table = None
"""

SHOW_REAL = (
    """show(sealed(Block("main", number, tuple(released.values()), head, {"language": "nl", "title": theme})))"""
)


@pytest.fixture
def sheet(place, monkeypatch):
    """A sheet whose tables are those of the measures, so that they can be computed again."""
    monkeypatch.setattr(tiny, "SHOW", SHOW_REAL)
    place.notebook(count=REAL, tables=("caseload-flow",))
    assert place.one("privacy=intern").made == (POVERTY,)
    return place


def check(place):
    return verify(place.out, place.registration)[1]


def replaced(place, suffix, old, new):
    path = place.out / f"{POVERTY}.{suffix}"
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_untouched_run_has_no_difference(sheet):
    assert verify(sheet.out, sheet.registration) == (1, ())


def test_a_number_edited_in_a_page_is_named(sheet):
    replaced(sheet, "html", ">3</data>", ">4</data>")
    assert Difference(f"{POVERTY}.html", CELL, "page-text", "4", "3") in check(sheet)
    assert Difference(f"{POVERTY}.html", "", "file-changed") in check(sheet)


def test_a_value_edited_in_a_page_is_named(sheet):
    replaced(sheet, "html", 'value="3"', 'value="4"')
    assert Difference(f"{POVERTY}.html", CELL, "page-value", "4", "3") in check(sheet)


def test_a_number_edited_on_both_sides_is_still_found(sheet):
    replaced(
        sheet,
        "html",
        'value="3" data-cell="caseload-flow/started/count">3<',
        'value="9" data-cell="caseload-flow/started/count">9<',
    )
    path = sheet.out / f"{POVERTY}.json"
    tree = json.loads(path.read_text("utf-8"))
    flow = next(table for table in tree["tables"] if table["id"] == "caseload-flow")
    next(row for row in flow["rows"] if row["group"] == "started")["count"] = 9
    path.write_text(json.dumps(tree), encoding="utf-8")
    assert Difference(f"{POVERTY}.json", CELL, "recomputed", "9", "3") in check(sheet)


def test_a_registration_that_was_corrected_shows_what_is_no_longer_true(sheet):
    tables = small.good()
    tables["trajectories"][0]["start_date"] = "2019-02-01"
    small.write(sheet.registration, tables)
    assert Difference(f"{POVERTY}.json", CELL, "recomputed", "3", "2") in check(sheet)


def test_a_number_that_the_page_lacks_is_named(sheet):
    path = sheet.out / f"{POVERTY}.html"
    page = re.sub(r'<data value="[^"]*" data-cell="caseload-flow/closed/[^"]*"></data>', "", path.read_text("utf-8"))
    path.write_text(page, encoding="utf-8")
    assert Difference(f"{POVERTY}.html", "caseload-flow/closed", "page-row") in check(sheet)


def test_a_missing_page_is_named(sheet):
    (sheet.out / f"{POVERTY}.html").unlink()
    assert Difference(f"{POVERTY}.html", "", "file-missing") in check(sheet)


def test_a_run_of_ones_own_registration_must_be_told_which(sheet):
    with pytest.raises(ParameterError, match="verify-source"):
        verify(sheet.out)
    with pytest.raises(ParameterError, match="run-missing"):
        verify(sheet.folder / "nothing", sheet.registration)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("38%", 0.3802, True),
        ("38%", 0.385, False),
        ("39%", 0.385, True),
        ("2.640", 2640, True),
        ("2.640", 2641, False),
        ("minimaal 80 kinderen", 80, True),
        ("7,4%", 7.4, True),
        ("7,4", 7.36, True),
        ("\N{MINUS SIGN}0,5", -0.5, True),
        ("0,5", -0.5, False),
        ("niet getoond", 3, True),
    ],
)
def test_words_hold_a_number_when_they_round_to_it(text, value, holds):
    assert says(text, value, "nl") is holds


JSON = {
    "tables": [
        {
            "id": "t",
            "rows": [
                {"group": "a/b", "count": 3, "bounds": [0.25, 0.5], "state": "shown"},
                {"group": "c", "count": None, "bounds": None, "state": "suppressed"},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("page", "rules"),
    [
        ('<data value="3" data-cell="t/a/b/count">3</data>', []),
        ('<data value="0.5" data-cell="t/a/b/bounds.1">50%</data>', []),
        ('<data value="0.5" data-cell="t/a/b/bounds.0">50%</data>', ["page-value"]),
        ('<svg><text data-cell="t/a/b/count" data-value="3">3</text></svg>', []),
        ('<svg><text data-cell="t/a/b/count" data-value="3">4</text></svg>', ["page-text"]),
        ('<data value="3" data-cell="t/x/count">3</data>', ["page-cell"]),
        ('<data value="3" data-cell="t/c/count">3</data>', ["page-value"]),
        ('<span data-absent="t/c/count" data-state="suppressed">niet getoond</span>', []),
        ('<span data-absent="t/c/count" data-state="unknown">onbekend</span>', ["page-state"]),
        ('<data value="6" data-from="+t/a/b/count +t/a/b/count">6</data>', []),
        ('<data value="7" data-from="+t/a/b/count +t/a/b/count">7</data>', ["page-value"]),
        ('<data value="55" data-from="aantal/partners">55</data>', []),
    ],
)
def test_every_number_of_a_page_is_held_against_the_json(page, rules):
    found = [difference.rule for difference in compared(page, tables_of(JSON), "nl")]
    assert [rule for rule in found if rule != "page-row"] == rules


def test_a_diff_names_the_numbers_that_changed_and_what_they_were_made_of(sheet):
    old = sheet.out
    tables = small.good()
    tables["trajectories"][0]["start_date"] = "2019-02-01"
    small.write(sheet.registration, tables)
    sheet.out = sheet.folder / "new"
    sheet.one("privacy=intern")
    found = diff(old, sheet.out)
    change = next(change for change in found.changes if change.cell == CELL)
    assert (change.sheet, change.old, change.new, change.by) == (POVERTY, "3", "2", -1)
    assert found.inputs == {POVERTY: ("rows",)}
    assert diff(old, old).changes == ()


def test_a_sheet_in_one_run_only_is_a_difference(sheet):
    old = sheet.out
    sheet.out = sheet.folder / "new"
    sheet.run("privacy=intern", flags={"year": 2020})
    assert {(change.sheet, change.old, change.new) for change in diff(old, sheet.out).changes} == {
        ("2020/westerkwartier/gezonde-leefstijl", "-", "+"),
        ("2020/westerkwartier/laaggeletterdheid", "-", "+"),
    }
    with pytest.raises(ParameterError, match="run-missing"):
        diff(old, sheet.folder / "nothing")
