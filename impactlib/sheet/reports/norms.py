"""Norms of the agreements before care: met, not met, too few to say, not measured, left open."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from impactlib.model import Row
from impactlib.params.reports import Norm, voorveld
from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.context import cased
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid, warning
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table
from impactlib.sheet.tables import content as content_of

MET, NOT_MET, TOO_FEW = "norm-gehaald", "norm-niet-gehaald", "norm-te-weinig"
NOT_MEASURED, OPEN, ELSEWHERE = "norm-niet-gemeten", "norm-onbekend", "norm-elders"
GUIDELINE, BEGAN_LATE, HIDDEN = "norm-richtlijn", "register-begon-later", "onderdrukt"
CHIPS = {
    NOT_MEASURED: "te-vroeg",
    ELSEWHERE: "te-vroeg",
    OPEN: "te-vroeg",
    BEGAN_LATE: "te-vroeg",
    HIDDEN: "",
    TOO_FEW: "deels",
    MET: "beantwoord",
    NOT_MET: "",
    GUIDELINE: "",
}
"""Verdict to the mark before its words, the words say it alone too; what is not known comes first."""

UNTOLD = {HIDDEN: "norm-hidden", BEGAN_LATE: "norm-late", ELSEWHERE: "norm-elsewhere"}
"""Why there is no figure, where it is not that nothing was measured."""

WITHOUT = (NOT_MEASURED, *UNTOLD)
"""Verdicts beside which no figure stands."""

RESIDENTS = "norms-residents"
COHORT, ESTIMATE, MEAN = "gestart", "schatting", "gemiddelde"
BESIDE = (COHORT, ESTIMATE)
"""Readings that decide nothing: they stand in the table below the norms."""


def measured(page: ReportPage) -> list[Part]:
    """Each norm in words: what was agreed, what was counted in each way, and the verdict with its reason."""
    told = [_answer(page, number, norm) for number, norm in enumerate(voorveld().norms, start=1)]
    if not page.sheet.rows("norms"):
        return [sentence(page, "no-norms")]
    rows = [_norm(page, name, row) for name in ("norms", RESIDENTS) for row in page.sheet.rows(name)]
    columns = ("head", "reading", "count", "n", "result", "interval", "bounds", "verdict")
    figures = [grid(page, "norms", columns, rows), _thresholds(page)]
    return [
        Markup('<div class="answers many">{}</div>').format(Markup().join(told)),
        page.figure("normen", page.text("norms_folded"), "", [], figures, of=["norms", RESIDENTS], wide=True),
    ]


def rows_of(page: ReportPage, norm: Norm) -> list[tuple[str, Row]]:
    """The readings of a norm, each with its table; that which decides first."""
    found = [
        (name, row)
        for name in ("norms", RESIDENTS)
        for row in page.sheet.rows(name)
        if row.group.partition("/")[0] == norm.slug
    ]
    return sorted(found, key=lambda pair: pair[1].group.partition("/")[2] in BESIDE)


def verdict_of(page: ReportPage, norm: Norm) -> str:
    """The verdict of the reading that decides; that it is not shown where the door hides it."""
    held = rows_of(page, norm)
    row = held[0][1] if held else None
    if row is not None and row.state == "suppressed":
        return HIDDEN
    return next((code for code in (row.caveats if row else ()) if code in CHIPS), NOT_MEASURED)


def _answer(page: ReportPage, number: int, norm: Norm) -> Markup:
    verdict = verdict_of(page, norm)
    chip = cased(page.sheet.texts.plain(f"page.caveat_words.{verdict}"))
    said = [Markup("{}").format(_agreed(page, norm)), *(line for line in _counted(page, norm, verdict) if line)]
    source = page.sheet.texts.plain("page.source", source=norm.source)
    return Markup(
        '<section class="ans" aria-labelledby="norm-{0}"><span class="gn" aria-hidden="true">{0}</span><div>'
        '<h3 id="norm-{0}">{1}</h3><p class="chip {2}">{3}</p>{4}<p class="based">{5}</p></div></section>'
    ).format(
        number,
        page.sheet.word(norm.slug),
        CHIPS[verdict],
        chip,
        Markup().join(Markup("<p>{}</p>").format(line) for line in said),
        source,
    )


def _agreed(page: ReportPage, norm: Norm) -> Markup:
    """The norm itself, as far as its source fills it in."""
    key = f"norm-{norm.slug.replace('_', '-')}"
    known = page.sheet.texts.has(page.sheet.key(f"sentences.{key}", "sentences"))
    cells = {name: _threshold(page, norm.slug, name) for name in ("share", "limit", "talks")}
    return page.sheet.say(key if known else "norm-other", **cells)


def _counted(page: ReportPage, norm: Norm, verdict: str) -> Iterator[Markup]:
    decides = next(iter(rows_of(page, norm)), None)
    if decides is None or decides[1].state != "shown":
        yield page.say(UNTOLD.get(verdict, "norm-unmeasured"), verdict)
        return
    yield _reading(page, *decides)
    yield from _why(page, norm, decides, verdict)


def _reading(page: ReportPage, name: str, row: Row) -> Markup:
    """One way to read it: how many of how many, or a mean, or an estimate."""
    sheet = page.sheet
    reading = row.group.partition("/")[2] or "inwoners"
    if row.state != "shown":
        return sheet.say(f"reading-{row.state}", van=sheet.word(reading))
    names = {"k": "count", "n": "n", "e": "n_eligible", "p": "share", "x": "value"}
    cells = {key: sheet.cell(name, row.group, column) for key, column in names.items()}
    some = cells["n"].shown and cells["e"].shown and cells["n"].value != cells["e"].value
    kind = MEAN if row.value is not None else "known" if some else "share"
    own = [code for code in row.caveats if code not in CHIPS]
    return page.say(f"reading-{kind}", *own, van=sheet.word(reading), **cells)


def _why(page: ReportPage, norm: Norm, held: tuple[str, Row], verdict: str) -> Iterator[Markup]:
    """What the unknown ones leave possible, why the verdict is what it is, and, apart, how far chance reaches."""
    sheet, (name, row) = page.sheet, held
    least, most = (sheet.cell(name, row.group, end) for end in ("least", "most"))
    if least.shown and most.shown and least.text != most.text:
        yield sheet.say("norm-bounds", laag=least, hoog=most)
    yield page.say(f"why-{verdict.removeprefix('norm-')}", verdict, norm=_threshold(page, norm.slug, _asked(row)))
    cells = {key: sheet.cell(name, row.group, column) for key, column in (("laag", "low"), ("hoog", "high"))}
    if verdict in (MET, NOT_MET) and all(cell.shown for cell in cells.values()):
        yield sheet.say("chance-yes" if _again(row, norm) else "chance-no", **cells)


def _asked(row: Row) -> str:
    return "share" if row.value is None else "limit"


def _again(row: Row, norm: Norm) -> bool:
    """Whether the whole interval lies on the side of the norm where the count lies."""
    least = norm.share if row.value is None else norm.limit
    return row.low is not None and row.high is not None and not row.low < (least or 0) <= row.high


def _norm(page: ReportPage, name: str, row: Row) -> tuple[Content, ...]:
    sheet = page.sheet
    norm, _, reading = row.group.partition("/")
    result = "share" if row.value is None else "value"
    said = sheet.cell(name, row.group, result)
    if result == "value" and said.shown and row.unit == "maanden":
        said = said.with_text(f"{said.text} {sheet.phrase('maanden')}")
    return (
        sheet.word(norm),
        sheet.word(reading or "inwoners"),
        sheet.cell(name, row.group, "count"),
        sheet.cell(name, row.group, "n"),
        said,
        content_of(sheet, name, row, "interval"),
        content_of(sheet, name, row, "bounds"),
        warning(page, row),
    )


def _thresholds(page: ReportPage) -> Table:
    """The norms themselves; what the source leaves open is unknown."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    for norm in voorveld().norms:
        cells = [_threshold(page, norm.slug, name) for name in ("limit", "talks", "share")]
        unit = sheet.phrase(norm.unit) if norm.unit != "aandeel" else ""
        area = sheet.word(norm.area) if norm.area else sheet.texts.plain("page.none")
        rows.append((sheet.word(norm.slug), area, cells[0], unit, *cells[1:]))
    return grid(page, "norm-thresholds", ("head", "area", "limit", "unit", "talks", "share"), rows)


def _threshold(page: ReportPage, norm: str, name: str) -> Content:
    sheet = page.sheet
    if sheet.row("norm-thresholds", f"{norm}/{name}") is None:
        return sheet.texts.plain("page.none")
    cell = sheet.cell("norm-thresholds", f"{norm}/{name}", "value")
    if name == "share" and cell.shown:
        return cell.with_text(sheet.texts.percent(float(cell.value or 0)))
    return cell


def results(page: ReportPage) -> list[Part]:
    """Every result of each result area, with the figures that tell of it."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    found: list[tuple[str, Row | None]] = []
    for area in voorveld().areas:
        for result in area.results:
            row = sheet.row("norm-results", f"{area.slug}/{result}")
            found.append((result, row))
            cell: Cell = sheet.cell("norm-results", f"{area.slug}/{result}", "count")
            said = _told_by(page, result, row) or warning(page, row)
            rows.append((sheet.word(result), sheet.word(area.slug), cell, said))
    columns = ("head", "area", "count", "verdict")
    told = sum(_has_figure(page, result, row) for result, row in found)
    without = counted(sheet.texts, len(found) - told, "norm-results/0")
    every = counted(sheet.texts, len(rows), "norm-results")
    return [
        sentence(page, "results-read"),
        sentence(page, "results-without", k=without, n=every),
        grid(page, "norm-results", columns, rows),
        below(page, "norm-results"),
    ]


def _told_by(page: ReportPage, result: str, row: Row | None) -> str:
    """The norms and stated figures that tell of a result, in words; with the reason where a norm has no figure."""
    found = []
    for norm in _norms_of(result):
        verdict = verdict_of(page, norm)
        reason = f" ({page.sheet.texts.plain(f'page.caveat_words.{verdict}')})" if verdict in WITHOUT else ""
        found.append(f"{page.sheet.phrase(norm.slug)}{reason}")
    if _is_stated(result, row):
        found.append(page.sheet.phrase(voorveld().told_by[result].stated))
    return "; ".join(found)


def _norms_of(result: str) -> list[Norm]:
    """The norms of a result that are measured, here or by somebody else."""
    return [norm for norm in voorveld().norms if norm.result == result and (norm.how != "none" or norm.elsewhere)]


def _is_stated(result: str, row: Row | None) -> bool:
    own = sum(norm.how != "none" for norm in _norms_of(result))
    return row is not None and (row.count or 0) > own


def _has_figure(page: ReportPage, result: str, row: Row | None) -> bool:
    """Whether any number of this page tells of a result."""
    return _is_stated(result, row) or any(verdict_of(page, norm) not in WITHOUT for norm in _norms_of(result))


def levels(page: ReportPage) -> list[Part]:
    """The level of each result area in the pyramid of care."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = [
        (sheet.word(row.group), *(sheet.cell("norm-levels", row.group, name) for name in ("reach_low", "reach_high")))
        for row in sheet.rows("norm-levels")
    ]
    table = grid(page, "norm-levels", ("head", "reach_low", "reach_high"), rows)
    return [sentence(page, "levels-read"), table, below(page, "norm-levels")]


def short(page: ReportPage) -> list[Key]:
    """How many norms have each verdict, and which."""
    found: dict[str, list[str]] = {}
    for norm in voorveld().norms:
        found.setdefault(verdict_of(page, norm), []).append(page.sheet.phrase(norm.slug))
    return [
        (
            cased(page.sheet.texts.plain(f"page.caveat_words.{verdict}")),
            counted(page.sheet.texts, len(found[verdict]), f"norms/{verdict}"),
            Markup("{}{}").format(cased("; ".join(found[verdict])), page.notes.mark(verdict)),
        )
        for verdict in CHIPS
        if verdict in found
    ]


VOORVELD = Report(
    "voorveld",
    (
        Chapter("normen", measured, ("norms", RESIDENTS, "norm-thresholds")),
        Chapter("resultaten", results, ("norm-results", "targets")),
        Chapter("zorgniveaus", levels, ("norm-levels",)),
    ),
    short,
)
