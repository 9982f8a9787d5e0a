"""Careless ways around the door, each refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import Markup

from impactlib.batch.faults import unforeseen
from impactlib.model import DisclosureError, SheetError
from impactlib.params import policies, spec_of
from impactlib.release import release_sheet
from impactlib.sheet import Block, chapters, show
from tests.sheet import fixture


def test_a_part_that_the_researcher_made_herself_does_not_reach_the_page():
    sheet = fixture.sheet()
    own = Block("situation", Markup("<p>3 mensen</p>"), (), sheet.head)
    changed = replace(chapters.situation(sheet), html=Markup("<p>3 mensen</p>"))
    for block in (own, changed, "<p>3 mensen</p>"):
        with pytest.raises(SheetError, match="show-own"):
            show(block)


def test_a_policy_that_a_notebook_changed_does_not_bear_the_name_of_the_real_one():
    spec = spec_of({"year": 2020, "municipality": "westerkwartier", "theme": "armoede"})
    loose = replace(spec, policy=policies()["standaard"].model_copy(update={"threshold": 1}))
    with pytest.raises(DisclosureError, match="policy-own"):
        release_sheet({}, loose)
    with pytest.raises(DisclosureError, match="policy-own"):
        release_sheet({}, replace(spec, policy=policies()["intern"]))


def test_an_error_that_is_named_after_somebody_is_told_without_its_name(tmp_path):
    from impactlib.batch.jobs import Job, Notebook
    from impactlib.params import SheetParams

    job = Job(
        Notebook("feitenblad", tmp_path, frozenset(), (), (), ""),
        SheetParams(year=2020, municipality="westerkwartier", theme="armoede"),
        tmp_path,
    )
    failed = unforeseen(job, type("KanarieJansen", (Exception,), {})(), 3)
    assert "Kanarie" not in repr(failed)
    assert unforeseen(job, KeyError("x"), 3).error == "KeyError"
