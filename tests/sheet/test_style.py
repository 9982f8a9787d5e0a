"""Colours that cannot be read never reach a page, whatever the house style wants."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impactlib.model import ParameterError, SheetError
from impactlib.sheet.figures.kit import MIXED
from impactlib.sheet.figures.svg import mixed
from impactlib.sheet.style import DARK, LIGHT, PAIRS, contrast, house_style, style_of
from impactlib.sheet.stylesheet import css_text, stylesheet
from impactlib.text import Texts

HERE = Path(__file__).parent
SAFE_LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def refused(values, folder=HERE):
    with pytest.raises(SheetError) as caught:
        style_of(values, folder)
    return caught.value


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_word_and_mark_of_the_house_can_be_seen(colours):
    for front, ground, least in PAIRS:
        assert contrast(colours[front], colours[ground]) >= least, (front, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_in_the_heat_map_can_be_read_on_every_step(colours):
    for step, part in MIXED.items():
        ground = mixed(colours["s1"], colours["paper"], part)
        front = colours["ink"] if step in ("q1", "q2") else colours["on1"]
        assert contrast(front, ground) >= 4.5, step


def test_the_style_sheet_mixes_the_steps_as_the_drawings_do():
    css = stylesheet({})
    for step, part in MIXED.items():
        share = f"color-mix(in srgb,var(--s1) {part:.0%},var(--paper))" if part < 1 else "var(--s1)"
        assert f".{step}{{fill:{share}}}" in css


def test_a_colour_without_contrast_is_refused_with_its_ratio():
    error = refused({"light": {"accent": "#ffcc00"}})
    assert (error.code, error.fields["ratio"]) == ("style-contrast", "1.5")
    assert "1.5" in Texts.load("nl").error(error)


def test_a_colour_that_only_fails_in_the_dark_is_refused_too():
    assert refused({"dark": {"s3": "#401010"}}).fields["mode"] == "dark"


@pytest.mark.parametrize("colours", [{"accent": "red"}, {"akcent": "#123456"}, {"accent": "#12345"}])
def test_a_colour_that_is_no_colour_is_refused(colours):
    assert refused({"light": colours}).code == "style-colour"


def test_a_key_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError) as caught:
        style_of({"logoo": "x"}, Path())
    assert (caught.value.code, caught.value.fields["hint"]) == ("parameter-value-extra_forbidden", "logo")


@pytest.mark.parametrize("key", ["light", "dark", "publishers", "contact", "logo"])
@pytest.mark.parametrize("value", [1, True, ["x"], {"x": {}}, {1: 2}])
def test_a_value_of_another_kind_is_refused_by_its_key_and_never_a_traceback(key, value):
    with pytest.raises((ParameterError, SheetError)) as caught:
        style_of({key: value}, Path())
    assert "{" not in Texts.load("nl").error(caught.value)


def test_a_key_without_a_value_is_as_one_that_is_not_there():
    assert style_of(dict.fromkeys(("light", "publishers", "contact", "logo")), Path()) == style_of({}, Path())


@pytest.mark.parametrize(
    "content",
    [
        SAFE_LOGO.replace("<path", "<script>alert(1)</script><path"),
        SAFE_LOGO.replace("<path", '<path onclick="x()"'),
        SAFE_LOGO.replace("<path", '<image href="https://example.org/x.png"/><path'),
        SAFE_LOGO.replace("<path", "<foreignObject/><path"),
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + SAFE_LOGO,
        "",
        " " * 60_000,
    ],
)
def test_a_logo_that_runs_fetches_or_swells_is_refused(tmp_path, content):
    (tmp_path / "logo.svg").write_text(content, encoding="utf-8")
    assert refused({"logo": "logo.svg"}, tmp_path).code == "style-logo"


def test_a_logo_that_is_absent_or_of_another_kind_is_refused(tmp_path):
    (tmp_path / "logo.html").write_text("x", encoding="utf-8")
    assert refused({"logo": "logo.svg"}, tmp_path).code == "style-logo"
    assert refused({"logo": "logo.html"}, tmp_path).code == "style-logo"


def test_a_logo_that_lies_elsewhere_on_this_machine_is_refused(tmp_path):
    (tmp_path / "params").mkdir()
    (tmp_path / "logo.svg").write_text(SAFE_LOGO, encoding="utf-8")
    for name in ("../logo.svg", str(tmp_path / "logo.svg")):
        assert refused({"logo": name}, tmp_path / "params").code == "style-logo"


def test_a_plain_logo_becomes_part_of_the_page(tmp_path):
    (tmp_path / "logo.svg").write_text(SAFE_LOGO, encoding="utf-8")
    assert style_of({"logo": "logo.svg"}, tmp_path).logo.startswith("data:image/svg+xml;base64,")


def test_the_style_that_ships_can_be_read():
    assert house_style().publisher


def test_words_of_the_running_head_cannot_end_the_style():
    words = css_text('"}</style><script>x</script>')
    assert "<" not in words
    assert not re.search(r'[^"]"[^"]', words)
