"""How strong the attacker is, and that the door withstands it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from impactlib.audit import RULES, AuditFinding
from impactlib.audit.attack import attack
from impactlib.audit.facts import Facts
from impactlib.audit.ranges import Infeasible, narrow
from impactlib.model import CLIENTS, CLIENTS_REST, Row
from impactlib.params import policies
from impactlib.release import release

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import disclosure

BARE = policies()["standaard"].model_copy(update={"threshold": 1, "percentages_from": 1, "possible_values": 1})
"""Hides nothing, but rounds: what an attacker would have if only one cell were masked."""

CUES = (
    *(f"zrm-end-vs-start/{group}" for group in ("higher", "lower", "unknown", "not_due", "missing")),
    *(f"zrm-end-vs-goal/{group}" for group in ("equal", "missing")),
    *(f"zrm-levels/{group}" for group in ("start-2", "goal-unknown", "pairs-start-3", "pairs-end-4")),
    *(f"zrm-ceiling/{group}" for group in ("could_not_rise", "could_not_fall")),
    *(f"caseload-flow/{group}" for group in ("started", "closed", "open_at_end")),
    *(f"ph-dimension/{group}" for group in ("meedoen", "not_recorded")),
    "zrm-goal-reached/reached",
    "zrm-start-level/start-3",
    "zrm-growth/financien",
    "caseload-age/25-44",
    "caseload-theme-share/theme",
)


@pytest.fixture(scope="module")
def sheets():
    """Two years of one theme with nothing hidden, large enough that each cell has somebody in it."""
    made = []
    for spec, measures in disclosure.sheets(134, "standaard"):
        for measure in measures.values():  # as if nobody ever came back
            measure.rows[CLIENTS] = measure.rows["count"].fillna(measure.rows["n"])
            measure.rows[CLIENTS_REST] = (measure.rows["n"] - measure.rows["count"]).fillna(0)
        if spec.params.theme == "armoede":
            tables = release(measures, BARE, show_dimensions=["meedoen"], theme_domains=disclosure.TABLE_DOMAINS)
            made.append(disclosure.published(spec, tables))
    return made


def masked(published, cell):
    """The same sheet with one row masked, and the number that was there."""
    name, _, group = cell.partition("/")
    tables, count = [], None
    for table in published.sheet.tables:
        rows = list(table.rows)
        for place, row in enumerate(rows):
            domain = name == "caseload-theme-share" and table.id == name
            if table.id == name and (row.group == group or domain):
                count = row.count if row.group == group else count
                rows[place] = Row(group=row.group, unit=row.unit, state="suppressed", caveats=("onderdrukt",))
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    sheet = published.sheet.model_copy(update={"tables": tuple(tables)})
    return type(published)(published.path, published.file, sheet, published.old), count


@pytest.mark.parametrize("cell", CUES)
def test_a_single_mask_is_undone_by_what_other_cells_say(sheets, cell):
    first, second = sheets
    hidden, count = masked(first, cell)
    assert count is not None
    found = [finding for finding in attack([hidden, second], RULES) if finding.cell.startswith(cell.partition("/")[0])]
    assert AuditFinding(first.file, cell, "too-narrow", count, count) in found


def test_nothing_hidden_is_nothing_to_find(sheets):
    assert list(attack(sheets, RULES)) == []


@pytest.mark.parametrize("seed", [0, 3, 10])
def test_all_sheets_of_a_set_together_give_no_hidden_cell_away(seed):
    ours, alone = disclosure.run(seed)
    assert ours.findings == []
    assert alone.findings != []


@pytest.mark.parametrize(("seed", "shape"), [(36, "unscored"), (44, "unscored"), (45, "without-ends")])
def test_an_organisation_that_fills_in_no_scores_does_not_tell_how_few_are_still_open(seed, shape):
    ours, alone = disclosure.run(seed, shape=shape)
    assert ours.findings == []
    assert alone.findings != []


SDC_TABLE = np.array([[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]])
SDC_HIDDEN = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)]
"""Source: sdcTable 0.32, tests/testthat/test-simpleheuristic.R (v1 = w x y z, v2 = a b c d)."""


def ranges(counts, hidden, wanted=10**6):
    facts = Facts()
    for cells in (*([(r, c) for c in range(4)] for r in range(4)), *([(r, c) for r in range(4)] for c in range(4))):
        facts.between(facts.total(cells), sum(counts[c] for c in cells), sum(counts[c] for c in cells))
    for cell in np.ndindex(counts.shape):
        if cell in hidden:
            facts.hide("f", str(cell), facts.total([cell]), 0)
        else:
            facts.between(facts.total([cell]), counts[cell], counts[cell])
    return {found.cell.cell: (found.low, found.high) for found in narrow(facts.limits, facts.hidden, wanted)}


def test_the_ranges_are_those_that_sdctable_reports():
    assert ranges(SDC_TABLE, SDC_HIDDEN)["(0, 1)"] == (47, 47)
    assert ranges(SDC_TABLE, [*SDC_HIDDEN, (1, 1)])["(0, 1)"] == (0, 141)


def test_cells_that_are_wide_enough_are_not_named():
    assert ranges(SDC_TABLE, [*SDC_HIDDEN, (1, 1)], wanted=4) == {}


def test_facts_that_contradict_each_other_have_no_range():
    facts = Facts()
    facts.between(facts.total("ab"), 5, 5)
    facts.hide("f", "a", facts.total("a"), 1)
    facts.between(facts.total("a"), 6, 9)
    with pytest.raises(Infeasible):
        narrow(facts.limits, facts.hidden, 4)
