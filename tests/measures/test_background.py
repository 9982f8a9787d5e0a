"""Descriptions of one municipality never stand on the sheet of another, and a source's words stay its own."""

from __future__ import annotations

from dataclasses import replace

import ibis
import pandas as pd
import pytest

from impactlib.demonstration import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures import background, context, network
from impactlib.measures.collective import activities
from impactlib.model import Registration, Row
from impactlib.params import spec_of
from impactlib.sheet.cells import cell_of
from impactlib.text import Texts

ARMOEDE = {"year": 2020, "theme": "armoede"}


@pytest.fixture(scope="module")
def registration(tmp_path_factory) -> Registration:
    return read_registration(write_demo(tmp_path_factory.mktemp("demo") / "registration"))


def with_rows(registration, name, *changed, **everywhere):
    """The registration with the table's rows changed, and a row for each of ``changed``."""
    found = registration.typed[name].to_pyarrow().to_pandas().assign(**everywhere)
    rows = [pd.DataFrame([{**found.iloc[0].to_dict(), **one}]) for one in changed]
    made = pd.concat([found, *rows], ignore_index=True).astype(found.dtypes.to_dict())
    return replace(registration, typed={**registration.typed, name: ibis.memtable(made)})


def partners(registration, municipality="westerkwartier"):
    spec = spec_of({**ARMOEDE, "municipality": municipality})
    return [partner.name for partner in background(registration, spec).partners]


def test_a_partner_of_another_municipality_stays_off_the_sheet(registration):
    two = with_rows(registration, "partners", {"name": "Buurthuis elders", "municipality": "elders"})
    assert partners(two) == partners(registration)
    assert partners(two, "elders") == ["Buurthuis elders"]


def test_rows_without_a_municipality_belong_to_the_only_one_there_is(registration):
    nameless = with_rows(registration, "partners", municipality=None)
    assert partners(nameless) == partners(registration)
    assert partners(nameless, "elders") == []
    other = with_rows(nameless, "contacts", {"municipality": "elders"})
    assert partners(other) == []
    assert partners(other, "elders") == []


@pytest.mark.parametrize("name", ["partners", "projects", "efforts"])
def test_a_municipality_that_is_not_registered_has_nothing_of_another(registration, name):
    nameless = with_rows(registration, name, municipality=None)
    found = background(nameless, spec_of({**ARMOEDE, "municipality": "atlantis"}))
    assert getattr(found, name) == ()
    din = spec_of({"year": 2020, "municipality": "atlantis", "report": "din"})
    assert network.network(nameless, din).efforts == ()
    assert network.partners(nameless, din).rows.empty


def said(registration, group, table="context"):
    spec = spec_of({**ARMOEDE, "municipality": "westerkwartier"})
    rows = {row["group"]: row for row in context(registration, spec).rows.to_dict("records")}
    row = Row(**{key: value for key, value in rows[group].items() if not key.startswith("clients")})
    return cell_of(Texts.load("nl"), table, row, "value", 10)


def test_a_figure_reads_as_its_source_has_it_and_no_finer(registration):
    debts = said(registration, "problematische_schulden@westerkwartier@2018")
    assert (debts.text, debts.value) == ("1 op de 20", 5.0)
    assert said(registration, "laag_inkomen_kinderen@westerkwartier@2019").text == "5%"
    assert said(registration, "laag_inkomen_huishoudens@westerkwartier@2019").text == "5,3%"


def test_a_dimension_that_could_not_be_read_is_unknown_and_not_absent(registration):
    spec = spec_of({**ARMOEDE, "municipality": "westerkwartier"})
    rows = {row["group"]: row["dimensions"] for row in activities(registration, spec).rows.to_dict("records")}
    assert rows["A02"] == ("kwaliteit_van_leven", "onbekend")
    assert rows["A05"] == ("kwaliteit_van_leven",)
    empty = with_rows(registration, "activity_themes", ph_dimensions=None)
    assert set(activities(empty, spec).rows["dimensions"]) == {("onbekend",)}
