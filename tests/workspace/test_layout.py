"""New workspaces: what stands in them, and that nothing that was there is lost."""

from __future__ import annotations

import shlex
import shutil

import pytest
import yaml

from impactlib.batch import layout
from impactlib.model import ParameterError
from impactlib.text import Texts
from tests.conftest import HOME
from tests.workspace.bureau import files, words, words_of_the_demonstration


@pytest.fixture(autouse=True)
def empty(tmp_path, monkeypatch):
    """An empty folder, outside any workspace."""
    monkeypatch.delenv("IMPACT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(folder):
    return yaml.safe_load((folder / "params/workspace.yaml").read_text("utf-8"))


def test_a_new_workspace_holds_what_was_answered_and_every_folder(empty, impact):
    names = ("Midden Groningen", "'s-Hertogenbosch", "súdwest-fryslân")
    places = [word for name in names for word in ("--municipality", name)]
    years = ("--year", 2023, "--year", 2022)
    code, out, _ = impact("init", "a/bureau", "--organisation", " Sociaal Werk:  #1 ", *places, *years)
    assert (code, "a/bureau" in out) == (0, True)
    assert said(empty / "a/bureau") == {
        "organisation": "Sociaal Werk: #1",
        "municipalities": ["midden-groningen", "s-hertogenbosch", "sudwest-fryslan"],
        "years": [2022, 2023],
        "themes": [],
    }
    there = {path.name for path in (empty / "a/bureau").iterdir()}
    assert there == {"params", "notebooks", "registration", "outputs", "README.md", ".gitignore"}
    assert [path.name for path in (empty / "a").iterdir()] == ["bureau"], "nothing half-made stays beside it"


def test_nothing_of_the_demonstration_is_in_a_new_workspace(empty, impact):
    impact("init", "bureau", "--organisation", "Zwaluw", "--municipality", "urk")
    demonstration = words_of_the_demonstration()
    assert len(demonstration) > 400
    assert not words((empty / "bureau").rglob("*")) & demonstration


def test_registrations_keys_and_exports_stay_out_of_git(empty, impact):
    impact("init", "bureau", "--organisation", "Zwaluw")
    lines = (empty / "bureau/.gitignore").read_text("utf-8").split("\n")
    assert {"registration/", ".impact/", "*.xlsx", "*.csv", "*.sav", "*.parquet"} <= set(lines)


def test_what_the_readme_of_a_workspace_tells_to_type_is_understood(empty, impact, monkeypatch):
    impact("init", "bureau", "--organisation", "Zwaluw", "--municipality", "urk")
    monkeypatch.chdir(empty / "bureau")
    lines = (empty / "bureau/README.md").read_text("utf-8").split("\n")
    commands = [line.partition("#")[0].split()[1:] for line in lines if line.startswith("impact ")]
    assert len(commands) > 5
    for words_typed in commands:
        code, out, err = impact(*words_typed)
        written = words_typed[0] == "new"
        assert (code == 0) == written, (words_typed, out, err)
        assert not any(sign in err for sign in ("parameter", "optie", "--help")), err
    assert (empty / "bureau/params/2024/uw-gemeente/armoede.md").is_file()


@pytest.mark.parametrize(
    ("words_typed", "told"),
    [
        ([], "organisatie ontbreekt"),
        (["--organisation", "  "], "organisatie ontbreekt"),
        (["--organisation", "A", "--theme", "armoed"], "armoede"),
        (["--organisation", "A", "--municipality", "middengroningn"], "midden-groningen"),
        (["--organisation", "A", "--municipality", "../x/"], None),
        (["--organisation", "A", "--municipality", "..."], "gemeente"),
        (["--organisation", "A", "--year", "23"], "--year"),
        (["--organisation", "A", "--organisation", "B"], "organisation"),
    ],
)
def test_a_wrong_answer_is_told_and_leaves_nothing(empty, impact, words_typed, told):
    code, _, err = impact("init", "bureau", *words_typed)
    if told is None:  # a name that nobody knows becomes a name without signs
        assert said(empty / "bureau")["municipalities"] == ["x"]
        return
    assert code == 2
    assert told in err
    assert not list(empty.iterdir())


def test_a_folder_in_use_is_never_written_to(empty, impact, monkeypatch):
    (empty / "mijn").mkdir()
    (empty / "mijn/brief.txt").write_text("van mij", encoding="utf-8")
    (empty / "bestand").write_text("van mij", encoding="utf-8")
    before = files(empty)
    for name in ("mijn", "bestand", "bestand/bureau", "."):
        code, _, err = impact("init", name, "--organisation", "A")
        assert code == (1 if name == "bestand/bureau" else 2), err
        assert files(empty) == before
    monkeypatch.chdir(empty / "mijn")
    assert "mijn" in impact("init", ".", "--organisation", "A")[2]
    assert files(empty) == before


def test_a_workspace_that_is_used_is_refused_and_one_that_is_not_stays_as_it_is(empty, impact):
    asked = ("init", "bureau", "--organisation", "A")
    assert impact(*asked)[0] == 0
    assert impact(*asked)[0] == 0
    assert impact("init", "bureau", "--organisation", "B")[0] == 2
    (empty / "bureau/registration/registration.yaml").write_text("van mij", encoding="utf-8")
    assert impact(*asked)[0] == 2
    assert said(empty / "bureau")["organisation"] == "A"


def test_on_a_terminal_what_was_not_given_is_asked_in_dutch():
    answers = {"organisatie": "De Brug", "gemeente": " leek, urk ,", "jaren": "2022, 2023", "thema": ""}
    asked = []

    def answer(question):
        asked.append(question)
        return next(found for word, found in answers.items() if word in question.lower())

    found = layout.asked(answer, Texts.load("nl"), layout.Answers("", themes=("armoede",)))
    assert found == layout.Answers("De Brug", ("leek", "urk"), (2022, 2023), ("armoede",))
    assert len(asked) == 3, "a theme was given and is not asked again"
    with pytest.raises(ParameterError, match="parameter-number"):
        layout.asked(lambda question: "vorig jaar", Texts.load("nl"), layout.Answers(""))


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    return layout.demonstrate(tmp_path_factory.mktemp("demo") / "demo", Texts.load("nl"))


def test_the_demonstration_is_a_complete_workspace_of_its_own(demonstration, impact, monkeypatch):
    monkeypatch.chdir(demonstration)
    assert said(demonstration) == {"demonstration": True}
    for name in ("params", "data", "notebooks"):
        own = {path.relative_to(HOME / name) for path in (HOME / name).rglob("*") if path.suffix in (".yaml", ".md")}
        assert own == {
            path.relative_to(demonstration / name)
            for path in (demonstration / name).rglob("*")
            if path.suffix in (".yaml", ".md")
        }
    code, out, err = impact("run", "--dry-run", "--json")
    assert code == 0, err
    assert '"sheet": "2020/westerkwartier/armoede"' in out
    assert '"sheet": "2024/oldambt/productblad-1"' in out


def test_writing_the_demonstration_again_changes_nothing_and_what_somebody_changed_stays(demonstration, impact):
    before = files(demonstration)
    assert impact("demo", demonstration)[0] == 0
    assert files(demonstration) == before
    changed = demonstration / "params/style.yaml"
    kept = changed.read_text("utf-8")
    changed.write_text("publisher: Ik\n", encoding="utf-8")
    code, _, err = impact("demo", demonstration)
    changed_still = changed.read_text("utf-8")
    changed.write_text(kept, encoding="utf-8")
    assert (code, changed_still) == (1, "publisher: Ik\n"), err


def typed_in_the_readme(block):
    own = (HOME / "README.md").read_text("utf-8").partition("## Your own year")[2].split("```")[block]
    return [shlex.split(part, comments=True) for line in own.split("\n") for part in line.split("&&") if part.strip()]


@pytest.mark.parametrize("block", [1, 3])
def test_the_commands_of_the_readme_for_ones_own_data_do_no_harm_when_typed_literally(
    empty, impact, monkeypatch, block
):
    """In a checkout without a run: nothing that is there changes, and no real page lands among invented ones."""
    copy = empty / "checkout"
    for name in ("params", "notebooks", "data"):
        shutil.copytree(HOME / name, copy / name)
    before = files(copy)
    monkeypatch.chdir(copy)
    commands = [typed for typed in typed_in_the_readme(block) if typed[0] in ("impact", "cd")]
    assert len(commands) > 5
    for typed in commands:
        if typed[0] == "cd":
            monkeypatch.chdir(typed[1])
        elif "internal" in typed:  # an ordinary run of the demonstration, in a folder of its own
            assert impact(*typed[1:], "--dry-run")[0] == 0
        else:
            impact(*typed[1:])
    after = files(copy)
    assert {name: after.get(name) for name in before} == before
    new = [name for name in after if name not in before]
    assert all(name.startswith("bureau/") or "eenzaamheid" in name for name in new), new
