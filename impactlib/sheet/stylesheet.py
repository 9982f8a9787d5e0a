"""The style sheet of a page: one file, with the house colours and the running head of print."""

from __future__ import annotations

from collections.abc import Mapping

from impactlib.sheet.render import asset
from impactlib.sheet.style import HouseStyle, house_style

_MARGINS = (
    ("top-left", "running", "soft", ""),
    ("top-right", "stamp", "state", "bold "),
    ("bottom-left", "foot", "soft", ""),
)


def stylesheet(page: Mapping[str, str], style: HouseStyle | None = None) -> str:
    """The CSS of the page: colours of the house style, then the rules, then print margins."""
    style = style or house_style()
    colours = (
        f":root{{color-scheme:light dark;{_variables(style.light)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_variables(style.dark)}}}}}"
        f"@media print{{:root{{color-scheme:light;{_variables(style.light)}}}}}"
    )
    return "\n".join((colours, asset("page.css").strip(), _print(page, style)))


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in colours.items())


def _print(page: Mapping[str, str], style: HouseStyle) -> str:
    boxes = [
        f"@{place}{{content:{css_text(page[key])};font:{weight}8pt Arial,'Liberation Sans',sans-serif;color:{style.light[colour]}}}"
        for place, key, colour, weight in _MARGINS
        if page.get(key)
    ]
    of = css_text(f" {page.get('of_pages', '/')} ")
    boxes.append(
        f"@bottom-right{{content:counter(page) {of} counter(pages);font:8pt Arial,'Liberation Sans',sans-serif;color:{style.light['soft']}}}"
    )
    return "@page{size:A4;margin:14mm 14mm 12mm;" + "".join(boxes) + "}"


def css_text(words: str) -> str:
    """Words as a CSS string that can end neither itself nor the style element."""
    safe = "".join(
        sign if sign.isalnum() or sign in " \N{MIDDLE DOT},.:()\N{EN DASH}-/" else f"\\{ord(sign):x} " for sign in words
    )
    return f'"{safe}"'
