"""Imported once, before processes that make sheets are started: what every page loads, loaded.

Templates are compiled, so that no process has to do it again. No file stays open and no thread
is started.
"""

import datetime as dt

from babel.dates import format_date

import impactlib.sheet.chapters
import impactlib.sheet.figures.svg
import impactlib.sheet.output
from impactlib.sheet.export import exporter
from impactlib.sheet.render import environment

__all__ = ["impactlib"]


def ready() -> None:
    """Do once what the first page of a process would do."""
    for name in environment().list_templates(filter_func=lambda name: name.endswith(".html.j2")):
        if name != "index.html.j2":
            environment().get_template(name)
    exporter()
    format_date(dt.date(2000, 1, 1), "d MMMM y", locale="nl")


ready()
