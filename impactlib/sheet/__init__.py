"""Released tables to a page: figures, tables, chapters, and the way out.

``Sheet``, ``chapters`` and ``show`` load what they need when they are first asked for: the list of
sheets (``impactlib.sheet.index``) is made without drawing anything.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from impactlib.sheet import chapters
    from impactlib.sheet.context import Sheet
    from impactlib.sheet.output import show
    from impactlib.sheet.ownfigure import figure
    from impactlib.sheet.render import Block

__all__ = ["Block", "Sheet", "chapters", "figure", "show"]

_HOMES = {"Block": "render", "Sheet": "context", "chapters": "chapters", "show": "output", "figure": "ownfigure"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    module = import_module(f"impactlib.sheet.{_HOMES[name]}")
    found = module if name == "chapters" else getattr(module, name)
    globals()[name] = found  # importing impactlib.sheet.output puts the module under the name of the function
    return found
