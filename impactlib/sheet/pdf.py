"""A page on paper: a tagged PDF through Chromium, where it is installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from impactlib.model import SheetError

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def browser() -> str:
    """Path of the Chromium on this machine (``IMPACT_CHROMIUM`` may name it).

    Raises
    ------
    SheetError
        ``pdf-browser`` says what to install.
    """
    named = os.environ.get("IMPACT_CHROMIUM")
    found = [named] if named else [path for name in _NAMES if (path := shutil.which(name))]
    if not found or not Path(found[0]).is_file():
        raise SheetError("pdf-browser")
    return found[0]


def pdf_of(html: Path) -> bytes:
    """The page as PDF: A4, tagged, with its language, title, outline and alt texts.

    Nothing is fetched; only the file itself is opened.

    Raises
    ------
    SheetError
        ``pdf-playwright`` or ``pdf-browser`` when what it needs is not installed.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - optional
    except ImportError:
        raise SheetError("pdf-playwright") from None
    path = browser()
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = chromium.new_page()
        page.goto(html.resolve().as_uri())
        made: bytes = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        chromium.close()
    return made
