"""Switch off each caveat rule and each method in turn: some test must fail each time.

``python -m benchmarks.switch_off`` says what went unnoticed; with a word, only switches whose name
has it. No file is changed: each switch runs the small tests that are about it in a process forked
from one that has already loaded the libraries, and loads the module anew with one text replaced.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType

import hypothesis.strategies  # noqa: F401 - loaded once, before the forks
import pytest

import impactlib.measures.inference
import impactlib.release  # noqa: F401 - loaded once, before the forks
from impactlib import params
from impactlib.params import files

HOME = Path(__file__).resolve().parents[1]
AT_ONCE = 2
EXAMPLES = "12"
"""Of each property: enough to notice, and quick."""

ARGUMENTS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
RULES = "impactlib/defaults/caveats.yaml"


@dataclass(frozen=True)
class Switch:
    """One thing switched off: the text in a file, what stands there instead, and the tests that must notice."""

    name: str
    path: str
    text: str
    instead: str
    tests: tuple[str, ...]


def method(name: str, module: str, text: str, instead: str, *tests: str) -> Switch:
    paths = tuple(f"tests/{file}.py{mark}{test}" for file, mark, test in (name.partition("::") for name in tests))
    path = os.path.normpath(f"impactlib/measures/{module}.py")
    return Switch(name, path, text, instead, paths)


def rows(name: str, text: str, instead: str, *tests: str) -> Switch:
    """One in the declaration of whom a row about scores counts."""
    return method(name, "../catalogue/zrm", text, instead, *tests)


R, HAND, ZRM, EDGES = (
    "oracles/test_against_r",
    "measures/test_hand_counted",
    "measures/test_zrm",
    "measures/test_estimate",
)
SAID, ASKED, ACTIVE = "measures/test_response", "measures/test_surveys", "measures/test_collective"
TIME, DEEP, TREND = "measures/test_caseload", "measures/test_inference", "measures/test_trend"
OPEN = "measures/test_bad_input::test_an_end_score_on_an_open_case_is_ignored"
MIXED = "measures/test_bad_input::test_pairs_of_two_versions_are_never_pooled"
SEEN, REPORTS = "measures/test_what_was_not_seen", "measures/test_reports_hand_counted"

COUNTED = ("impactlib.measures", "impactlib.catalogue")
"""Where everything stands that can be switched off: these modules are loaded anew."""

METHODS = (
    method("Wilson", "estimate", '{"wilson": "wilson"', '{"wilson": "normal"', R),
    method("Clopper-Pearson", "estimate", '"exact": "beta"', '"exact": "wilson"', EDGES),
    method("finite population", "estimate", "n * (population - 1) / (population - n)", "float(n)", R),
    method("bounds of the silent", "estimate", "(count + invited - n) / invited", "count / n", EDGES),
    method("t interval", "estimate", "spread / (n - 1) / n", "spread / n / n", R),
    method("no interval without spread", "estimate", "if n == 1 or spread <=", "if n == 1 or n < 0 < spread <=", EDGES),
    method("clusters", "estimate", "(spread / (1 - part)).sum()", "spread.sum()", R),
    method("degrees of freedom of clusters", "estimate", "/ 2, free))", "/ 2, 1000))", R),
    method("interval on the scale", "estimate", "lowest <= interval[0] and interval[1] <= highest", "True", ACTIVE),
    method(
        "enough activities for an interval",
        "collective",
        "len(n) >= spec.norms.intervals_from_clusters",
        "True",
        ACTIVE,
    ),
    method("nothing recorded is unknown", "estimate", "if missing and missing == n:", "if n < 0:", TIME),
    method("not recorded in the bounds", "estimate", '(row["count"] + missing) / n)', 'row["count"] / n)', TIME),
    method("no client number", "caseload", 'if of_clients and row["unnamed"]:', "if not of_clients and False:", TIME),
    method("only the own organisation", "rows", "if name not in OWN:", "if name:", TIME),
    method(
        "a cohort that is not all there",
        "caseload",
        "within if counts.cohort_recorded else",
        "within if n >= 0 else",
        SEEN,
    ),
    method("nothing of the municipality", "cases", "if rows.empty:", "if False:", SEEN),
    method("a stray old row", "lengths", "REGULAR = 0.25", "REGULAR = 0.0", DEEP),
    method("enough under watch", "survival", "ENOUGH = 10", "ENOUGH = 1", DEEP),
    method("too young for a norm", "readings", "return not recorded(self.first", "return recorded(self.first", REPORTS),
    method(
        "too young for talks",
        "readings",
        'contacts"] <= asked.limit, late=asked.young)',
        'contacts"] <= asked.limit)',
        REPORTS,
    ),
    method(
        "too young to have lasted", "product", "if not counts.lasted_recorded:", "if counts.cases is None:", REPORTS
    ),
    method("year of reach", "collective", 'Period.of_year(spec.params.year), "eigen"', 'spec.period, "eigen"', ACTIVE),
    method(
        "year of what was delivered",
        "response",
        "if delivered else spec.period",
        "if not surveys else spec.period",
        ASKED,
    ),
    method("share of nobody", "estimate", "count / n if n else None", "count / n if n else 0.0", ZRM),
    rows("higher, equal, lower", "(before < scores.end,", "(before <= scores.end,", ZRM),
    rows("from 5 nobody rises", "scores.at(reference, HIGHEST) |", "scores.at(reference, 9) |", ZRM),
    rows("an end of 1 is no rise", '| scores.at("end", LOWEST)', '| scores.at("end", 9)', ZRM),
    rows("missing and not due", '"missing": missing}', '"missing": ~scores.due}', ZRM),
    rows("goal reached when equal", "scores.end >= scores.goal", "scores.end > scores.goal", ZRM),
    rows("goal to stay level", "(scores.goal == scores.start)", "(scores.goal <= scores.start)", ZRM),
    rows("goal to grow", "(scores.goal > scores.start)", "(scores.goal >= scores.start)", HAND),
    rows("reached for certain", "kind & sure,", "kind & False,", ZRM),
    rows("no bounds where nothing is open", "if level != HIGHEST else ()", "if level else ()", ZRM),
    rows("ceiling", '"could_not_rise": HIGHEST', '"could_not_rise": LOWEST + 1', HAND),
    method("bounds leave out what cannot be", "zrm", "- int(every[sums.excluded].sum())", "- 0", ZRM),
    method("transitions from 200", "zrm", "< spec.norms.transitions_from", "< 0", ZRM),
    method("two versions", "zrm", "nunique() > 1)", "nunique() > 2)", MIXED),
    method(
        "caveat of two versions",
        "zrm",
        "caveats=(why,)) if why == TWO_VERSIONS",
        "caveats=()) if why == TWO_VERSIONS",
        MIXED,
    ),
    method("ties in growth", "zrm", '_ORDER.get(row["group"], len(_ORDER))', "0", ZRM),
    method("a year is 365 days", "counts", '"days"] <= DAYS_IN_YEAR', '"days"] < DAYS_IN_YEAR', TIME),
    method("cohort fully observed", "counts", "last = seen - dt.timedelta(days=DAYS_IN_YEAR)", "last = seen", TIME),
    method("first day of the cohort", "counts", "days=DAYS_IN_YEAR - 1)", "days=DAYS_IN_YEAR)", TIME),
    method("median", "caseload", "((n - 1) // 2, n // 2)", "(n // 2, n // 2)", TIME),
    method(
        "end score on an open case",
        "counts",
        "cases.due.ifelse(cases.end, ibis.null",
        "cases.due.ifelse(cases.end, cases.end if 1 else ibis.null",
        OPEN,
    ),
    method(
        "closed after the as-of date",
        "counts",
        "(rows.end_date <= ibis.literal(seen))",
        "rows.end_date.notnull()",
        HAND,
    ),
    method("only individual trajectories", "counts", "rows.kind == INDIVIDUAL,", "", HAND),
    method("basis", "counts", '== "gestart"', '== "nooit"', HAND),
    method(
        "first and last day included",
        "counts",
        "cases.end_date.isnull() | (cases.end_date >= first))\n\n\ndef _is_first",
        "cases.end_date.isnull() | (cases.end_date > first))\n\n\ndef _is_first",
        HAND,
    ),
    method("clients once", "counts", '_is_first("client_id", "theme") & cases.theme)', "cases.theme)", HAND),
    method(
        "as-of never after extraction",
        "rows",
        "min(spec.as_of, registration.meta.extraction_date)",
        "spec.as_of",
        "measures/test_as_of",
    ),
    method("don't know", "response", "if a not in survey.questionnaire.unknown", "if a", SAID),
    method("too few answers", "../catalogue/reach", "answered < norms.answered_at_least", "answered < 0", SAID),
    method("too low a response", "../catalogue/reach", "< norms.response_at_least", "< 0", SAID),
    method("response to generalise", "response", "response < norms.generalisable_response", "response < 0", SAID),
    method("narrow enough", "response", "> norms.generalisable_half_width", "> 1", SAID),
    method("alike enough", "response", "> norms.background_difference", "> 1", SAID),
    method("interval only when generalisable", "response", '== "generaliseerbaar":', '!= "nooit":', SAID),
    method("contradiction in a survey", "surveys", "self.answered > self.invited", "False", SAID),
    method("more answers than answered", "response", "most is not None and n > most", "False", SAID),
    method("open questions", "response", 'if kind != "open"', "if kind", SAID),
    method("sixty days", "surveys", "ANSWER_DAYS = 60", "ANSWER_DAYS = 61", ASKED),
    method("sent date", "surveys", "rows.sent_date.between", "rows.answered_date.between", ASKED),
    method("answers by person first", "surveys", "if by_person is not None:", "if by_person is None:", ASKED),
    method("reversed items", "surveys", "item in questionnaire.reversed", "False", ASKED),
    method("two questionnaires", "surveys", "if len(sizes) > 1", "if len(sizes) > 9", ASKED),
    method("unknown background", "surveys", "known >= at_least", "known >= 0", ASKED),
    method(
        "last answer",
        "collective",
        "agg(answer=long.answer.argmax(long.date))",
        "agg(answer=long.answer.argmin(long.date))",
        ACTIVE,
    ),
    method("few activities", "collective", "len(n) < spec.norms.few_clusters", "len(n) < 0", ACTIVE),
    method("reversed indicators", "collective", "item not in questionnaire.reversed", "True", ACTIVE),
    method("reach without a number", "collective", "or (pd.isna(row.low) and pd.isna(row.high))", "", ACTIVE),
    method(
        "sign test",
        "inference/paired",
        "binomtest(higher, higher + lower, 0.5)",
        "binomtest(higher, higher + lower + 1, 0.5)",
        R,
    ),
    method("zeros ranked", "inference/paired", 'if zeros == "pratt" else 0', "if not zeros else 0", R),
    method("ranks of ties", "inference/paired", "2 * below + here + 1", "2 * below + 2", R),
    method("two sides", "inference/paired", "2 * float(tail)", "float(tail)", R),
    method("Holm", "inference/paired", 'method="holm"', 'method="bonf"', R),
    method("ties count half", "inference/paired", "(d > 0) + (d == 0) / 2", "(d > 0) + 0.0", R),
    method("log-odds", "inference/paired", "math.exp(half - odds)", "math.exp(-odds)", R),
    method("Walsh averages", "inference/paired", "k * (k + 1) // 2", "k * (k - 1) // 2", DEEP),
    method("one pair", "inference/paired", '("one-pair",) if n == 1', '("one-pair",) if n == 0', DEEP),
    method(
        "nothing changed", "inference/paired", '("all-equal",) if higher + lower == 0', '("all-equal",) if n == 0', DEEP
    ),
    method("listwise", "inference/reliability", "answers.dropna()", "answers.fillna(3)", R),
    method("Feldt", "inference/reliability", "(n - 1) * (items - 1)", "(n - 1) * items", R),
    method(
        "item the other way", "inference/reliability", "whole - items[name]) < 0", "whole - items[name]) < -1e9", DEEP
    ),
    method("constant item", "inference/reliability", ".nunique() > 1]", ".nunique() > 0]", DEEP),
    method("unequal activities", "inference/reliability", "(sizes**2).sum() / sizes.sum()", "sizes.mean()", R),
    method("one activity", "inference/reliability", "if len(groups) < 2", "if len(groups) < 1", DEEP),
    method("log-log", "estimate", "(stay * math.log(stay))", "math.log(stay)", R),
    method("late entry", "survival", "entry=_late(rows))", "entry=None)", R),
    method(
        "left truncation",
        "inference/closing",
        '(lengths["started_ago"] > back)',
        '(lengths["started_ago"] > 9999)',
        DEEP,
    ),
    method("open cases", "lengths", '(own["end_date"].where(ended, day) - ', '(own["end_date"] - ', DEEP),
    method("R-indicator", "inference/propensity", "(n.sum() - 1))", "n.sum())", R),
    method("bias of the R-indicator", "inference/propensity", "spread - _variance(design, n, chances)", "spread", DEEP),
    method("mean of the chances", "inference/propensity", "/ n.sum()) - of_mean", "/ n.sum())", DEEP),
    method("too few asked", "inference/propensity", "if by_chance < LEAST:", "if by_chance < -9:", DEEP),
    method("separation", "inference/propensity", "((chances > 1e-6) & (chances < 1 - 1e-6))", "(chances > -1)", DEEP),
    method(
        "break of the line", "inference/trend", "if before.same.get(name) != point.same.get(name)", "if not name", TREND
    ),
    method("no difference over a break", "inference/trend", "and not breaks and", "and", TREND),
    method("chance between years", "inference/trend", 'method="newcomb"', 'method="wald"', TREND),
    method("cases in both years", "inference/trend", "point.figure not in APART", "not point.figure", TREND),
    method("mixed versions in the trend", "inference/trend", 'if "+" in before', 'if "nooit" in before', TREND),
    method("only qualitative", "inference/trend", 'if "alleen_kwalitatief" in', 'if "nooit" in', TREND),
    method("flow joins", "inference/trend", '== row["open_at_start"]', '!= ""', TREND),
)


def switches() -> tuple[Switch, ...]:
    """Each rule of caveats.yaml, and each method."""
    tests = ("tests/measures/test_caveats.py",)
    rules = [line for line in (HOME / RULES).read_text(encoding="utf-8").splitlines(keepends=True) if line[:1] == "-"]
    return (*(Switch(f"caveat {line.strip()}", RULES, line, "", tests) for line in rules), *METHODS)


class _Without(importlib.machinery.SourceFileLoader):
    """Loads a module with one text replaced; the file stays as it is."""

    def __init__(self, name: str, switch: Switch) -> None:
        super().__init__(name, str(HOME / switch.path))
        self._switch = switch

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - as the loader asks
        source = self.get_data(self.path).decode("utf-8").replace(self._switch.text, self._switch.instead)
        return compile(source, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        if fullname.replace(".", "/") + ".py" != self._switch.path:
            return None
        return importlib.util.spec_from_loader(fullname, _Without(fullname, self._switch))


def switched_off(switch: Switch, folder: Path) -> None:
    """Switch it off in this process: call it in a fork."""
    if switch.path == RULES:
        files.DEFAULTS = Path(shutil.copytree(files.DEFAULTS, folder / "defaults"))
        rules = files.DEFAULTS / "caveats.yaml"
        rules.write_text(rules.read_text(encoding="utf-8").replace(switch.text, switch.instead), encoding="utf-8")
        params.caveat_rules.cache_clear()
    sys.meta_path.insert(0, _Finder(switch))
    for name in [name for name in sys.modules if name.startswith(COUNTED)]:
        del sys.modules[name]


def noticed(switch: Switch, folder: Path) -> bool:
    """Whether a test fails with the thing switched off."""
    switched_off(switch, folder)
    os.environ["MEASURE_EXAMPLES"] = EXAMPLES
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        found = pytest.main([*ARGUMENTS, f"--basetemp={folder}/tests", *switch.tests])
    return found == pytest.ExitCode.TESTS_FAILED


def run(found: tuple[Switch, ...]) -> list[str]:
    """Try every switch, a few at a time; the names of those that nobody noticed."""
    unnoticed, waiting, running = [], list(found), {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            switch, folder = waiting.pop(0), Path(tempfile.mkdtemp(prefix="switch-off-"))
            pid = os.fork()
            if pid == 0:
                os._exit(0 if noticed(switch, folder) else 1)
            running[pid] = (switch, folder)
        pid, status = os.wait()
        switch, folder = running.pop(pid)
        shutil.rmtree(folder)
        if status:
            unnoticed.append(switch.name)
    return unnoticed


if __name__ == "__main__":
    os.chdir(HOME)
    started = time.monotonic()
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    tried = tuple(switch for switch in switches() if wanted in switch.name)
    missed = run(tried)
    print(f"{len(tried)} switched off, {len(missed)} unnoticed, in {time.monotonic() - started:.0f} s")
    print("\n".join(missed))
    sys.exit(1 if missed else 0)
