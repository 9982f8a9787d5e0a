"""The Markdown of the researcher's words: paragraphs, lists, headings, quotes, bold and italic; nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup, escape

Kind = Literal["heading", "quote", "list", "steps", "text"]

_BEGINS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r"\s{0,3}#{1,6}\s*(.*?)\s*#*\s*")),
    ("quote", re.compile(r"\s{0,3}>\s?(.*)")),
    ("list", re.compile(r"\s*[-*+]\s+(.*)")),
    ("steps", re.compile(r"\s*\d{1,2}[.)]\s+(.*)")),
)
_STRANGE = re.compile(
    r"!?\[[^\]]*\]\([^)]*\)|^\s*\|.*\|\s*$|^\s*(?:```|~~~)|^\s*(?:=+|-{3,}|\*{3,}|_{3,})\s*$|^\s*\[[^\]]+\]:\s"
)
"""Links, pictures, tables, code, and lines under or between: a page has no place for them."""

_BOLD = re.compile(r"\*\*(.+?)\*\*|__(?=\S)(.+?)(?<=\S)__")
_ITALIC = re.compile(r"(?<![\w*])\*(?!\s)([^*]+?)(?<!\s)\*(?![\w*])|(?<![\w/])_(?!\s)([^_{}]+?)(?<!\s)_(?![\w/])")


@dataclass
class Block:
    """Lines that belong together, without their signs.

    ``items``: of a list its items, of a quote its paragraphs, of anything else one; each a list of
    (number of the line in the file, text).
    """

    kind: Kind
    items: list[list[tuple[int, str]]] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[int, str]]:
        return [line for item in self.items for line in item]


def blocks(lines: Iterable[tuple[int, str]]) -> list[Block]:
    """Lines, with their numbers, as blocks: a blank line ends one, and so does a line of another kind."""
    found: list[Block] = []
    last: Block | None = None
    for number, line in lines:
        kind, text = _read(line)
        same = last is not None and kind == last.kind and kind != "heading"
        if not line.strip():
            last = None
        elif last is None or not (same or (kind == "text" and last.kind != "heading")):
            last = Block(kind, [[]])
            found.append(last)
        elif same and (kind in ("list", "steps") or not text):  # an empty line of a quote ends a paragraph of it
            last.items.append([])
        if last and text:
            last.items[-1].append((number, text))
    return found


def _read(line: str) -> tuple[Kind, str]:
    for kind, pattern in _BEGINS:
        if (match := pattern.fullmatch(line)) is not None:
            return kind, match[1].strip()
    return "text", line.strip()


def is_strange(line: str) -> bool:
    """Whether a line holds Markdown that a page has no place for."""
    return _STRANGE.search(line) is not None


def html(block: Block, filled: Callable[[str], Markup]) -> Markup:
    """A block as HTML; ``filled`` makes HTML of what stands in an item."""
    items = [filled(" ".join(text for _, text in item)) for item in block.items if item]
    if block.kind in ("list", "steps"):
        inside = Markup().join(Markup("<li>{}</li>").format(item) for item in items)
        whole = Markup("<ul>{}</ul>") if block.kind == "list" else Markup("<ol>{}</ol>")
        return whole.format(inside)
    if block.kind == "heading":
        return Markup("<h4>{}</h4>").format(items[0])
    paragraphs = Markup().join(Markup("<p>{}</p>").format(item) for item in items)
    return Markup("<blockquote>{}</blockquote>").format(paragraphs) if block.kind == "quote" else paragraphs


def emphasised(text: str) -> Markup:
    """Text, escaped, with its bold and italic parts as such."""
    bold = _BOLD.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", str(escape(text)))
    return Markup(_ITALIC.sub(lambda found: f"<em>{found[1] or found[2]}</em>", bold))  # noqa: S704 - escaped
