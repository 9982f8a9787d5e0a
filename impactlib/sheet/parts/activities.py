"""Chapter 2: what is done, in four columns; what stopped, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Activity
from impactlib.sheet.context import Sheet
from impactlib.sheet.parts.common import Page


@dataclass(frozen=True)
class Line:
    name: str
    stopped: str = ""


@dataclass(frozen=True)
class Column:
    title: Markup
    lines: list[Line]
    none: Markup


def activities(page: Page) -> Markup:
    """Cooperation, individual help, collective activities, expertise; a snapshot."""
    sheet, theme = page.sheet, page.sheet.spec.theme
    columns = {
        "cooperation": [Line(name) for name in _own(sheet, theme.cooperation)] or _partners(page),
        "individual": [Line(name) for name in _own(sheet, theme.individual)],
        "collective": [_activity(sheet, activity) for activity in sheet.background.activities],
        "expertise": [Line(project.name) for project in sheet.background.projects],
    }
    codes = ["momentopname", *(["bijzonder-jaar"] if sheet.spec.params.year in theme.year_caveats else [])]
    return page.rendered(
        "activities.html.j2",
        intro=page.say("activities-intro", *codes),
        columns=[
            Column(page.text(f"columns.{key}"), lines, page.text(f"columns.no_{key}")) for key, lines in columns.items()
        ],
        stopped=_stopped(page),
        words=page.words("activiteiten").prose,
    )


def _own(sheet: Sheet, offers: tuple[str, ...]) -> tuple[str, ...]:
    """What the theme names, where it is about the work of this registration; never that of somebody else."""
    return offers if sheet.spec.theme.only_with in {"", sheet.meta.system} else ()


def _activity(sheet: Sheet, activity: Activity) -> Line:
    stopped = sheet.texts.plain("page.stopped") if activity.status == "gestopt" else ""
    return Line(activity.name, stopped)


def _partners(page: Page) -> list[Line]:
    number = len(page.sheet.background.partners)
    return [Line(str(page.text("columns.partners", n=str(number))))] if number else []


def _stopped(page: Page) -> list[Markup]:
    found = [effort for effort in page.sheet.background.efforts if effort.status == "gestopt"]
    return [
        page.text("stopped_effort", wat=effort.text, reden=effort.stopped_reason or page.text("no_reason"))
        for effort in found
    ]
