"""Public tables that ship: a broken line must be named, an empty cell must stay empty."""

import pytest

from impactlib.intake.shipped import budget_lines, municipal_figures
from impactlib.measures.budget import budget
from impactlib.model import RegistrationError
from impactlib.params import spec_of

HEADER = "budget,year,programme,post,kind,parts,amount,hours,fte,cost,activity,source\n"


def values(year):
    spec = spec_of({"year": year, "municipality": "noordoostpolder", "report": "verwacht-werkelijk"})
    table = budget(budget_lines("noordoostpolder"), spec)
    return {row["group"]: row["value"] for row in table.rows.to_dict("records")}


def test_the_budget_of_2026_adds_up_except_for_the_posts():
    found = values(2026)
    total = "begroting-2026/totaal"
    assert (found[f"{total}/amount"], found[f"{total}/amount_parts"]) == (3194779, 3194779)
    assert (found[f"{total}/hours_difference"], found[f"{total}/cost_difference"]) == (0, 0)
    assert found[f"{total}/fte_difference"] == pytest.approx(-0.1)
    assert found[f"{total}/gaps"] == 16000
    assert found["begroting-2026/opbouwwerk_buurtwerk/gap"] == 5333
    assert found["begroting-2026/activiteitenbudget_dorpen/amount"] is None
    assert found["begroting-2026/welzijn_op_recept/amount"] == 125000


def test_the_cuts_of_2022_add_up_to_what_was_asked():
    found = values(2022)
    assert found["maatregelen-2022/totaal/amount_difference"] == 0
    assert found["taakstelling-2022/totaal/amount_difference"] == 0
    assert found["maatregelen-2022/vermindering_overhead/amount_difference"] == 0


def test_every_municipality_has_a_province_and_the_country_adds_up():
    for year, residents in ((2017, 17081507), (2021, 17475415)):
        figures = municipal_figures()[year]
        assert int(figures["inwoners"].sum()) == residents
        assert figures["province"].nunique() == 12
        assert figures["code"].is_unique
        assert not figures.isna().any().any()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("b,2024,,post,iets,,1,,,,,bron\n", "kind"),
        ("b,2024,,post,regel,,veel,,,,,bron\n", "amount"),
        ("b,dit jaar,,post,regel,,1,,,,,bron\n", "year"),
    ],
)
def test_a_broken_line_is_named(tmp_path, monkeypatch, line, column):
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    folder = tmp_path / "data" / "hier"
    folder.mkdir(parents=True)
    (folder / "budget.csv").write_text(HEADER + line, encoding="utf-8")
    with pytest.raises(RegistrationError, match=f"line=1, column={column}"):
        budget_lines("hier")
