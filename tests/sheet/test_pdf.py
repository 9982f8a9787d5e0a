"""Where no browser is, the reader of the error knows what to install."""

from __future__ import annotations

import sys

import pytest

from impactlib.model import SheetError
from impactlib.sheet import pdf
from impactlib.text import Texts


def test_without_chromium_the_error_says_what_to_install(monkeypatch):
    monkeypatch.delenv("IMPACT_CHROMIUM", raising=False)
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    with pytest.raises(SheetError) as caught:
        pdf.browser()
    assert "Installeer Chromium" in Texts.load("nl").error(caught.value)


def test_a_named_browser_that_is_not_there_is_no_browser(monkeypatch):
    monkeypatch.setenv("IMPACT_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(SheetError, match="pdf-browser"):
        pdf.browser()


def test_without_playwright_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright", None)
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(SheetError) as caught:
        pdf.ready()
    assert "pip install" in Texts.load("nl").error(caught.value)
