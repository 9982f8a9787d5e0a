"""A page on paper: a tagged PDF through Chromium, where it is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def ready() -> None:
    """Raise before anything is run when a PDF cannot be made here.

    Raises
    ------
    SheetError
        ``pdf-playwright`` or ``pdf-browser`` says what to install.
    """
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - optional
    except ImportError:
        raise SheetError("pdf-playwright") from None
    browser()


@contextmanager
def printer() -> Iterator[Callable[[Path], bytes]]:
    """One Chromium for many pages: a function from a page's file to its PDF.

    A4, tagged, with the page's language, title, outline and alt texts. Nothing is fetched; only
    the file itself is opened.

    Raises
    ------
    SheetError
        ``pdf-playwright`` or ``pdf-browser`` when what it needs is not installed.
    """
    ready()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - optional

    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=browser(), args=list(ARGUMENTS))

        def printed(html: Path) -> bytes:
            page = chromium.new_page()
            page.goto(html.resolve().as_uri())
            made: bytes = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            page.close()
            return made

        yield printed
        chromium.close()
