"""From marks to inline SVG.

matplotlib lays the marks out and writes the SVG; what is kept of it are the shapes. Roles become
classes, which the style sheet of the page colours (light, dark, forced colours, paper). Each mark
also carries its light colour, so that a drawing taken out of the page stands on its own.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

for _logger in ("matplotlib", "matplotlib.font_manager"):
    logging.getLogger(_logger).setLevel(logging.ERROR)  # a first run announces its font cache on stderr

import matplotlib as mpl  # noqa: E402 - only after its log is quiet
from markupsafe import Markup, escape  # noqa: E402
from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.font_manager import FontProperties  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.patches import Circle, Rectangle  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from matplotlib.transforms import IdentityTransform  # noqa: E402

from impactlib.sheet.figures.kit import MIXED, PATTERNED, Drawing, Mark, bold  # noqa: E402
from impactlib.sheet.style import house_style  # noqa: E402

if TYPE_CHECKING:
    from matplotlib.artist import Artist

STACK = "Arial,'Liberation Sans',sans-serif"
_SHAPE = re.compile(r'<g id="(m\d+)">\s*<(path|text)([^>]*?)/?>', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "impact", "path.simplify": False}
_WEIGHTS = {"whisk": ' stroke-width="2.5"', "goal": ' stroke-width="3"', "dash": ' stroke-dasharray="4 3"'}


def svg(drawing: Drawing, key: str, title: str, desc: str, role: str = "") -> Markup:
    """The drawing as an ``svg`` element whose ids begin with ``key``."""
    shapes = _laid_out(drawing)
    marks = enumerate(drawing.marks)
    body = Markup().join(_element(mark, shapes.get(f"m{index}", ""), key) for index, mark in marks)
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


def _laid_out(drawing: Drawing) -> dict[str, str]:
    """What matplotlib makes of the marks: the path or the place of each, by id."""
    figure = Figure(figsize=(drawing.width / 72, max(drawing.height, 1) / 72), dpi=72, frameon=False)
    FigureCanvasSVG(figure)
    for index, mark in enumerate(drawing.marks):
        artist = _artist(mark, drawing.height)
        artist.set_gid(f"m{index}")
        figure.add_artist(artist)
    target = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(target, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return {name: shape for name, _, shape in _SHAPE.findall(target.getvalue())}


def _artist(mark: Mark, height: float) -> Artist:
    points = [(x, height - y) for x, y in mark.points]
    (x, y), plain = points[0], IdentityTransform()
    if mark.kind == "box":
        right, bottom = points[1]
        return Rectangle((x, bottom), right - x, y - bottom, transform=plain, linewidth=0)
    if mark.kind == "dot":
        return Circle((x, y), mark.size, transform=plain, linewidth=0)
    if mark.kind == "line":
        return Line2D([p[0] for p in points], [p[1] for p in points], transform=plain)
    return Text(x, y, "x", fontproperties=_letters(), transform=plain, va="baseline", parse_math=False)


@cache
def _letters() -> FontProperties:
    return FontProperties(fname=f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf", size=14)


def _element(mark: Mark, shape: str, key: str) -> Markup:
    if mark.kind == "text":
        return _text(mark, shape)
    numbers = [float(number) for number in _NUMBER.findall(_attribute(shape, "d"))]
    xs, ys, look = numbers[0::2], numbers[1::2], _look(mark, key)
    if mark.kind == "dot":
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        return Markup('<circle{} cx="{}" cy="{}" r="{}"/>').format(look, *map(_n, middle), _n(mark.size))
    if mark.kind == "box":
        place = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        return Markup('<rect{} x="{}" y="{}" width="{}" height="{}"/>').format(look, *map(_n, place))
    path = "L".join(f"{_n(x)} {_n(y)}" for x, y in zip(xs, ys, strict=True))
    return Markup('<path{} d="M{}"/>').format(look, path)


def _text(mark: Mark, shape: str) -> Markup:
    tie = Markup()
    if mark.cell is not None:
        name, origin = ("data-cell", mark.cell.ref) if mark.cell.ref else ("data-from", mark.cell.made_of)
        tie = Markup(' {}="{}" data-value="{}"').format(name, origin, json.dumps(mark.cell.value))
    anchor = Markup(' text-anchor="{}"').format(mark.anchor) if mark.anchor != "start" else ""
    size = Markup(' font-size="{}"').format(_n(mark.size)) if mark.size != 14 else ""
    weight = Markup(' font-weight="700"') if bold(mark.role) else ""
    fill = house_style().light["on1" if mark.role == "onq" else mark.role] if mark.role.startswith("on") else ""
    colour = Markup(' fill="{}"').format(fill) if fill else ""
    place = [_n(float(_attribute(shape, name))) for name in ("x", "y")]
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


def _attribute(shape: str, name: str) -> str:
    found = re.search(rf'(?<![\w-]){name}="([^"]*)"', shape)
    return found.group(1) if found else ""


def _n(number: float) -> str:
    """A length with at most one decimal, so that a page stays small."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
