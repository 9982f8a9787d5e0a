"""The top of the page and the box "In het kort"."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.figures.emblem import emblem
from impactlib.sheet.notes import note_of, unknown_ends
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.situation import context_panels, panel_sentence
from impactlib.sheet.style import house_style

CHAPTERS = ("situatie", "activiteiten", "samenwerking", "trajecten", "collectief", "expertise", "samenvatting")
SCORES, SHARE = "zrm-end-vs-start", "caseload-theme-share"
NATURES = ("preventief", "curatief", "beide")


@dataclass(frozen=True)
class KeyRow:
    """A line of the box: what it is about, the figure, and the whole sentence."""

    key: str
    label: Markup
    big: Cell | Markup | str
    sentence: Markup


def top(page: Page) -> Markup:
    """Title, municipality, period, state, contact, and the emblem of the goal's dimension."""
    sheet, style = page.sheet, house_style()
    dimension = sheet.word(sheet.spec.theme.dimension)
    return page.rendered(
        "top.html.j2",
        kicker=style.kicker,
        logo=style.logo,
        logo_alt=style.logo_alt or style.publisher,
        emblem=emblem(sheet.spec.theme.dimension, str(page.text("emblem", dimensie=dimension).unescape())),
        dimension=dimension,
        meta=page.meta(),
    )


def in_short(page: Page) -> Markup:
    """The figures that matter, what they cannot say, and the contents of the page."""
    made = [_situation(page), _cases(page), _result(page), _activities(page), _unknown(page)]
    return page.rendered("in-short.html.j2", rows=[row for row in made if row is not None], chapters=CHAPTERS)


def _row(page: Page, key: str, big: Cell | Markup | str, sentence: Markup) -> KeyRow:
    return KeyRow(key, page.text(f"short.{key}"), big, sentence)


def _situation(page: Page) -> KeyRow | None:
    panels = context_panels(page)
    if not panels:
        return None
    own = page.sheet.cell("context", panels[0].own.group, "value")
    return _row(page, "situation", own, panel_sentence(page, panels[0]) + page.notes.mark("alle-inwoners"))


def _cases(page: Page) -> KeyRow:
    sheet = page.sheet
    if not sheet.spec.theme.domains:
        nothing = Markup(" ").join([page.say("no-domain"), *page.in_part()])
        return _row(page, "cases", page.text("short.not_counted"), nothing)
    fields = {column: sheet.cell(SHARE, "theme", column) for column in ("count", "n", "share")}
    row = sheet.row(SHARE, "theme")
    why = row.caveats if row and row.state == "unknown" else ("trajecten",)
    sentence = page.say("cases", *why, a=fields["count"], b=fields["n"], p=fields["share"])
    said = [sentence, unrecorded(page), *page.in_part()]
    return _row(page, "cases", fields["count"], Markup(" ").join(one for one in said if one))


def unrecorded(page: Page) -> Markup:
    """How far the theme's share could be off, where some cases have no main domain."""
    sheet = page.sheet
    blank = sheet.cell(SHARE, "not_recorded", "count")
    if not blank.shown or not blank.value:
        return Markup()
    ends = {name: sheet.cell(SHARE, "theme", end) for name, end in (("min", "least"), ("max", "most"))}
    return sheet.say("share-bounds", m=blank, **ends)


def _result(page: Page) -> KeyRow | None:
    sheet = page.sheet
    if sheet.table(SCORES) is None:
        return None
    higher, pairs = sheet.cell(SCORES, "higher", "count"), sheet.cell(SCORES, "higher", "n")
    closed = sheet.cell(SCORES, "higher", "n_eligible")
    reached, of = sheet.cell("zrm-goal-reached", "reached", "count"), sheet.cell("zrm-goal-reached", "reached", "n")
    kept = sheet.cell("zrm-goal-reached", "maintenance_goal", "count")
    said = sheet.say("short-higher", h=higher, n=pairs, c=closed), sheet.say("short-reached", d=reached, n2=of, e=kept)
    sentence = Markup(" ").join(said) + page.notes.mark("geen-bewijs")
    shown = higher.shown and pairs.shown
    big = page.text("k_of_n", k=higher, n=pairs) if shown else higher.html
    return _row(page, "result", big, sentence)


def _activities(page: Page) -> KeyRow:
    sheet = page.sheet
    rows = sheet.rows("collective-activities")
    total = counted(sheet.texts, len(rows), "collective-activities")
    if not rows:
        return _row(page, "activities", page.text("short.none"), page.say("no-activities"))
    return _row(page, "activities", total, natures(page) + page.notes.mark("niet-optellen"))


def natures(page: Page) -> Markup:
    """How the organisation itself files its activities: for when there are worries, to prevent them, or both."""
    sheet = page.sheet
    rows = sheet.rows("collective-activities")
    said = [row.nature if row.nature in NATURES else "onbekend" for row in rows]
    found = [(said.count(nature), nature) for nature in (*NATURES, "onbekend")]
    parts = [
        Markup("{} {}").format(
            counted(sheet.texts, number, f"collective-activities/{nature}"), page.text(f"nature_parts.{nature}")
        )
        for number, nature in sorted(found, key=lambda pair: -pair[0])
        if number
    ]
    return sheet.say("natures", aard=_listed(page, parts))


def _listed(page: Page, parts: list[Markup]) -> Markup:
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" {} ").format(page.text("and")) + parts[-1]


def _unknown(page: Page) -> KeyRow:
    sheet = page.sheet
    if sheet.table(SCORES) is None:
        rows = sheet.rows("collective-reach")
        unknown = counted(sheet.texts, sum(row.state != "shown" for row in rows), "collective-reach/onbekend")
        return _row(page, "unknown", unknown, page.say("short-unknown-reach", k=unknown))
    unknown = sheet.cell(SCORES, "unknown", "count")
    cases = sheet.cell("caseload-theme-share", "theme", "count")
    missing, running = unknown_ends(sheet, SCORES)
    notes = [note_of(sheet, "loopt-nog"), note_of(sheet, "onbekende-eindscore")]
    return _row(page, "unknown", unknown, page.say("short-unknown", *notes, u=unknown, a=cases, o=running, m=missing))
