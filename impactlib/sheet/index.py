"""The pages of a run that are no sheet: the list of all sheets, and what stands where one failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from impactlib.params import theme_of, themes
from impactlib.params.reports import products
from impactlib.sheet.context import cased
from impactlib.sheet.render import asset, policy, rendered, tidy
from impactlib.sheet.style import house_style
from impactlib.sheet.stylesheet import stylesheet
from impactlib.text import Texts


@dataclass(frozen=True)
class IndexEntry:
    """A sheet in the list: where it lies and what it is.

    ``href`` is relative to the index. ``state`` is concept, voorlopig or definitief; ``failed``
    says that the page there tells why the sheet was not made.
    """

    href: str
    year: int
    municipality: str
    report: str
    state: str = "concept"
    policy: str = "standaard"
    synthetic: bool = False
    failed: bool = False


def index_page(entries: Iterable[IndexEntry], language: str = "nl") -> str:
    """The list of sheets, newest first, with filters by year, municipality, theme and state.

    Filters ignore accents and capitals; without a script the list is simply whole.
    """
    texts = Texts.load(language)
    rows = sorted(entries, key=lambda entry: (-entry.year, entry.municipality, entry.report))
    css, js = tidy(stylesheet({})).strip(), tidy(asset("overview.js")).strip()
    html = rendered(
        "overview.html.j2",
        t=_words(texts),
        language=language,
        policy=policy(css, js),
        css=Markup(css),  # noqa: S704 - our own file
        js=Markup(js),  # noqa: S704 - our own file
        publisher=house_style().publisher,
        strip=cased(texts.plain("page.stamp_synthetic")) if any(row.synthetic for row in rows) else "",
        fields=_fields(texts, rows),
        alike=_alike(texts, rows),
        groups=[_group(texts, *place, list(found)) for place, found in groupby(rows, key=_year_and_place)],
        many=len(rows),
    )
    return tidy(html)


def failed_page(  # noqa: PLR0913, PLR0917 - where it went wrong, and how it was asked for
    slug: str,
    message: str,
    parameters: Mapping[str, object],
    cell: int | None = None,
    kind: str = "",
    language: str = "nl",
) -> str:
    """What stands in the place of a sheet that was not made: where it went wrong, and no data.

    Parameters
    ----------
    slug : str
        ``year/municipality/theme``.
    message : str
        The sentence for the error; it never holds a person's value.
    parameters : mapping
        As the notebook got them, without this machine's paths.
    cell : int, optional
        Number of the cell that failed.
    kind : str, optional
        Name of the error.
    """
    texts = Texts.load(language)
    css = tidy(stylesheet({})).strip()
    facts = (
        (texts.plain("page.failed.cell"), "" if cell is None else str(cell)),
        (texts.plain("page.failed.kind"), kind),
    )
    html = rendered(
        "failed.html.j2",
        t=_words(texts),
        language=language,
        policy=policy(css, ""),
        css=Markup(css),  # noqa: S704 - our own file
        slug=slug,
        message=message,
        facts=[fact for fact in facts if fact[1]],
        parameters=[(key, str(value)) for key, value in parameters.items() if value != ""],
    )
    return tidy(html)


def check_page(folder: str, findings: Sequence[str], sections: Sequence[object], language: str = "nl") -> str:
    """What the check says of a registration, for its steward: findings, and how complete it is.

    Parameters
    ----------
    folder : str
        Name of the registration's folder.
    findings : sequence of str
        A sentence each.
    sections : sequence
        Each with title, note, heads and rows of words.
    """
    texts, css = Texts.load(language), tidy(stylesheet({})).strip()
    html = rendered(
        "check.html.j2",
        t=lambda key: texts.say(f"profile.page.{key}"),
        language=language,
        policy=policy(css, ""),
        css=Markup(css),  # noqa: S704 - our own file
        folder=folder,
        findings=findings,
        sections=sections,
    )
    return tidy(html)


def _words(texts: Texts) -> Callable[..., Markup]:
    return lambda key, **fields: texts.say(f"page.{key}", **fields)


def _year_and_place(row: IndexEntry) -> tuple[int, str]:
    return row.year, row.municipality


def _group(texts: Texts, year: int, municipality: str, rows: Sequence[IndexEntry]) -> dict[str, object]:
    """The sheets of one municipality and year under one head."""
    head = texts.plain("page.overview.group", gemeente=texts.place(municipality), jaar=year)
    return {"id": f"g-{year}-{municipality}", "head": head, "entries": [_entry(texts, row) for row in rows]}


def _entry(texts: Texts, row: IndexEntry) -> dict[str, object]:
    stamps = [texts.plain("page.failed.stamp") if row.failed else texts.plain(f"page.states.{row.state}")]
    stamps += [texts.plain("page.stamp_intern")] if row.policy == "intern" else []
    return {
        "href": row.href,
        "year": row.year,
        "municipality": row.municipality,
        "report": row.report,
        "state": "mislukt" if row.failed else row.state,
        "title": _title(texts, row.report),
        "about": _about(texts, row.report),
        "place": texts.place(row.municipality),
        "stamp": " · ".join(stamps),
        "failed": row.failed,
    }


def _alike(texts: Texts, rows: Sequence[IndexEntry]) -> str:
    """The state that every sheet has, said once; empty where they differ, and each row says its own."""
    states = {"" if row.failed or row.policy == "intern" else row.state for row in rows}
    state = states.pop() if len(states) == 1 else ""
    return texts.plain(f"page.overview.all_states.{state}") if state else ""


def _about(texts: Texts, report: str) -> str:
    """What kind of report it is, in a line."""
    family = "feitenblad" if report in themes() else report.rpartition("-")[0] if report[-1:].isdigit() else report
    key = f"page.overview.about.{family}"
    return texts.plain(key) if texts.has(key) else ""


def _title(texts: Texts, report: str) -> str:
    """The title of a theme, or of another report with its number."""
    if report in themes():
        return theme_of(report).title
    family, _, number = report.rpartition("-")
    name, number = (family, number) if number.isdigit() else (report, "")
    key = f"reports.{name}.heading" if texts.has(f"reports.{name}.heading") else f"reports.{name}.title"
    if not texts.has(key):
        return cased(texts.word(report))
    known = name == "productblad" and int(number) in {product.number for product in products().products}
    product = texts.word(products().number(int(number)).slug) if known else ""
    return texts.plain(key, nummer=number, product=product).rstrip(": ")


def _fields(texts: Texts, rows: Sequence[IndexEntry]) -> list[dict[str, object]]:
    """What can be chosen: only values that occur, and only where there is more than one."""
    states = {"mislukt" if row.failed else row.state for row in rows}
    word = {
        state: texts.plain("page.failed.stamp") if state == "mislukt" else texts.plain(f"page.states.{state}")
        for state in states
    }
    options: dict[str, list[tuple[str, str]]] = {
        "year": [(str(year), str(year)) for year in sorted({row.year for row in rows}, reverse=True)],
        "municipality": [(slug, texts.place(slug)) for slug in sorted({row.municipality for row in rows})],
        "report": [(slug, _title(texts, slug)) for slug in sorted({row.report for row in rows})],
        "state": [(state, word[state]) for state in sorted(states)],
    }
    return [
        {"key": key, "label": texts.plain(f"page.overview.{key}"), "options": found}
        for key, found in options.items()
        if len(found) > 1
    ]
