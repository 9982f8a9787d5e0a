"""A matplotlib figure as inline SVG: real text, house colours by class, and nothing that a page may not hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from impactlib.sheet.figures.svg import STACK
from impactlib.sheet.style import house_style

ROLES = ("ink", "soft", "paper", "rule", "s0", "s1", "s2", "s3")
_KEPT = frozenset({"g", "path", "rect", "circle", "text", "use", "defs", "clipPath"})
_ATTRIBUTES = frozenset({"d", "x", "y", "width", "height", "cx", "cy", "r", "transform", "clip-path", "id"})
_LOOKS = frozenset(
    {"stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "text-anchor", "font-size"}
)
_NAME = re.compile(r"\{[^}]*\}")
_STEPS = 20


def inline(figure: Figure, key: str, title: str, desc: str) -> Markup:
    """The figure as an ``svg`` element whose ids begin with ``key``; the same figure gives the same bytes."""
    written = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "impactlib"}):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    root = ET.fromstring(written.getvalue().partition("<svg")[1] + written.getvalue().partition("<svg")[2])  # noqa: S314 - just written
    box = [float(part) for part in root.attrib["viewBox"].split()]
    names = Markup('<title id="{0}-t">{1}</title><desc id="{0}-b">{2}</desc>').format(key, title, desc)
    body = Markup().join(_element(child, key) for child in root)
    return Markup(
        '<svg class="own" viewBox="{} {} {} {}" width="{}" height="{}" role="img" aria-labelledby="{}-t {}-b" font-family="{}">{}{}</svg>'
    ).format(*(f"{part:g}" for part in (*box, *box[2:])), key, key, STACK, names, body)


def _element(element: ET.Element, key: str) -> Markup:
    name = _NAME.sub("", element.tag)
    if name not in _KEPT:
        return Markup()
    inside = Markup().join(_element(child, key) for child in element)
    words = escape((element.text or "").strip()) if name == "text" else Markup()
    attributes = Markup().join(Markup(' {}="{}"').format(*pair) for pair in _attributes(element, name, key))
    return Markup("<{0}{1}>{2}{3}</{0}>").format(Markup(name), attributes, words, inside)  # noqa: S704 - one of ours


def _attributes(element: ET.Element, name: str, key: str) -> Iterator[tuple[str, str]]:
    style = {
        part.partition(":")[0].strip(): part.partition(":")[2].strip()
        for part in element.attrib.get("style", "").split(";")
        if ":" in part
    }
    given = {_NAME.sub("", kind): value for kind, value in element.attrib.items()}
    for kind, value in given.items():
        if kind == "href" and value.startswith("#"):
            yield "href", f"#{key}-{value[1:]}"
        elif kind == "id":
            yield "id", f"{key}-{value}"
        elif kind == "clip-path":
            yield kind, value.replace("url(#", f"url(#{key}-")
        elif kind in _ATTRIBUTES:
            yield kind, " ".join(value.split())
    yield from ((kind, value.removesuffix("px")) for kind, value in style.items() if kind in _LOOKS)
    yield from _colours({**given, **style}, name)


def _colours(style: dict[str, str], name: str) -> Iterator[tuple[str, str]]:
    """Fill and stroke as classes, which the page colours in light, dark and print; with the light colour for outside it."""
    classes = []
    for kind, short in (("fill", "f"), ("stroke", "k")):
        value = style.get(kind, "")
        if value == "none":
            yield kind, "none"
        elif value.startswith("#"):
            role, part = _nearest(value)
            classes.append(f"{short}-{role}")
            yield kind, house_style().light[role]
            if part < 1:
                yield f"{kind}-opacity", f"{part:g}"
    if classes:
        yield "class", " ".join(classes)
    elif name == "text":
        yield "class", "f-ink"


def _nearest(colour: str) -> tuple[str, float]:
    """The role of the house whose colour, or a tint of it, is nearest; and how much of it there is."""
    light = house_style().light
    wanted, paper = _rgb(colour), _rgb(light["paper"])
    tints = [
        (
            sum((w - (p + (c - p) * part)) ** 2 for w, p, c in zip(wanted, paper, _rgb(light[role]), strict=True)),
            role,
            part,
        )
        for role in ROLES
        for part in ([step / _STEPS for step in range(2, _STEPS + 1)] if role in ("s1", "s2", "s3") else [1.0])
    ]
    _, role, part = min(tints, key=lambda one: (one[0], -one[2]))
    return role, part


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
