"""The day the sheet looks from: what happened after it has not happened yet."""

from __future__ import annotations

from impactlib.measures import measure
from impactlib.measures.rows import as_of
from tests.measures.hand import META
from tests.measures.made import registration, row, spec


def test_the_sheet_never_looks_from_after_the_extraction(tmp_path):
    read = registration(tmp_path, meta=META.replace("2021-06-01", "2020-06-15"))
    assert as_of(read, spec()).isoformat() == "2020-06-15"
    found = measure(read, spec())
    flow = found["caseload-flow"].rows.set_index("group")["count"]
    assert flow["open_at_start"] + flow["started"] - flow["closed"] == flow["open_at_end"]
    assert row(found["zrm-end-vs-start"], "higher")["n_eligible"] == 6


def test_the_period_ends_where_the_sheet_looks_from(tmp_path):
    early = measure(registration(tmp_path), spec(as_of="2020-06-15"))
    assert row(early["caseload-flow"], "started")["count"] == 10


def test_a_later_as_of_date_takes_in_what_closed_since(tmp_path):
    read = registration(tmp_path)
    assert row(measure(read, spec())["zrm-end-vs-start"], "not_due")["count"] == 2
    assert row(measure(read, spec(as_of="2021-02-01"))["zrm-end-vs-start"], "not_due")["count"] == 1
