"""Chapter 6: projects to which expertise is lent; no figures."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.model import Project
from impactlib.sheet.context import cased
from impactlib.sheet.parts.common import Page


def expertise(page: Page) -> Markup:
    """A card for each project: aim, role, partners, status."""
    return page.rendered(
        "expertise.html.j2",
        projects=[_card(page, project) for project in page.sheet.background.projects],
        words=page.words("expertise").prose,
    )


def _card(page: Page, project: Project) -> dict[str, object]:
    texts = page.sheet.texts
    facts = [
        (page.text("role"), texts.word(project.role) if project.role else ""),
        (page.text("with"), ", ".join(project.partners)),
        (page.text("project_status"), texts.word(project.status) if project.status else ""),
    ]
    unknown = texts.plain("page.unknown")
    return {
        "name": project.name,
        "aim": project.aim,
        "facts": [(label, cased(value or unknown)) for label, value in facts],
    }
