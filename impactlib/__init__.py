"""impactlib: measures of social work that say of how many, how sure, and what they cannot say.

What a researcher calls from a notebook stands here; each has its contract and an example in its docstring:
``open_sheet``, ``cases``, ``tables``, ``explain``, ``count``, ``released``, ``table``, ``show``, ``figure``, ``use_style``,
``compare``, ``save``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from impactlib.model.errors import ImpactError

if TYPE_CHECKING:
    from impactlib.catalogue import cases
    from impactlib.sheet import chapters, figure, show
    from impactlib.workbench import compare, count, explain, open_sheet, released, save, table, tables, use_style

__version__ = "0.1.0"

__all__ = [
    "cases",
    "chapters",
    "compare",
    "count",
    "explain",
    "figure",
    "open_sheet",
    "released",
    "save",
    "show",
    "table",
    "tables",
    "use_style",
]

_HOMES = {"cases": "catalogue", "show": "sheet", "chapters": "sheet", "figure": "sheet"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"impactlib.{_HOMES.get(name, 'workbench')}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def _sentence(error: ImpactError) -> str:
    """A mistake in the words of the reader, for a notebook."""
    from impactlib.text import Texts  # noqa: PLC0415 - only where something went wrong

    return Texts.load("nl").error(error)


ImpactError.sentence = staticmethod(_sentence)
