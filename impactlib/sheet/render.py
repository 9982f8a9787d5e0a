"""From what a chapter has to say to HTML: Jinja in a sandbox, everything escaped."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from impactlib.model import Released
from impactlib.sheet.tables import Table

NOTHING = Markup()
TEMPLATES = Path(__file__).parent / "template"


@dataclass(frozen=True)
class Panel:
    """One picture of a figure; ``big`` stands where a single number needs no picture."""

    drawing: Markup = NOTHING
    title: Markup | str = ""
    subtitle: Markup | str = ""
    big: Markup | str = ""


@dataclass(frozen=True)
class Figure:
    """A title that says what is seen, the picture, its source and caveats, and the same numbers as a table."""

    key: str
    title: Markup | str
    subtitle: Markup | str
    panels: tuple[Panel, ...]
    source: Markup
    notes: Markup
    tables: tuple[Table, ...]
    wide: bool = False
    level: int = 3


@dataclass(frozen=True)
class Block:
    """A part of the page with the released tables that it shows.

    ``show`` is the only way out of a notebook: it carries both. ``asked`` names the questions of one's own that were
    released with the sheet: each must come to stand on its page. ``seal`` says that the library made it (``sealed``).
    """

    id: str
    html: Markup
    tables: tuple[Released, ...]
    head: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    seal: str = ""


_SECRET = secrets.token_bytes(16)
"""Of this process: a block that it did not make itself does not reach a page."""


def sealed(block: Block) -> Block:
    """The block as one that the library made of released tables; ``show`` refuses any other."""
    return replace(block, seal=_seal_of(block))


def is_sealed(block: Block) -> bool:
    """Whether the library made this block, and nobody changed it since."""
    return hmac.compare_digest(block.seal, _seal_of(block))


def _seal_of(block: Block) -> str:
    told = repr((block.id, str(block.html), block.tables, block.head, block.page, block.asked))
    return hmac.new(_SECRET, told.encode(), hashlib.sha256).hexdigest()


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The templates of the page, compiled once in a process."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def rendered(template: str, **view: object) -> Markup:
    """The template with its view filled in."""
    return Markup(environment().get_template(template).render(**view))  # noqa: S704 - autoescaped


def asset(name: str) -> str:
    """The style sheet or the script of the page."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def policy(css: str, js: str) -> str:
    """A Content-Security-Policy under which only this style sheet and this script work."""
    style, script = (_hash(text) for text in (css, js))
    return f"default-src 'none'; img-src data:; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def tidy(html: str) -> str:
    """No empty lines, and one newline at the end."""
    return re.sub(r"\n\s*\n+", "\n", html.strip()) + "\n"
