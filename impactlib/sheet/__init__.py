"""Released tables to a page: figures, tables, chapters, and the way out."""

from impactlib.sheet import chapters
from impactlib.sheet.context import Sheet
from impactlib.sheet.render import Block
from impactlib.sheet.show import show

__all__ = ["Block", "Sheet", "chapters", "show"]
