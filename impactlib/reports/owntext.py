"""A chapter that a researcher wrote in her notebook: scanned like every other text, then shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impactlib.intake.open import identifiers
from impactlib.model import DisclosureError, Registration, SheetError
from impactlib.release import scan_text
from impactlib.sheet import Sheet, show
from impactlib.sheet.owntext import text_block

STOPS = ("naam", "bsn")
"""Never right in a text; the others pass in a draft only."""


def put(namespace: Mapping[str, Any], number: int, source: str) -> None:
    """Show the Markdown of a cell as a chapter of the page.

    Parameters
    ----------
    namespace : mapping
        The notebook's own: its ``sheet``, and the ``registration`` whose names may not stand in a text.
    number : int
        Of the cell, from 1.
    source : str
        Markdown that begins with a heading.

    Raises
    ------
    SheetError
        ``text-early``: the cell stands before the sheet is made; or as ``text_block``.
    DisclosureError
        ``release-text``: the line and the rule, never what stands there.
    """
    sheet, registration = namespace.get("sheet"), namespace.get("registration")
    registration = getattr(namespace.get("bench"), "registration", registration)
    if not isinstance(sheet, Sheet) or not isinstance(registration, Registration):
        raise SheetError("text-early", cell=number)
    for finding in scan_text(source, f"cel {number}", identifiers(registration)):
        if finding.rule in STOPS or sheet.state != "concept":
            raise DisclosureError("release-text", where=finding.where, rule=finding.rule)
    show(text_block(sheet, number, source))
