"""A Markdown cell as a chapter of the page."""

from __future__ import annotations

import re

from markupsafe import Markup

from impactlib.model import SheetError
from impactlib.sheet.context import Sheet
from impactlib.sheet.markdown import blocks, html
from impactlib.sheet.parts.own import questions
from impactlib.sheet.render import Block, rendered, sealed
from impactlib.sheet.words import Lines, check, fill, overclaimed, refuse

_TITLE = re.compile(r"\s{0,3}#{1,3}(?!#)\s*(.*?)\s*#*\s*")


def text_block(sheet: Sheet, number: int, source: str) -> Block:
    """The chapter that a cell holds: its first line is its title, and every number in it a placeholder.

    Raises
    ------
    SheetError
        ``text-title``: it does not begin with a heading; ``words-...``: what a line may not hold. ``words-several`` holds
        the sentences of more than one.
    """
    lines = [(place, line) for place, line in enumerate(source.splitlines(), start=1)]
    head = next((line for line in lines if line[1].strip()), (0, ""))
    title = _TITLE.fullmatch(head[1])
    if title is None or not title[1]:
        raise SheetError("text-title", cell=number)
    file = sheet.texts.plain("page.text_cell", cell=str(number))
    wrong = [
        error
        for place, line in lines
        for error in check(sheet, {"file": file, "section": title[1], "line": place}, line)
    ]
    wrong += overclaimed({"file": file, "section": title[1]}, [(head[0], title[1]), *_below(lines, head[0])])
    refuse(sheet, file, wrong)
    body = Markup().join(
        Markup("<h3>{}</h3>").format(fill(sheet, block.lines[0][1]))
        if block.kind == "heading"
        else html(block, lambda text: fill(sheet, text))
        for block in blocks(_below(lines, head[0]))
    )
    made = rendered("text.html.j2", key=f"tekst-{number}", title=fill(sheet, title[1]), body=body)
    return sealed(Block(f"tekst-{number}", made, (), sheet.head, {}, tuple(questions(sheet))))


def _below(lines: Lines, head: int) -> Lines:
    return [line for line in lines if line[0] > head]
