"""Chapter 7: an answer to each goal, impact in four parts, and what may be compared."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Goal
from impactlib.sheet.cells import counted
from impactlib.sheet.notes import note_of
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.goals import due_date, status_slug, verdict_of
from impactlib.sheet.parts.situation import context_panels
from impactlib.sheet.parts.top import CHAPTERS, natures
from impactlib.sheet.render import NOTHING
from impactlib.sheet.words import EMPTY, Section

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
        compare_yes=comparable(page),
        compare_no=sheet.texts.raw("page.compare.no"),
    )


def comparable(page: Page) -> list[str]:
    """What may be compared, of what stands on this page."""
    sheet = page.sheet
    held = {
        "country": any(panel.country is not None for panel in context_panels(page)),
        "years": bool(sheet.rows("trend")),
    }
    return [sheet.texts.plain(f"page.compare.yes.{key}") for key, on in held.items() if on]


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
    verdict = verdict_of(page.sheet, goal, status_slug(section.plain.get("status", "")))
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
        status=verdict.status,
        chip=page.text("chip", soort=kind, antwoord=verdict.words),
        prose=prose,
        known=tuple(known),
        based=_based(page, section),
    )


def _shared(page: Page, goal: Goal) -> Markup:
    """That the result is of many; a term that is still to come as a note."""
    sheet = page.sheet
    codes: list[object] = [note_of(sheet, "samen"), note_of(sheet, "andere-oorzaken")]
    due = due_date(goal)
    if due is not None and due > sheet.meta.extraction_date:
        codes.insert(0, note_of(sheet, "te-vroeg", datum=sheet.texts.date(due)))
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
    return page.say("impact-werkwijze")


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
