"""Six equal fields, one filled: the dimension of the goal. An emblem, not a chart."""

from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup

from impactlib.model import DIMENSIONS
from impactlib.sheet.style import house_style

_ORDER = (
    "kwaliteit_van_leven",
    "meedoen",
    "dagelijks_functioneren",
    "lichaamsfuncties",
    "mentaal_welbevinden",
    "zingeving",
)


def emblem(dimension: str, label: str) -> Markup:
    """The emblem with the field of ``dimension`` filled; ``label`` says so in words."""
    order = _ORDER if set(_ORDER) == set(DIMENSIONS) else DIMENSIONS
    light = house_style().light
    fields = [_field(index, name == dimension, light) for index, name in enumerate(order)]
    return Markup(
        '<svg class="emblem" viewBox="0 0 100 100" width="84" height="84" role="img" aria-label="{}">{}</svg>'
    ).format(label, Markup().join(fields))


def _field(index: int, filled: bool, light: object) -> Markup:
    """A triangle of the hexagon, drawn a little outward so that white parts it from the others."""
    colours = light if isinstance(light, dict) else {}
    turn = (index - 1.5) * pi / 3
    shift = (3.4 * cos(turn), 3.4 * sin(turn))
    corners = [
        (50.0, 50.0),
        *((50 + 42 * cos(turn + side * pi / 6), 50 + 42 * sin(turn + side * pi / 6)) for side in (-1, 1)),
    ]
    points = " ".join(f"{x + shift[0]:.1f},{y + shift[1]:.1f}" for x, y in corners)
    fill = colours.get("s1", "") if filled else "none"
    stroke = colours.get("s1" if filled else "edge", "")
    return Markup('<polygon class="{}" fill="{}" stroke="{}" points="{}"/>').format(
        "em on" if filled else "em", fill, stroke, points
    )
