"""Chapter 7: an answer to each goal, impact in four parts, and what may be compared."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Goal
from impactlib.sheet.cells import counted
from impactlib.sheet.notes import note_of
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.situation import day
from impactlib.sheet.parts.top import CHAPTERS, natures
from impactlib.sheet.render import NOTHING
from impactlib.sheet.words import EMPTY, Section

LEARNED = ("beantwoord", "deels", "nog-niet")
SHARED = ("daalt", "stijgt", "stabiel", "geen-nieuwe-meting", "te-vroeg")
PARTS = ("individueel", "collectief", "werkwijze", "netwerk")


@dataclass(frozen=True)
class Answer:
    """What is known of one goal, what is not, what is needed, and on what that rests."""

    title: Markup
    id: str = ""
    status: str = ""
    chip: Markup = NOTHING
    prose: Markup = NOTHING
    known: tuple[tuple[Markup, Markup], ...] = ()
    based: Markup = NOTHING


def summary(page: Page) -> Markup:
    """The goals answered one by one; no goal is ever called reached by the help."""
    sheet = page.sheet
    return page.rendered(
        "summary.html.j2",
        general=_general(page),
        answers=[_answer(page, goal) for goal in sheet.background.goals],
        impact=[{"title": page.text(f"impact.{part}"), "text": _impact(page, part)} for part in PARTS],
        impact_mark=page.notes.mark("andere-oorzaken"),
        talk=page.words("gesprek").prose,
        story=None,
        compare_yes=sheet.texts.raw("page.compare.yes"),
        compare_no=sheet.texts.raw("page.compare.no"),
    )


def _general(page: Page) -> Answer:
    section = page.words("algemeen")
    prose = section.prose or Markup("<p>{}</p>").format(_general_sentence(page))
    return Answer(
        page.text("general"), prose=prose, based=_based(page, section) or _links(page, ["situatie", "trajecten"])
    )


def _general_sentence(page: Page) -> Markup:
    sheet = page.sheet
    if not sheet.spec.theme.domains:
        return sheet.say("no-domain")
    fields = {column: sheet.cell("caseload-theme-share", "theme", column) for column in ("count", "n", "share")}
    return sheet.say("cases", a=fields["count"], b=fields["n"], p=fields["share"])


def _answer(page: Page, goal: Goal) -> Answer:
    section = page.words(f"doel-{goal.goal_id.lower()}")
    status = _status(goal, section)
    learning = goal.goal_type == "leerdoel"
    known = [
        (page.text(f"answer.{key}"), section.keyed[key])
        for key in ("weten", "niet-weten", "nodig")
        if key in section.keyed
    ]
    prose = section.prose
    if not section:
        prose = Markup("<p>{}</p>").format(page.say("goal-unanswered"))
    elif not learning:
        prose = prose + Markup("<p>{}</p>").format(_shared(page, goal))
    kind = page.sheet.word(goal.goal_type) if goal.goal_type else str(page.text("goal"))
    return Answer(
        title=section.keyed.get("vraag") or Markup("{}").format(goal.text),
        id=f"doel-{goal.goal_id.lower()}",
        status=status,
        chip=page.text("chip", soort=kind, antwoord=page.text(f"statuses.{status}")),
        prose=prose,
        known=tuple(known),
        based=_based(page, section),
    )


def _status(goal: Goal, section: Section) -> str:
    """What the researcher says; without her, the least that can be said."""
    allowed = LEARNED if goal.goal_type == "leerdoel" else SHARED
    said = section.plain.get("status", "").strip().lower().replace(" ", "-")
    return said if said in allowed else allowed[2] if goal.goal_type == "leerdoel" else "geen-nieuwe-meting"


def _shared(page: Page, goal: Goal) -> Markup:
    """That the result is of many, and the goal's own deadline where it is still to come."""
    sheet = page.sheet
    codes: list[object] = [note_of(sheet, "samen"), note_of(sheet, "andere-oorzaken")]
    if goal.deadline and goal.deadline > sheet.as_of.isoformat():
        codes.insert(0, note_of(sheet, "te-vroeg", datum=day(sheet, goal.deadline)))
    return page.say("goal-shared", *codes)  # type: ignore[arg-type]


def _based(page: Page, section: Section) -> Markup:
    """Links where only chapters are named; the researcher's own text otherwise."""
    said = section.plain.get("gebaseerd-op", "")
    names = [name.strip().lower() for name in said.split(",") if name.strip()]
    if names and all(name in CHAPTERS for name in names):
        return _links(page, names)
    return section.keyed.get("gebaseerd-op", Markup())


def _links(page: Page, names: list[str]) -> Markup:
    links = [
        Markup('<a href="#{}">{}</a> {}').format(
            name, page.text(f"chapters.{name}.title"), page.text("chapter_no", no=CHAPTERS.index(name) + 1)
        )
        for name in names
    ]
    return Markup(", ").join(links)


def _impact(page: Page, part: str) -> Markup:
    section = page.words(f"impact-{part}")
    if section is not EMPTY and section.prose:
        return section.prose
    sheet = page.sheet
    if part == "individueel":
        return _individual(page)
    if part == "collectief":
        return natures(page) if sheet.rows("collective-activities") else page.say("no-activities")
    if part == "netwerk":
        partners = counted(sheet.texts, len(sheet.background.partners), "partners")
        return page.say("partners" if sheet.background.partners else "no-partners", n=partners)
    row = next((row for row in sheet.rows("network-satisfaction") if row.group == "professioneel"), None)
    fields = {
        column: sheet.cell("network-satisfaction", row.group, column) if row else None for column in ("count", "n")
    }
    return page.say("impact-werkwijze", k=fields["count"], n=fields["n"])


def _individual(page: Page) -> Markup:
    sheet = page.sheet
    if not sheet.spec.theme.domains:
        return page.say("no-domain")
    return page.say(
        "impact-individueel",
        a=sheet.cell("caseload-theme-share", "theme", "count"),
        h=sheet.cell("zrm-end-vs-start", "higher", "count"),
        n=sheet.cell("zrm-end-vs-start", "higher", "n"),
        d=sheet.cell("zrm-goal-reached", "reached", "count"),
        n2=sheet.cell("zrm-goal-reached", "reached", "n"),
    )
