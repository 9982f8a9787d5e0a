"""Imported once, before processes that make sheets are started: what every page loads, loaded.

Templates are compiled and one drawing is made, so that no process has to do it again. No file
stays open and no thread is started.
"""

import datetime as dt

from babel.dates import format_date

import impactlib.sheet.chapters
import impactlib.sheet.output
from impactlib.sheet.export import exporter
from impactlib.sheet.figures.kit import Drawing
from impactlib.sheet.figures.svg import svg
from impactlib.sheet.render import environment

__all__ = ["impactlib"]


def ready() -> None:
    """Do once what the first page of a process would do."""
    for name in environment().list_templates(filter_func=lambda name: name.endswith(".html.j2")):
        if name != "index.html.j2":
            environment().get_template(name)
    drawing = Drawing(10, 20)
    drawing.box((0, 0), 5, 5, "s1")
    drawing.text((0, 15), "x")
    svg(drawing, "x", "x", "x")
    exporter()
    format_date(dt.date(2000, 1, 1), "d MMMM y", locale="nl")


ready()
