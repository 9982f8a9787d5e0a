"""Every kind of page, opened: for eyes, ears, phones, paper, and without a network."""

from __future__ import annotations

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from impactlib.batch.plan import known
from impactlib.catalogue import family_of
from impactlib.params import themes
from impactlib.sheet.index import IndexEntry, failed_page, index_page
from impactlib.sheet.pdf import printer
from tests.sheet import fixture
from tests.sheet.browser import OPEN, launched, opened, violations, vnu

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.filterwarnings("default")]

HEAVY = 300_000
"""Bytes of a page: more than any report needs, less than a mail server minds."""

MOST_PAGES = 9

LOOKS = {
    "wide": (1280, {}),
    "phone": (375, {}),
    "small-phone": (320, {}),
    "dark": (1280, {"color_scheme": "dark"}),
    "forced": (375, {"forced_colors": "active"}),
}


def nothing_known():
    """A theme of which no table was released, in names that could break a page."""
    long = "Een-heel-lange-naam-zonder-spaties-" * 6 + "<script>alert(1)</script>"
    partner = fixture.Partner(long, "onderwijs")
    background = fixture.Background(
        partners=(partner,), projects=(fixture.Project("P", long, long, None, (long,), None),)
    )
    return fixture.sheet(released={}, words="", background=background)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """One file of each kind of page."""
    folder = tmp_path_factory.mktemp("pages")
    entries = [
        IndexEntry(f"{year}/{place}/{theme}.html", year, place, theme, synthetic=True, failed=year == 2021)
        for year in (2020, 2021)
        for place in ("westerkwartier", "súdwest-fryslân")
        for theme in ("armoede", "laaggeletterdheid")
    ]
    texts = {
        "sheet": fixture.page().html,
        "empty": fixture.page(nothing_known()).html,
        "index": index_page(entries),
        "failed": failed_page("2020/westerkwartier/armoede", "Er ging iets mis.", {"year": 2020}, 7, "KeyError"),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture(scope="module")
def browser():
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def demonstrated(run):
    """Every page of a real run: sheets, other reports, and the index."""
    found = sorted(path for path in run.rglob("*.html") if ".demo" not in path.parts)
    assert len(found) == len(known()) + 1, found
    return found


SMALL_TEXT = """() => [...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length).map(
    t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width
         / t.ownerSVGElement.viewBox.baseVal.width).filter(size => size < 11)"""
OUTSIDE = """() => [...document.querySelectorAll('svg')].flatMap(s => { const box = s.getBoundingClientRect();
    return [...s.querySelectorAll('text')].filter(t => { const r = t.getBoundingClientRect();
    return r.width && (r.left < box.left - 2 || r.right > box.right + 2 || r.bottom > box.bottom + 3); }).map(t => t.textContent); })"""
OVERFLOW = "() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
CELLS = "() => [...document.querySelectorAll('data[data-cell]')].map(d => [d.dataset.cell, d.value])"


@pytest.fixture(scope="module")
def visited(browser, pages, demonstrated):
    """What each page shows at each width, opened once: nearly all of it must be empty.

    Light and a narrow screen are a matter of the template, so one page of each kind is seen in them too.
    """
    kinds = {"theme" if path.stem in themes() else family_of(path.stem): path for path in demonstrated}
    return {path: visit(browser, path, path in kinds.values()) for path in (pages["sheet"], *demonstrated)}


def visit(browser, path, first_of_its_kind):
    with opened(browser, path) as page:
        page.evaluate(OPEN)
        found = {
            "errors": list(page.errors),
            "requests": [url for url in page.requests if not url.startswith(("file:", "data:"))],
            "language": page.get_attribute("html", "lang"),
            "cells": page.evaluate(CELLS),
            "axe at 1280": violations(page),
        }
        lights = ({"color_scheme": "dark"}, {"color_scheme": "light", "forced_colors": "active"})
        for light in lights if first_of_its_kind else ():
            page.emulate_media(**light)
            found[f"axe in {light}"] = violations(page, "color-contrast", "link-in-text-block")
        page.emulate_media(color_scheme="light", forced_colors="none")
        for width in (1280, 375, 320):
            page.set_viewport_size({"width": width, "height": 800})
            found |= {f"sideways at {width}": page.evaluate(OVERFLOW), f"outside at {width}": page.evaluate(OUTSIDE)}
        found |= {"axe at 320": violations(page)} if first_of_its_kind else {}
        page.set_viewport_size({"width": 375, "height": 800})
        return found | {"small text at 375": page.evaluate(SMALL_TEXT)}


def test_the_checkers_can_fail(browser, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text('<!doctype html><title>x</title><img src="data:,"><p style="color:#ccc">x', encoding="utf-8")
    with opened(browser, bad, bypass=True) as page:
        assert any("image-alt" in one for one in violations(page))
    assert vnu(bad)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["sheet", "empty", "index", "failed"])
def test_axe_finds_nothing_closed_or_open(browser, pages, name, look):
    width, context = LOOKS[look]
    with opened(browser, pages[name], width, bypass=True, **context) as page:
        assert violations(page) == []
        page.evaluate(OPEN)
        assert violations(page) == []


def test_vnu_finds_no_error(pages, demonstrated):
    assert vnu(*pages.values(), *demonstrated) == []


@pytest.mark.parametrize("what", ["axe", "sideways", "outside", "small text", "errors", "requests"])
def test_no_page_of_a_real_run_shows(visited, what):
    wrong = {
        f"{path.parent.parent.name}/{path.name}, {key}": value
        for path, found in visited.items()
        for key, value in found.items()
        if key.startswith(what) and value
    }
    assert wrong == {}


def test_every_page_speaks_dutch(visited):
    assert {found["language"] for found in visited.values()} == {"nl"}


def test_no_page_is_heavy(demonstrated):
    assert {path.name: path.stat().st_size for path in demonstrated if path.stat().st_size > HEAVY} == {}


@pytest.mark.parametrize("name", ["empty", "index", "failed"])
def test_a_page_that_is_no_sheet_asks_for_nothing_and_never_scrolls_sideways(browser, pages, name):
    for width in (320, 375, 1280):
        with opened(browser, pages[name], width) as page:
            page.evaluate(OPEN)
            assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
            assert page.errors == []
            assert page.evaluate(OVERFLOW) == 0


def test_wider_letters_and_lines_hide_nothing(browser, pages):
    """WCAG 1.4.12: a reader may space letters, words, lines and paragraphs."""
    css = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
    with opened(browser, pages["sheet"], 320, bypass=True) as page:
        page.add_style_tag(content=css)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_names_with_script_are_shown_as_text(browser, pages):
    with opened(browser, pages["empty"]) as page:
        assert "<script>alert(1)</script>" in page.inner_text("main")
        assert page.locator("script").count() == 1


QUESTIONS = {
    "#kort-cases": r"273 van de 718 individuele trajecten \(38%\)",
    "#kort-result": r"hebben er 144 een begin- en eindscore; bij 81 .* hoger\. Bij 87 van de 140 .* doel gehaald",
    "#kort-unknown": r"129 van de 273 trajecten kennen we de uitkomst niet",
    ".limits": r"Vergelijk de uitkomsten niet met die van een andere gemeente",
}


def test_the_box_answers_what_a_reader_asks_on_the_first_screen(browser, pages):
    with opened(browser, pages["sheet"]) as page:
        for place, answer in QUESTIONS.items():
            assert re.search(answer, page.inner_text(place)), place
        assert page.locator(".box").bounding_box()["y"] + page.locator(".box").bounding_box()["height"] <= 800


def test_the_first_screen_of_chapter_four_holds_the_answers_too(browser, pages):
    with opened(browser, pages["sheet"]) as page:
        top = page.locator("#trajecten").bounding_box()["y"]
        titles = page.locator("#trajecten h3").all()
        near = " ".join(one.inner_text() for one in titles if one.bounding_box()["y"] - top < 700)
    assert "273 van de 718 trajecten" in near
    assert "81 van de 144 trajecten" in near
    assert "87 van de 140 trajecten is het doel gehaald" in near


def test_a_figure_can_be_taken_along_as_picture_and_as_drawing(browser, pages):
    with opened(browser, pages["sheet"], accept_downloads=True) as page:
        page.evaluate(OPEN)
        buttons = page.locator("#fig-dimensie .save button")
        names = []
        for index in range(2):
            with page.expect_download() as waited:
                buttons.nth(index).click()
            names.append(waited.value.suggested_filename)
            content = waited.value.path().read_bytes()
            assert content[:5] == b"<svg " or content[:4] == b"\x89PNG"
    assert names == ["dimensie.svg", "dimensie.png"]


def test_the_list_is_filtered_whatever_accents_are_typed(browser, pages):
    with opened(browser, pages["index"]) as page:
        page.fill("#zoek", "SUDWEST fryslan")
        page.select_option("#f-report", "armoede")
        shown = [one.inner_text() for one in page.locator(".sheets li:visible").all()]
        assert len(shown) == 2
        assert all("Armoede" in one for one in shown)
        assert page.inner_text(".found") == "2 bladen"
        page.fill("#zoek", "bestaat niet")
        assert "Geen blad gevonden" in page.inner_text(".found")


@pytest.fixture(scope="module")
def papers(demonstrated):
    """Every page of the run on paper."""
    sheets = [path for path in demonstrated if path.name != "index.html"]
    with ThreadPoolExecutor(1) as aside:  # this thread already drives a browser
        return dict(zip(sheets, aside.submit(printed, sheets).result(), strict=True))


def printed(paths):
    from pypdf import PdfReader

    with printer() as pdf:
        return [PdfReader(io.BytesIO(pdf(path))) for path in paths]


@pytest.fixture(scope="module")
def paper(papers):
    return next(pdf for path, pdf in papers.items() if path.match("2020/westerkwartier/armoede.html"))


def test_every_report_is_tagged_dutch_and_stamped_on_paper(papers):
    for path, pdf in papers.items():
        root, found = pdf.trailer["/Root"], []
        tags(root["/StructTreeRoot"], found)
        assert root["/Lang"].startswith("nl"), path
        assert all(alt for kind, alt in found if kind == "picture"), path
        assert {"/H1", "/H2"} <= {kind for kind, _ in found}, path
        assert len(pdf.pages) <= MOST_PAGES, path
        for page in pdf.pages:
            assert "synthetische gegevens" in page.extract_text(), path
            assert round(float(page.mediabox.width)) == 595, path


def test_armoede_2020_fits_on_six_pages_of_a4(paper):
    assert len(paper.pages) <= 6
    assert round(float(paper.pages[0].mediabox.width)) == 595


def test_every_page_says_on_paper_what_it_is(paper):
    for number, page in enumerate(paper.pages, start=1):
        text = page.extract_text()
        assert "Concept · synthetische gegevens" in text
        assert f"{number} van {len(paper.pages)}" in text


def tags(node, found):
    """All structure elements below a node: their type with their alt text.

    A Figure with parts is the frame around title, picture and source; one without is a picture.
    """
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, dict):
        parts = node["/K"].get_object() if "/K" in node else 0
        if "/S" in node:
            picture = node["/S"] == "/Figure" and isinstance(parts, int)
            found += [(node["/S"], None), *([("picture", node.get("/Alt"))] if picture else [])]
        if not isinstance(parts, int):
            tags(parts, found)
    return found


def test_the_pdf_is_tagged_and_speaks_dutch(paper):
    root = paper.trailer["/Root"]
    assert root["/Lang"].startswith("nl")
    assert paper.metadata.title.startswith("Armoede en schulden, Westerkwartier 2020")
    assert root["/MarkInfo"]["/Marked"] is not False
    found = tags(root["/StructTreeRoot"], [])
    kinds = {kind for kind, _ in found}
    assert {"/H1", "/H2", "/H3", "/TH", "/Figure"} <= kinds
    pictures = [alt for kind, alt in found if kind == "picture"]
    assert len(pictures) >= 8
    assert all(pictures)
    assert len(paper.outline) >= 1


def test_a_page_without_its_script_is_whole(browser, pages):
    with opened(browser, pages["index"], java_script_enabled=False) as page:
        assert page.locator(".sheets li:visible").count() == 8
        assert page.locator(".filter:visible").count() == 0


def test_numbers_on_a_real_page_are_those_of_its_json(demonstrated, visited):
    for path in (one for one in demonstrated if one.name != "index.html"):
        sheet = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        tables = {table["id"]: {row["group"]: row for row in table["rows"]} for table in sheet["tables"]}
        cells = visited[path]["cells"]
        assert len(cells) > 50 or path.stem not in themes()
        for cell, value in cells:
            name, _, rest = cell.partition("/")
            group, _, column = rest.rpartition("/")
            held = tables[name][group][column]
            assert json.loads(value) in (held if column == "bounds" else [held]), cell
