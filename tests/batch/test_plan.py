from __future__ import annotations

import pytest
import yaml

from impactlib.batch.plan import known, plan, select
from impactlib.model import ParameterError
from tests.batch import tiny

SHEETS = [(year, theme) for year in (2020, 2021) for theme in ("armoede", "gezonde-leefstijl", "laaggeletterdheid")]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Six sheets of one municipality."""
    folder = tiny.write_home(tmp_path / "home")
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    return folder


def places(flags=None, *assignments):
    found = plan(select(flags or {}, assignments))
    return [(job.params.year, job.params.municipality, job.params.theme) for job in found]


def test_without_a_question_all_that_params_names_is_made():
    assert places() == [(year, "westerkwartier", theme) for year, theme in SHEETS]
    assert [place.theme for place in known()] == [theme for _, theme in SHEETS]


def test_flags_that_repeat_make_a_matrix():
    found = places({"year": (2020, 2022), "theme": ("armoede", "laaggeletterdheid")})
    assert found == [
        (year, "westerkwartier", theme) for year in (2020, 2022) for theme in ("armoede", "laaggeletterdheid")
    ]


def test_a_sheet_without_a_file_is_made_from_flags_and_defaults():
    (job,) = plan(select({"year": (2030,), "municipality": ("leek",), "theme": ("armoede",)}, []))
    assert (job.slug, job.params.basis, job.params.period) == ("2030/leek/armoede", "in_behandeling", "")


def test_what_a_file_says_holds_until_a_flag_says_otherwise():
    wanted = {"year": (2020,), "theme": ("gezonde-leefstijl",)}
    assert plan(select(wanted, []))[0].params.period == "2019-09-01/2020-08-31"
    (job,) = plan(select(wanted, ["period=2020-01-01/2020-06-30"]))
    assert job.params.period == "2020-01-01/2020-06-30"


def test_p_may_say_where_a_sheet_stands():
    assert places({}, "year=2020", "theme=armoede") == [(2020, "westerkwartier", "armoede")]


@pytest.mark.parametrize(
    ("flags", "assignments", "code", "word"),
    [
        ({}, ["thema=armoede"], "parameter-unknown", "hint=theme"),
        ({"theme": ("armoede",)}, ["theme=armoede"], "parameter-twice", "key=theme"),
        ({}, ["privacy=intern", "privacy=streng"], "parameter-twice", "key=privacy"),
        ({"source": "x"}, ["source=y"], "parameter-twice", "key=source"),
        ({}, ["privacy"], "assignment", "privacy"),
        ({}, ["year=twintig"], "parameter-number", "twintig"),
        ({}, ["privacy=geheim"], "parameter-value", "privacy"),
        ({}, ["basis="], "parameter-value", "basis"),
        ({}, ["period=2020"], "period", "2020"),
        ({}, ["as_of=gisteren"], "date", "gisteren"),
        ({}, ["language=fr"], "language", "nl"),
        ({"theme": ("armoed",)}, [], "theme-unknown", "hint=armoede"),
        ({"municipality": ("Leek",)}, [], "parameter-value", "municipality"),
        ({"report": ("feitenblaadje",)}, [], "report-unknown", "hint=feitenblad"),
    ],
)
def test_a_wrong_parameter_stops_everything_and_names_what_is_allowed(flags, assignments, code, word):
    with pytest.raises(ParameterError, match=code) as failure:
        plan(select(flags, assignments))
    assert word in str(failure.value)
    assert failure.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("year: 2021\n", "params-place"),
        ("theme: armoede\nyear: 2020\ngemeente: x\n", "parameter-unknown"),
        ("- year\n", "params-flat"),
        ("year: [2020\n", "params-broken"),
        ("year: '2020'\n", "parameter-value"),
    ],
)
def test_a_file_that_is_wrong_is_named(home, content, code):
    (home / "params/2020/westerkwartier/armoede.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match=code) as failure:
        plan(select({}, []))
    assert "params/2020/westerkwartier/armoede.yaml" in str(failure.value)


def test_a_date_in_a_file_needs_no_quotes(home):
    path = home / "params/2020/westerkwartier/armoede.yaml"
    path.write_text(yaml.safe_dump({"year": 2020}) + "as_of: 2021-01-31\n", encoding="utf-8")
    assert plan(select({"year": (2020,), "theme": ("armoede",)}, []))[0].params.as_of == "2021-01-31"


def test_a_parameter_that_the_notebook_does_not_know_is_refused(home):
    path = home / "notebooks/feitenblad.ipynb"
    path.write_text(path.read_text("utf-8").replace('as_of = \\"\\"\\n', ""), encoding="utf-8")
    assert len(plan(select({}, []))) == 6
    with pytest.raises(ParameterError, match="notebook-parameter"):
        plan(select({}, ["as_of=2021-01-31"]))


def test_a_notebook_that_is_no_notebook_is_named(home):
    (home / "notebooks/feitenblad.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(ParameterError, match="notebook-broken"):
        plan(select({}, []))


def test_a_theme_without_a_domain_must_not_hold_the_tables_of_one(home):
    path = home / "notebooks/feitenblad.ipynb"
    text = path.read_text("utf-8").replace(
        '"report": "feitenblad"', '"report": "feitenblad", "theme_tables": ["zrm-growth"]'
    )
    path.write_text(text, encoding="utf-8")
    held = {job.params.theme: job.must_hold for job in plan(select({"year": (2020,)}, []))}
    assert held["armoede"] == ("caseload-theme-share", "zrm-growth")
    assert held["laaggeletterdheid"] == ("caseload-theme-share",)
