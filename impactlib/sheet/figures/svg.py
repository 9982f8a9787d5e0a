"""From marks to inline SVG.

Roles become classes, which the style sheet of the page colours (light, dark, forced colours,
paper). Each mark also carries its light colour, so that a drawing taken out of the page stands on
its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup, escape

from impactlib.sheet.figures.kit import MIXED, PATTERNED, Drawing, Mark, bold
from impactlib.sheet.style import house_style

STACK = "Arial,'Liberation Sans',sans-serif"
_WEIGHTS = {"whisk": ' stroke-width="2.5"', "goal": ' stroke-width="3"', "dash": ' stroke-dasharray="4 3"'}


def svg(drawing: Drawing, key: str, title: str, desc: str, role: str = "") -> Markup:
    """The drawing as an ``svg`` element whose ids begin with ``key``."""
    body = Markup().join(_element(mark, key) for mark in drawing.marks)
    names = Markup('<title id="{0}-t">{1}</title><desc id="{0}-b">{2}</desc>').format(key, title, desc)
    box = Markup('viewBox="0 0 {0} {1}" width="{0}" height="{1}"').format(_n(drawing.width), _n(drawing.height))
    return Markup(
        '<svg{} {} role="img" aria-labelledby="{}-t {}-b" font-family="{}" font-size="14">{}{}{}</svg>'
    ).format(Markup(' class="{}"').format(role) if role else "", box, key, key, STACK, names, _defs(drawing, key), body)


def _defs(drawing: Drawing, key: str) -> Markup:
    used = {PATTERNED[mark.role] for mark in drawing.marks if mark.role in PATTERNED}
    found = "".join(pattern for letter, pattern in _patterns().items() if letter in used)
    return Markup(f"<defs>{found.replace('@', str(escape(key)))}</defs>") if found else Markup()  # noqa: S704 - ours


@cache
def _patterns() -> dict[str, str]:
    light = house_style().light
    spot = '<circle class="dot" cx="{0}" cy="{0}" r="1.15" fill="{1}"/>'
    dots = (
        '<pattern id="@-d" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect class="dotbg" width="6" height="6" fill="{light["patbg"]}"/>'
        f"{spot.format(1.5, light['pat'])}{spot.format(4.5, light['pat'])}</pattern>"
    )
    lines = (
        '<pattern id="@-h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="hatch" d="M0 0V7" stroke="{light["hatch"]}" stroke-width="1.7"/></pattern>'
    )
    return {"d": dots, "h": lines}


def _element(mark: Mark, key: str) -> Markup:
    if mark.kind == "text":
        return _text(mark)
    look = _look(mark, key)
    if mark.kind == "dot":
        return Markup('<circle{} cx="{}" cy="{}" r="{}"/>').format(look, *map(_n, mark.points[0]), _n(mark.size))
    if mark.kind == "box":
        xs, ys = (sorted(exact) for exact in zip(*(map(_exact, point) for point in mark.points), strict=True))
        place = (xs[0], ys[0], xs[-1] - xs[0], ys[-1] - ys[0])
        return Markup('<rect{} x="{}" y="{}" width="{}" height="{}"/>').format(look, *map(_n, place))
    path = "L".join(f"{_n(x)} {_n(y)}" for x, y in mark.points)
    return Markup('<path{} d="M{}"/>').format(look, path)


def _text(mark: Mark) -> Markup:
    tie = Markup()
    if mark.cell is not None:
        name, origin = ("data-cell", mark.cell.ref) if mark.cell.ref else ("data-from", mark.cell.made_of)
        tie = Markup(' {}="{}" data-value="{}"').format(name, origin, json.dumps(mark.cell.value))
    anchor = Markup(' text-anchor="{}"').format(mark.anchor) if mark.anchor != "start" else ""
    size = Markup(' font-size="{}"').format(_n(mark.size)) if mark.size != 14 else ""
    weight = Markup(' font-weight="700"') if bold(mark.role) else ""
    fill = house_style().light["on1" if mark.role == "onq" else mark.role] if mark.role.startswith("on") else ""
    colour = Markup(' fill="{}"').format(fill) if fill else ""
    place = map(_n, mark.points[0])
    return Markup('<text class="{}" x="{}" y="{}"{}{}{}{}{}>{}</text>').format(
        mark.role, *place, size, anchor, weight, colour, tie, mark.words
    )


def _look(mark: Mark, key: str) -> Markup:
    """Class of the role, with the light colour for a drawing outside its page."""
    light = house_style().light
    if mark.role in PATTERNED:
        edge = light["pat" if mark.role == "unk" else "hatch"]
        fill = Markup(' fill="url(#{}-{})" stroke="{}"').format(key, PATTERNED[mark.role], edge)
    elif mark.role in ("run", "oth"):
        dash = Markup(_WEIGHTS["dash"] if mark.role == "run" else "")  # noqa: S704 - ours
        fill = Markup(' fill="none" stroke="{}" stroke-width="1.5"{}').format(light["edge"], dash)
    elif mark.kind == "line":
        fill = _stroke(mark.role, light)
    elif mark.role == "open1":
        fill = Markup(' fill="{}" stroke="{}" stroke-width="2.5"').format(light["paper"], light["s1"])
    elif mark.role in MIXED:
        fill = Markup(' fill="{}"').format(mixed(light["s1"], light["paper"], MIXED[mark.role]))
    else:
        fill = Markup(' fill="{}"').format(light.get(mark.role, light["edge"]))
    return Markup(' class="{}"{}').format(mark.role, fill)


def _stroke(role: str, light: Mapping[str, str]) -> Markup:
    """Thin grey lines; an interval and a goal are heavier, a goal in the ink of the page."""
    colour = {"goal": light["ink"], "track": light["track"]}.get(role, light["edge"])
    wide = Markup(_WEIGHTS.get(role, ""))  # noqa: S704 - ours
    return Markup(' fill="none" stroke="{}"{}').format(colour, wide)


def mixed(front: str, ground: str, part: float) -> str:
    """A colour on its ground, as the style sheet mixes them.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = [(int(front[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{int(one * part + other * (1 - part) + 0.5):02x}" for one, other in pairs)


def _exact(number: float) -> float:
    """Without what adding and subtracting left behind it, so that halves round as they should."""
    return round(number, 6)


def _n(number: float) -> str:
    """A length with at most one decimal, so that a page stays small."""
    text = f"{_exact(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
