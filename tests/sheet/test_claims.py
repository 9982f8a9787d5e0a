"""No sentence claims more than its rows: what names a direction, a largest, an absence or a time is bound to what makes it true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from impactlib.model import Background, Row
from impactlib.params import home
from impactlib.text import Texts
from tests.sheet import fixture
from tests.sheet.test_chapters import text_of

TEXTS = Texts.load("nl")
SECTIONS = ("page", "sentences", "caveats", "tables", "reports", "methods")
DIRECTION = r"(?:meer|minder) dan|hogere?|lagere?|grotere?|kleinere?|strenger|vaker|stijg\w*|daal\w*|daling"
LARGEST = r"meeste|vaakst|grootste|kleinste|hoogste|laagste|driekwart|bijna alle|te weinig"
ABSENCE = r"nooit|geen|niemand|niets|nergens|was er niet|elke?|alle|allemaal|iedereen|toevallig"
TIME = r"van voor|nieuwste|nieuwere?|vorig jaar|voor het eerst|eerste jaar|voorbij"
CLAIM = re.compile(rf"(?i)\b(?:{DIRECTION}|{LARGEST}|{ABSENCE}|{TIME})\b")

# Why a pattern with such a word cannot be false where it is said. Each key is a place in
# params/text/nl.yaml; an entry that fits nothing any more is an error too.
EMPTY = "said only where the table or the description that it speaks of holds nothing"
ROW = "the outcome is the row whose number stands in the sentence; without the number it falls away"
CAVEAT = "given by a rule of params/caveats.yaml, or by the measure that found it"
LABEL = "names a thing, a class or a choice; says nothing of how large it is"
METHOD = "says how was counted or what a table means, the same for every figure"
DECIDED = "chosen in code by the numbers or the dates that it names"
AGREED = "repeats what params/ says was agreed"

BOUND = {
    "page.no_*": EMPTY,
    "page.columns.no_*": EMPTY,
    "page.compare.nothing": EMPTY,
    "page.evidence_words.geen": ROW,
    "page.too_few": ROW,
    "page.more_than": DECIDED,
    "page.less_than": DECIDED,
    "page.statuses.*": DECIDED,
    "page.terms.*": DECIDED,
    "page.goal_words.*": LABEL,
    "page.score_words.*": LABEL,
    "page.indicators.*": LABEL,
    "page.surveys.*": METHOD,
    "page.context_scale": METHOD,
    "page.opinion_loose_sub": METHOD,
    "page.indicators_sub": METHOD,
    "page.matrix_caption": LABEL,
    "page.compare.no": METHOD,
    "page.chapters.kanttekeningen.sub": METHOD,
    "page.overview.*": LABEL,
    "page.failed.no_data": METHOD,
    "page.colophon.privacy_intern": DECIDED,
    "page.caveats_plain.*": CAVEAT,
    "page.caveat_words.*": CAVEAT,
    "caveats.*": CAVEAT,
    "tables.*": LABEL,
    "sentences.no-*": EMPTY,
    "sentences.impact-werkwijze": EMPTY,
    "sentences.context": EMPTY,
    "sentences.cases-share": ROW,
    "sentences.short-higher": ROW,
    "sentences.known": ROW,
    "sentences.bounds": ROW,
    "sentences.title-higher": ROW,
    "sentences.title-version-*": ROW,
    "sentences.title-dimensions": ROW,
    "sentences.ceiling": ROW,
    "sentences.impact-individueel": ROW,
    "sentences.scores-goal": METHOD,
    "sentences.title-indicators": LABEL,
    "sentences.same-number": DECIDED,
    "sentences.matrix-*": DECIDED,
    "sentences.verdict-*": DECIDED,
    "sentences.share-bounds": ROW,
    "sentences.*-unknown": ROW,
    "reports.voorveld.sentences.results-without": ROW,
    "methods.verdict.*": DECIDED,
    "reports.*no-*": EMPTY,
    "reports.*nothing*": EMPTY,
    "reports.*none-of": EMPTY,
    "reports.*only-*": EMPTY,
    "reports.*not-yet-*": EMPTY,
    "reports.*-open": EMPTY,
    "reports.no_baseline": EMPTY,
    "reports.per_year": EMPTY,
    "reports.*.no_*": EMPTY,
    "reports.din.overdue": DECIDED,
    "reports.*.targets_sub": METHOD,
    "reports.*.limits*": METHOD,
    "reports.*-read": METHOD,
    "reports.*.ages-of-meetings": METHOD,
    "reports.*.pro-rata": METHOD,
    "reports.*_folded": LABEL,
    "reports.*.chapters.*": LABEL,
    "reports.*.short.*": LABEL,
    "reports.words.*": LABEL,
    "reports.*title-top-*": DECIDED,
    "reports.*.total-*": DECIDED,
    "reports.*.why-*": DECIDED,
    "reports.*.norm-*": AGREED,
    "reports.*.short-*": ROW,
    "reports.*.compared": ROW,
    "reports.*.behind": ROW,
    "reports.*.gaps": ROW,
    "reports.*.without-domain": EMPTY,
}


def patterns(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every pattern of the texts with its place; those of one list share it."""
    if isinstance(node, dict):
        for name, below in node.items():
            yield from patterns(below, f"{key}.{name}" if key else str(name))
    elif isinstance(node, list):
        for below in node:
            yield from patterns(below, key)
    else:
        yield key, str(node)


CLAIMS = [(key, said) for part in SECTIONS for key, said in patterns(TEXTS.raw(part), part) if CLAIM.search(said)]


def test_each_pattern_that_claims_something_is_bound_to_what_makes_it_true():
    loose = [(key, said) for key, said in CLAIMS if not any(fnmatchcase(key, place) for place in BOUND)]
    assert loose == []


def test_no_binding_is_left_of_a_sentence_that_went():
    keys = [key for key, _ in CLAIMS]
    assert [place for place in BOUND if not any(fnmatchcase(key, place) for key in keys)] == []


# Where a sentence is true, and where it is not: what the sheet holds in each of the two.


def of(name, *rows):
    return fixture.tables() | {name: fixture.tables()[name].model_copy(update={"rows": rows})}


def without(*names):
    return {name: table for name, table in fixture.tables().items() if name not in names}


def other(**parts):
    return replace(fixture.background(), **parts)


def figure(area, year, value=7.0):
    group = f"laag_inkomen_huishoudens@{area}@{year}"
    older = ("ouder-cijfer",) if year < 2020 else ()
    return Row(group=group, value=value, unit="%", area=area, year=year, source="CBS", caveats=older)


def answers(*caveats):
    rows = (fixture.share(name, 80, 100, caveats=caveats) for name in ("klanttevredenheid", "netwerktevredenheid"))
    return of("response", *rows)


def goal_k2b(said):
    return f"## doel-K2b\nstatus: {said}\nweten: Iets.\n"


def activities(*dimensions):
    return of("collective-activities", *(Row(group=f"A0{i}", name="n", dimensions=d) for i, d in enumerate(dimensions)))


SCORED = [name for name in fixture.tables() if name.startswith(("zrm", "caseload", "ph-", "dimension"))]
OWN, REST = ("kwaliteit_van_leven",), ("meedoen",)
SATISFIED = fixture.table("satisfaction", [fixture.share("omgang", 60, 67, 324)], source="klanttevredenheid")
NOTHING = Background()
CASES = fixture.table("caseload-theme-share", [fixture.share("theme", 0, 718)])

MADE = {
    "page.no_goals": ({"background": NOTHING}, {}),
    "page.no_context": ({"released": without("context")}, {}),
    "page.no_projects": ({"background": NOTHING}, {}),
    "page.columns.no_expertise": ({"background": NOTHING}, {}),
    "page.columns.no_collective": ({"background": NOTHING}, {}),
    "page.no_aim": ({"background": NOTHING}, {"released": activities(OWN) | {"collective-reach": fixture.collective()["collective-reach"]}, "background": other(activities=(fixture.Activity("A00", "n", "Leren.", None, "loopt"),))}),
    "page.compare.nothing": ({"released": without("context", "trend")}, {}),
    "page.statuses.geen-nieuwe-meting": ({"words": goal_k2b("te-vroeg")}, {"words": goal_k2b("daalt")}),
    "page.opinion_loose_sub": ({}, {"released": answers("generaliseerbaar")}),
    "page.colophon.privacy_intern": ({"privacy": "intern"}, {}),
    "sentences.no-domain": ({"theme": "laaggeletterdheid", "released": without(*SCORED), "words": ""}, {}),
    "sentences.no-cases": ({"released": {}}, {}),
    "sentences.no-theme-cases": ({"released": {CASES.id: CASES}}, {}),
    "sentences.no-activities": ({"released": {}}, {}),
    "sentences.no-partners": ({"background": NOTHING}, {}),
    "sentences.no-opinion": ({}, {"released": answers("generaliseerbaar") | {SATISFIED.id: SATISFIED}}),
    "sentences.impact-werkwijze": ({}, {"words": "## impact-werkwijze\nSamen kiezen.\n"}),
    "sentences.matrix-all": ({"released": activities(OWN, OWN)}, {"released": activities(OWN, REST)}),
    "sentences.matrix-none": ({"released": activities(REST, REST)}, {"released": activities(OWN, REST)}),
    "sentences.same-number": ({"released": of("ph-dimension", fixture.share("not_recorded", 129, 273))}, {}),
    "sentences.ceiling": ({"released": fixture.tables() | {"zrm-ceiling": fixture.table("zrm-ceiling", [fixture.share("could_not_rise", 12, 144)])}}, {"released": fixture.tables() | {"zrm-ceiling": fixture.table("zrm-ceiling", [fixture.share("could_not_rise", 0, 144)])}}),
    "caveats.ouder-cijfer": ({"released": of("context", figure("westerkwartier", 2019))}, {"released": of("context", figure("westerkwartier", 2019), figure("westerkwartier", 2020))}),
    "methods.verdict.low_response": ({}, {"released": answers("generaliseerbaar")}),
    "methods.verdict.generalisable": ({"released": answers("generaliseerbaar")}, {}),
    "methods.verdict.indicative": ({"released": answers("indicatief")}, {"released": answers("generaliseerbaar")}),
}  # fmt: skip
"""Place of a sentence: a sheet on which it is true, and one on which it is not."""


def said(key: str, **parts: object) -> bool:
    """Whether the page of that sheet holds the first pattern at ``key``, whatever its figures are."""
    found = TEXTS.raw(key)
    pattern = re.split(r"\{\w+\}", str(found[0] if isinstance(found, list) else found).strip())
    whole = re.compile(r"\s?.{1,90}?\s?".join(re.escape(part.strip()) for part in pattern))
    return bool(whole.search(text_of(fixture.page(fixture.sheet(**parts)).html)))


@pytest.mark.parametrize("key", MADE)
def test_a_sentence_is_said_where_it_is_true_and_only_there(key):
    true, false = MADE[key]
    assert said(key, **true)
    assert not said(key, **false)


def test_each_sentence_of_a_sheet_that_code_decides_about_is_tried_where_it_is_false():
    decided = {
        key
        for key, _ in CLAIMS
        if key.split(".", maxsplit=1)[0] in ("page", "sentences")
        and any(fnmatchcase(key, place) and BOUND[place] in (EMPTY, DECIDED) for place in BOUND)
    }
    assert decided - set(MADE) - set(ELSEWHERE) == set()


ELSEWHERE = {
    "page.columns.no_individual": "the theme's own list; every theme that ships names something",
    "page.statuses.te-vroeg": "reads as geen-nieuwe-meting",
    "page.statuses.daalt": "test_goals: the researcher's own answer",
    "page.statuses.stijgt": "test_goals: the researcher's own answer",
    "page.more_than": "test_cells: the words follow the bounds of the row",
    "page.less_than": "test_cells: the words follow the bounds of the row",
    "page.terms.overdue_learning": "test_goals",
    "page.terms.overdue_shared": "test_goals",
    "page.evidence_words.geen": "the row's own slug",
    "sentences.context": "the fallback of an indicator without a sentence",
    "sentences.verdict-alleen-kwalitatief": "stands in where the row's numbers are hidden; chosen by its caveat",
    "sentences.verdict-indicatief": "stands in where the row's numbers are hidden; chosen by its caveat",
    "sentences.verdict-generaliseerbaar": "stands in where the row's numbers are hidden; chosen by its caveat",
}


# The words of the demonstration's researcher: the same words, bound to a figure in the same sentence,
# or listed here with what they rest on.
REASONS = {
    "van voor corona": "years of the figures: 2018 and 2019 in data/westerkwartier/context.csv",
    "niets over het werk van": "public figures are about all residents",
    "Het bereik is bij elke activiteit anders geteld": "units and precision in data/westerkwartier/activity_reach.csv",
    "geen hulp krijgen": "no source counts who gets no help",
    "Het is geen maat voor wie hulp nodig heeft": "public figures are about all residents",
    "te weinig contactpersonen vulden de vragenlijst in": "verdict alleen-kwalitatief of the survey of 2020",
    "status:": "goals.csv against the day the data were read; the page decides",
    "Of het aandeel daalt, weten we": "an open question, no claim",
    "Elk jaar dezelfde bron": "what is asked for",
    "Het is geen meting": "counting rule: a choice in talk, no score",
    "De termijn van deze doelen is voorbij": "deadlines in goals.csv, tested below",
    "Dit is het eerste jaar van dit feitenblad": "2020 is the first year with words in params/",
    "Er zijn nog geen punten van vorig jaar": "2020 is the first year with words in params/",
    "staan op dit blad geen openbare cijfers": "the theme's context names none about adults",
    "De maanden september tot en met december 2020": "periods of the two sheets in params/",
    "Het doel vraagt om een daling; de opdracht vroeg dat het niet stijgt": "goals.csv, L4",
    "De opdracht vroeg dat het niet stijgt; het doel vraagt een daling": "goals.csv, L4",
    "De opdracht vroeg dat overgewicht niet stijgt, het doel vraagt een daling": "goals.csv, L4",
    "dalen of niet stijgen": "goals.csv, L4",
    "tussen dalen en niet stijgen": "goals.csv, L4",
    "zit geen nieuwe meting": "data/westerkwartier holds none",
    "Dat laat een ontwikkeling zien, geen oorzaak": "caveat geen-bewijs",
    "Die ging over alle hulp": "caveat alle-themas",
    "Het is de bedoeling dat": "an intention, told as one",
    "{org} noteert elke doorverwijzing": "what is asked for",
    "Dit thema is geen leefgebied in de registratie": "theme without domains",
    "kunnen we daarom niets zeggen": "theme without domains",
    "Nu heeft dit doel geen datum": "goals.csv, DF4: a next measurement without a day",
    "openbare cijfers over alle inwoners": "data/westerkwartier/context.csv",
    "Elk feitenblad begint met de situatie": "the order of the chapters",
    "zit geen vragenlijst onder contactpersonen": "the demonstration holds none in 2021",
    "voor het eerst een vragenlijst": "the demonstration holds answers of 2021 and none of 2020",
    "gaan over henzelf en niet over alle": "verdict of the survey",
    "Van vorig jaar:": "an invented account of a talk, marked as invented by the strip",
    "is nog niets besloten": "an invented account of a talk, marked as invented by the strip",
    "nog niet gesproken": "an invented account of a talk, marked as invented by the strip",
    "stond ook op het blad van vorig jaar": "the same figure of 2019 on both sheets",
    "zodat we niet alle uitkomsten kunnen tonen": "rows that are hidden on the sheet",
    "niet iedereen deed mee": "answers below the reach of the same activity",
    "Hoe maken we vragenlijsten die iedereen kan invullen": "a question",
    "daarover staat hier niets": "data/noordoostpolder: no maatschappelijk werk before 2025",
    "Wie vaker kwam, telt vaker mee": "caveat niet-uniek",
    "andere vragen binnen dan vorig jaar": "an invented signal, marked as invented by the strip",
    "vaker bekendmaken": "what was agreed, invented",
    "van elke bijeenkomst het aantal deelnemers": "what was agreed, invented",
    "en niet iedereen die volgens het jaarverslag verder is geholpen": "docs/demonstration.md: 1,004 stated, trajectories only",
    "De normen gaan over alle partijen in het voorveld": "Aanpak Hervorming Voorveld: norms of the whole field",
    "bij hoeveel geschillen geen uitkomst bekend is": "docs/demonstration.md: invented",
    "elke verdeling is dus verzonnen": "docs/demonstration.md: totals published, everything else invented",
}


def sentences_of(path):
    """Sentences of the words that are published: without the line for whoever edits the file."""
    _, _, body = path.read_text(encoding="utf-8").partition("\n## ")
    return [one for line in body.splitlines() for one in re.split(r"(?<=[.!?])\s+", line) if CLAIM.search(one)]


WRITTEN = sorted((home() / "params").glob("20*/*/*.md"))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: "-".join(path.parts[-3:]))
def test_the_demonstrations_own_words_claim_nothing_without_a_figure_or_a_reason(path):
    loose = [one for one in sentences_of(path) if not re.search(r"\{[a-z-]+/", one)]
    assert [one for one in loose if not any(reason in one for reason in REASONS)] == []


def test_no_reason_is_left_of_words_that_went():
    every = " ".join(one for path in WRITTEN for one in sentences_of(path))
    assert [reason for reason in REASONS if reason not in every] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: "-".join(path.parts[-3:]))
def test_the_demonstrations_own_words_stand_on_no_page_of_another_organisation(path):
    assert "Alleen bij: demonstratie" in path.read_text(encoding="utf-8").partition("\n## ")[0].splitlines()
