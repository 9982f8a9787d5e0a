"""Chromium, axe and vnu for the tests that open pages: skipped with a reason, except in the gate."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "browser" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"


def needed(present: object, what: str, install: str = "chromium, java and npm, then run make browser-tools") -> None:
    """Skip where a user's machine lacks a tool; fail where the gate does."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and the gate may not do without it")
    pytest.skip(f"{what} is missing: install {install}")


def chromium() -> str:
    named = os.environ.get("IMPACT_CHROMIUM")
    found = named or next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    needed(found, "Chromium")
    return str(found)


@contextmanager
def launched():
    """A running Chromium that fetches nothing of its own."""
    path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        needed(None, "playwright")
    from impactlib.sheet.pdf import ARGUMENTS

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, width=1280, *, bypass=False, **context):
    """A page at a width, with the requests it made and the errors it logged."""
    found = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=bypass, **context)
    page = found.new_page()
    page.requests, page.errors = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(Path(path).resolve().as_uri())
    yield page
    found.close()


def violations(page, *rules: str) -> list[str]:
    """What axe finds wrong: rule and the first places. With names of rules, by these alone."""
    needed(AXE.is_file(), "axe-core")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # Without resultTypes axe describes every element that passes, which takes most of its time.
    asked = {"runOnly": list(rules) or TAGS, "resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(document, asked)", asked)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found["violations"]]


def vnu(*paths) -> list[str]:
    """Errors and warnings of the Nu HTML checker."""
    needed(VNU.is_file(), "vnu-jar")
    needed(shutil.which("java"), "java")
    command = ["java", "-jar", str(VNU), "--format", "json", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in messages if m["type"] != "info"]
