"""A drawing in px, y downwards: marks with a role instead of a colour.

matplotlib lays the marks out and writes the SVG; what is kept of it are the shapes. Roles become
classes, which the style sheet of the page colours (light, dark, forced colours, paper). Each mark
also carries its light colour, so that a drawing taken out of the page stands on its own.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

for _logger in ("matplotlib", "matplotlib.font_manager"):
    logging.getLogger(_logger).setLevel(logging.ERROR)  # a first run announces its font cache on stderr

import matplotlib as mpl  # noqa: E402 - only after its log is quiet
from markupsafe import Markup, escape  # noqa: E402
from matplotlib.artist import Artist  # noqa: E402
from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.font_manager import FontProperties  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.patches import Circle, Polygon, Rectangle  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from matplotlib.transforms import IdentityTransform  # noqa: E402

from impactlib.sheet.cells import Cell  # noqa: E402
from impactlib.sheet.figures.metrics import width as width_of  # noqa: E402
from impactlib.sheet.style import house_style  # noqa: E402

Anchor = Literal["start", "middle", "end"]

STACK = "Arial,'Liberation Sans',sans-serif"
_SHAPE = re.compile(r'<g id="(m\d+)">\s*<(path|text)([^>]*?)/?>', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_PATTERNED = {"unk": "d", "mask": "h"}
_EDGED = ("unk", "run", "oth", "mask")
MIXED = {"q1": 0.12, "q2": 0.28, "q3": 0.62, "q4": 0.8, "q5": 1.0}
"""Steps of one colour: how much of it each holds."""


@dataclass(frozen=True)
class Mark:
    """One shape or word, with what it is rather than how it looks."""

    kind: Literal["box", "dot", "line", "area", "text"]
    role: str
    points: tuple[tuple[float, float], ...]
    size: float = 0
    words: str = ""
    anchor: Anchor = "start"
    cell: Cell | None = None


@dataclass
class Drawing:
    """Marks laid on a sheet of ``width`` px; ``svg`` writes them."""

    width: float
    height: float = 0
    marks: list[Mark] = field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, role: str) -> None:
        inset = 0.75 if role in _EDGED else 0
        corners = ((x + inset, y + inset), (x + width - inset, y + height - inset))
        self.marks.append(Mark("box", role, corners))

    def dot(self, x: float, y: float, radius: float, role: str) -> None:
        self.marks.append(Mark("dot", role, ((x, y),), radius))

    def line(self, points: Sequence[tuple[float, float]], role: str) -> None:
        self.marks.append(Mark("line", role, tuple(points)))

    def area(self, points: Sequence[tuple[float, float]], role: str) -> None:
        self.marks.append(Mark("area", role, tuple(points)))

    def text(
        self,
        x: float,
        y: float,
        words: Cell | str,
        role: str = "lb",
        anchor: Anchor = "start",
        size: float = 14,
    ) -> None:
        """Words with their baseline at ``y``; a Cell keeps its tie to the released number."""
        cell = words if isinstance(words, Cell) and words.shown else None
        plain = words.text if isinstance(words, Cell) else words
        self.marks.append(Mark("text", role, ((x, y),), size, plain, anchor, cell))

    def svg(self, key: str, title: str, desc: str, role: str = "") -> Markup:
        """The drawing as inline SVG with real text, named by ``title`` and told by ``desc``."""
        shapes = _laid_out(self)
        body = Markup().join(_element(mark, shapes.get(f"m{index}", ""), key) for index, mark in enumerate(self.marks))
        names = Markup('<title id="{0}-t">{1}</title><desc id="{0}-b">{2}</desc>').format(key, title, desc)
        box = Markup('viewBox="0 0 {0} {1}" width="{0}" height="{1}"').format(_n(self.width), _n(self.height))
        return Markup(
            '<svg{} {} role="img" aria-labelledby="{}-t {}-b" font-family="{}" font-size="14">{}{}{}</svg>'
        ).format(Markup(' class="{}"').format(role) if role else "", box, key, key, STACK, names, self._defs(key), body)

    def _defs(self, key: str) -> Markup:
        used = {_PATTERNED[mark.role] for mark in self.marks if mark.role in _PATTERNED}
        found = [pattern for letter, pattern in _patterns().items() if letter in used]
        return Markup("<defs>{}</defs>").format(Markup("".join(found).replace("@", str(escape(key))))) if found else Markup()  # noqa: S704


@cache
def _patterns() -> dict[str, str]:
    dots = (
        '<pattern id="@-d" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="dotbg" width="6" height="6" '
        'fill="#fff"/><circle class="dot" cx="1.5" cy="1.5" r="1.15" fill="{dot}"/><circle class="dot" cx="4.5" cy="4.5" '
        'r="1.15" fill="{dot}"/></pattern>'
    )
    lines = (
        '<pattern id="@-h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0V7" stroke="{hatch}" stroke-width="1.7"/></pattern>'
    )
    light = house_style().light
    return {"d": dots.format(dot=light["pat"]), "h": lines.format(hatch=light["hatch"])}


def _laid_out(drawing: Drawing) -> dict[str, str]:
    """What matplotlib makes of the marks: the path or the place of each, by id."""
    figure = Figure(figsize=(drawing.width / 72, max(drawing.height, 1) / 72), dpi=72, frameon=False)
    FigureCanvasSVG(figure)
    for index, mark in enumerate(drawing.marks):
        artist = _artist(mark, drawing.height)
        artist.set_gid(f"m{index}")
        figure.add_artist(artist)
    target = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "impact", "path.simplify": False}):
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
    if mark.kind == "area":
        return Polygon(points, transform=plain, linewidth=0)
    return Text(x, y, "x", fontproperties=_letters(), transform=plain, va="baseline", parse_math=False)


@cache
def _letters() -> FontProperties:
    return FontProperties(fname=f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf", size=14)


def _element(mark: Mark, shape: str, key: str) -> Markup:
    if mark.kind == "text":
        return _text(mark, shape)
    numbers = [float(number) for number in _NUMBER.findall(_attribute(shape, "d"))]
    look = _look(mark, key)
    if mark.kind == "dot":
        (x, y), radius = mark.points[0], mark.size
        return Markup('<circle{} cx="{}" cy="{}" r="{}"/>').format(look, _n(x), _n(y), _n(radius))
    if mark.kind == "box":
        xs, ys = numbers[0::2], numbers[1::2]
        place = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        return Markup('<rect{} x="{}" y="{}" width="{}" height="{}"/>').format(look, *(_n(v) for v in place))
    path = "L".join(f"{_n(x)} {_n(y)}" for x, y in zip(numbers[0::2], numbers[1::2], strict=True))
    return Markup('<path{} d="M{}{}"/>').format(look, path, "z" if mark.kind == "area" else "")


def _text(mark: Mark, shape: str) -> Markup:
    tie = Markup()
    if mark.cell is not None:
        name = "data-cell" if mark.cell.ref else "data-from"
        tie = Markup(' {}="{}" data-value="{}"').format(name, mark.cell.ref or mark.cell.made_of, json.dumps(mark.cell.value))
    anchor = Markup(' text-anchor="{}"').format(mark.anchor) if mark.anchor != "start" else ""
    size = Markup(' font-size="{}"').format(_n(mark.size)) if mark.size != 14 else ""
    weight = Markup(' font-weight="700"') if bold(mark.role) else ""
    place = [_n(float(_attribute(shape, name))) for name in ("x", "y")]
    fill = house_style().light["on1" if mark.role == "onq" else mark.role] if mark.role.startswith("on") else None
    colour = Markup(' fill="{}"').format(fill) if fill else ""
    return Markup('<text class="{}" x="{}" y="{}"{}{}{}{}{}>{}</text>').format(
        mark.role, *place, size, anchor, weight, colour, tie, mark.words
    )


def bold(role: str) -> bool:
    """Whether words of this role are set in bold."""
    return role in ("vl", "st") or role.startswith("on")


def text_width(words: str, role: str = "lb", size: float = 14) -> float:
    return width_of(words, size, bold(role))


def _look(mark: Mark, key: str) -> Markup:
    """Class of the role, with the light colour for a drawing outside its page."""
    light = house_style().light
    if mark.role in _PATTERNED:
        edge = light["pat" if mark.role == "unk" else "hatch"]
        fill = Markup(' fill="url(#{}-{})" stroke="{}"').format(key, _PATTERNED[mark.role], edge)
    elif mark.role in ("run", "oth"):
        dash = ' stroke-dasharray="4 3"' if mark.role == "run" else ""
        fill = Markup(' fill="none" stroke="{}" stroke-width="1.5"' + dash).format(light["edge"])
    elif mark.kind == "line":
        fill = _stroke(mark.role, light)
    elif mark.role == "open1":
        fill = Markup(' fill="{}" stroke="{}" stroke-width="2.5"').format(light["paper"], light["s1"])
    elif mark.role in MIXED:
        fill = Markup(' fill="{}"').format(mixed(light["s1"], light["paper"], MIXED[mark.role]))
    else:
        fill = Markup(' fill="{}"').format(light.get(mark.role, light["edge"]))
    return Markup(' class="{}"').format(mark.role) + fill


def _stroke(role: str, light: Mapping[str, str]) -> Markup:
    """Thin grey lines; an interval and a goal are heavier, in the ink of the page."""
    colour = {"whisk": light["edge"], "goal": light["ink"], "track": light["track"]}.get(role, light["edge"])
    wide = {"whisk": ' stroke-width="2.5"', "goal": ' stroke-width="3"', "dash": ' stroke-dasharray="4 3"'}.get(role, "")
    return Markup(' fill="none" stroke="{}"' + wide).format(colour)


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
    text = f"{number:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if float(text) == 0 else text.removesuffix(".0")
