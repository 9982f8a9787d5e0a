"""What was published before is known: a mask then stays a mask, a number then covers nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from impactlib.model import CLIENTS, DIMENSIONS, Period, ReleasedSheet
from impactlib.release import comparable, release
from tests.release.tables import STANDARD, frame, measure, parts

CHOICES = (*DIMENSIONS, "not_recorded")
FLOW = ("open_at_start", "started", "closed", "open_at_end")


def sheet(tables, year=2020, **about):
    period = Period.of_year(year)
    base = {"report": "armoede", "year": year, "municipality": "ergens", "period": str(period), "synthetic": True}
    base |= {"as_of": period.last.isoformat(), "basis": "in_behandeling", "policy": "standaard"}
    return ReleasedSheet(**{**base, **about}, tables=tuple(tables.values()))


def flow(counts, year=2020):
    made = measure("caseload-flow", [{"group": g, "count": k, CLIENTS: k} for g, k in zip(FLOW, counts, strict=True)])
    return {"caseload-flow": type(made)(made.id, made.rows, Period.of_year(year), made.unit, made.source, (), "people")}


def states(tables, name="caseload-flow"):
    return {row.group: row.state for row in tables[name].rows}


def test_a_small_number_of_the_flow_is_covered_inside_its_own_year():
    """The edges of a year stand in the sheets beside it: they cover nothing."""
    assert states(release(flow((3, 50, 40, 13)), STANDARD)) == {
        "open_at_start": "suppressed",
        "started": "shown",
        "closed": "suppressed",
        "open_at_end": "shown",
    }


def test_what_was_masked_as_an_end_is_masked_as_a_beginning():
    before = release(flow((30, 50, 77, 3)), STANDARD)
    assert states(before)["open_at_end"] == "suppressed"
    after = release(flow((3, 40, 30, 13), 2021), STANDARD, earlier=[sheet(before)])
    assert states(after)["open_at_start"] == "suppressed"


def choices(counts):
    """Dimensions of a theme with one domain beside all cases of the municipality."""
    others = {"huisvesting": (30, 31, 32, 33, 34, 35, 36), "justitie": (40, 41, 42, 43, 44, 45, 46)}
    columns = {"financien": counts, **others}
    rows = []
    for place, dimension in enumerate(CHOICES):
        n = sum(column[place] for column in columns.values())
        for domain, column in columns.items():
            row = {"group": f"{dimension}/{domain}", "count": column[place], "n": n, "n_eligible": n}
            rows.append({**row, "share": column[place] / n, CLIENTS: column[place], "clients_rest": n - column[place]})
    total, everybody = sum(counts), sum(sum(column) for column in columns.values())
    share = [
        {"group": group, "count": total, "n": everybody, "n_eligible": everybody, "share": total / everybody}
        | {CLIENTS: total, "clients_rest": everybody - total}
        for group in ("financien", "theme")
    ]
    return {
        "caseload-theme-share": measure("caseload-theme-share", share),
        "ph-dimension": parts("ph-dimension", dict(zip(CHOICES, counts, strict=True))),
        "dimension-domain": measure("dimension-domain", rows),
    }


COUNTS = (10, 22, 3, 45, 10, 73, 120)


def hidden(tables):
    return {group for group, state in states(tables, "ph-dimension").items() if state == "suppressed"}


def test_a_cell_that_was_shown_before_covers_nothing():
    first = release(choices(COUNTS), STANDARD, show_dimensions=CHOICES[:2])
    (cover,) = hidden(first) - {"zingeving"}
    row = first["ph-dimension"].row(cover)
    published = row.model_copy(update={"count": 10, "n": 283, "n_eligible": 283, "state": "shown", "caveats": ()})
    rows = [published if one.group == cover else one for one in first["ph-dimension"].rows if one.group != "zingeving"]
    older = {"ph-dimension": first["ph-dimension"].model_copy(update={"rows": tuple(rows)})}
    older["caseload-theme-share"] = first["caseload-theme-share"]
    again = hidden(release(choices(COUNTS), STANDARD, earlier=[sheet(older)]))
    assert "zingeving" in again
    assert cover not in again


def test_a_cell_that_was_masked_before_stays_masked():
    first = release(choices(COUNTS), STANDARD)
    masks = hidden(first)
    grown = (10, 22, 9, 45, 10, 73, 120)
    assert hidden(release(choices(grown), STANDARD)) == set()
    assert hidden(release(choices(grown), STANDARD, earlier=[sheet(first)])) == masks


def test_sheets_of_one_period_decide_alike_without_asking_each_other():
    one = release(choices(COUNTS), STANDARD, show_dimensions=CHOICES)["dimension-domain"]
    measures = choices(COUNTS)
    other = release({"dimension-domain": measures["dimension-domain"]}, STANDARD, show_dimensions=CHOICES)
    assert one.rows == other["dimension-domain"].rows


def test_the_dimensions_of_a_theme_and_the_domains_of_a_dimension_are_masked_alike():
    tables = release(choices(COUNTS), STANDARD, show_dimensions=CHOICES)
    shown = {row.group for row in tables["dimension-domain"].rows}
    assert hidden(tables) == {choice for choice in CHOICES if f"{choice}/financien" not in shown}


@pytest.mark.parametrize(("about", "kept"), [({}, 1), ({"municipality": "elders"}, 0), ({"basis": "gestart"}, 0)])
def test_only_sheets_that_share_cells_are_compared(about, kept):
    sheets = [sheet(release(flow((30, 50, 40, 40)), STANDARD), **about)]
    assert len(comparable(sheets, municipality="ergens", basis="in_behandeling")) == kept


def test_a_year_begins_the_day_after_the_last_one_ends():
    assert Period.of_year(2020).last + dt.timedelta(days=1) == Period.of_year(2021).first


def test_an_empty_sheet_is_released_empty():
    table = measure("caseload-age", [])
    assert release({"caseload-age": table}, STANDARD)["caseload-age"].rows == ()
    assert list(frame([]).columns)


def quarters(counts, last):
    groups = {f"2020-{place}": count for place, count in enumerate(counts[:last], start=1)}
    return {"trajectories-started": parts("trajectories-started", groups)}


def test_a_quarter_that_was_masked_in_one_report_is_masked_in_the_next():
    counts = (3, 10, 12, 6)
    first = release(quarters(counts, 3), STANDARD)
    assert states(first, "trajectories-started")["2020-2"] == "suppressed"
    about = {"report": "kwartaal-3", "period": "2020-01-01/2020-09-30"}
    again = release(quarters(counts, 4), STANDARD, earlier=[sheet(first, **about)])
    assert [state for _, state in states(again, "trajectories-started").items()][:3] == [
        "suppressed",
        "suppressed",
        "shown",
    ]
    assert states(release(quarters(counts, 4), STANDARD), "trajectories-started")["2020-4"] == "suppressed"


def test_ages_of_another_theme_say_nothing_of_this_one():
    ages = parts("caseload-age", {"0-17": 2, "18-24": 30, "25-44": 7})
    other = {"caseload-age": release({"caseload-age": ages}, STANDARD)["caseload-age"]}
    share = release(choices(COUNTS), STANDARD)["caseload-theme-share"]
    mine = {"caseload-age": parts("caseload-age", {"0-17": 20, "18-24": 30, "25-44": 70})}
    made = release(mine, STANDARD, earlier=[sheet(other | {"caseload-theme-share": share})])
    assert set(states(made, "caseload-age").values()) == {"shown"}
