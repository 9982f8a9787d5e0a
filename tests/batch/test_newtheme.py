from __future__ import annotations

import pytest

from impactlib.batch.newtheme import new_theme
from impactlib.batch.plan import plan, select
from impactlib.model import ParameterError
from impactlib.text import Texts
from tests.batch import tiny


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tiny.write_home(tmp_path / "home")
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    return folder


def test_a_new_theme_can_be_run_at_once(home):
    written = new_theme("jong-en-mantelzorg", (), (), Texts.load("nl"))
    assert [path.as_posix() for path in written] == [
        "params/themes/jong-en-mantelzorg.yaml",
        "params/2021/westerkwartier/jong-en-mantelzorg.yaml",
        "params/2021/westerkwartier/jong-en-mantelzorg.md",
    ]
    assert "2021/westerkwartier/jong-en-mantelzorg" in [job.slug for job in plan(select({}, []))]


def test_places_may_be_chosen(home):
    written = new_theme("wonen", (2022,), ("leek", "marum"), Texts.load("nl"))
    assert len(written) == 5
    assert (home / "params/2022/marum/wonen.yaml").read_text("utf-8").startswith("year: 2022\n")


@pytest.mark.parametrize(
    ("name", "code"), [("armoede", "theme-exists"), ("Te Groot", "theme-name"), ("../weg", "theme-name")]
)
def test_nothing_is_overwritten(home, name, code):
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(ParameterError, match=code):
        new_theme(name, (), (), Texts.load("nl"))
    assert before == {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_file_that_is_already_there_stops_all_of_it(home):
    (home / "params/2021/westerkwartier/wonen.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ParameterError, match="theme-exists"):
        new_theme("wonen", (), (), Texts.load("nl"))
    assert not (home / "params/themes/wonen.yaml").exists()
