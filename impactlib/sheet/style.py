"""The house style: an organisation's name, colours and logo, refused where contrast would break."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impactlib.model import SheetError
from impactlib.params import home
from impactlib.params.checked import File, validated
from impactlib.params.files import per_workspace, read_layered

_STYLE = "params/style.yaml"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FORBIDDEN = re.compile(
    rb"<script|\son\w+\s*=|javascript:|<foreignObject|<!ENTITY|href\s*=\s*[\"']?\s*(?!#)[\w/.]", re.IGNORECASE
)

LIGHT = {
    "paper": "#ffffff", "tint": "#f4f6f8", "ink": "#1b2430", "soft": "#4b5866", "rule": "#d3d9e0", "edge": "#7b8794",
    "accent": "#12355b", "state": "#7a0f2b", "onstate": "#ffffff", "s1": "#12355b", "s2": "#2474b5", "s3": "#c2410c",
    "s0": "#79828c", "on1": "#ffffff", "on2": "#ffffff", "on3": "#ffffff", "pat": "#6b6b6b", "patbg": "#ffffff",
    "hatch": "#87929e", "track": "#e9edf1",
}  # fmt: skip
DARK = {
    "paper": "#11171e", "tint": "#1a222b", "ink": "#e8edf2", "soft": "#b4bfca", "rule": "#35414d", "edge": "#8593a1",
    "accent": "#a9cdf5", "state": "#5c1428", "onstate": "#ffe3ea", "s1": "#a9cdf5", "s2": "#4f93d2", "s3": "#f08c4e",
    "s0": "#98a2ac", "on1": "#0c1722", "on2": "#07121d", "on3": "#1f0c02", "pat": "#a3adb7", "patbg": "#11171e",
    "hatch": "#6b7a89", "track": "#232d37",
}  # fmt: skip

PAIRS: tuple[tuple[str, str, float], ...] = (
    *((text, ground, 4.5) for text in ("ink", "soft", "accent") for ground in ("paper", "tint")),
    ("onstate", "state", 4.5),
    *((f"on{number}", f"s{number}", 4.5) for number in (1, 2, 3)),
    *((mark, "paper", 3.0) for mark in ("s0", "s1", "s2", "s3", "pat", "hatch", "edge")),
)
"""Front, ground and the least contrast: WCAG 2.2, 1.4.3 for words and 1.4.11 for marks."""

PAPER = (("state", "paper", 4.5),)
"""In print the strip is words on paper, always in the light colours."""


class _Written(File):
    """What ``params/style.yaml`` may hold."""

    publisher: str = ""
    publishers: Mapping[str, str] = {}
    contact: str = ""
    kicker: str = ""
    logo: str = ""
    logo_alt: str = ""
    light: Mapping[str, str] = {}
    dark: Mapping[str, str] = {}


@dataclass(frozen=True)
class HouseStyle:
    """Who publishes, and in which colours; a logo is a data address.

    ``publishers``: an organisation to who publishes its sheets, where that is not ``publisher``.
    """

    publisher: str
    publishers: Mapping[str, str]
    contact: str
    kicker: str
    logo_alt: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    logo: str

    def publisher_of(self, organisation: str) -> str:
        """Who publishes the sheets of an organisation."""
        return self.publishers.get(organisation, self.publisher)


def contrast(front: str, ground: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2).

    >>> round(contrast("#ffffff", "#12355b"), 1)
    12.5
    """
    bright, dim = sorted((_luminance(front), _luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@per_workspace
def house_style() -> HouseStyle:
    """The style of params/style.yaml; SheetError names a colour that cannot be read and its ratio."""
    return style_of(read_layered("style.yaml"), home() / "params")


def style_of(values: Mapping[str, Any], folder: Path) -> HouseStyle:
    """Check a house style; a key without a value is as one that is not there.

    Raises
    ------
    ParameterError
        A key that does not exist, or a value of another kind.
    SheetError
        ``style-colour``, ``style-contrast`` or ``style-logo``.
    """
    own = validated(_Written, {key: value for key, value in values.items() if value is not None}, _STYLE)
    return HouseStyle(
        own.publisher,
        own.publishers,
        own.contact,
        own.kicker,
        own.logo_alt,
        _colours("light", LIGHT, own.light),
        _colours("dark", DARK, own.dark),
        _logo(folder, own.logo) if own.logo else "",
    )


def _colours(mode: str, base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    for role, colour in own.items():
        if role not in base or not _HEX.fullmatch(colour):
            raise SheetError("style-colour", mode=mode, role=role, colour=colour, allowed=", ".join(base))
    found = {**base, **own}
    for front, ground, least in (*PAIRS, *(PAPER if mode == "light" else ())):
        ratio = contrast(found[front], found[ground])
        if ratio < least:
            raise SheetError(
                "style-contrast",
                mode=mode,
                role=front,
                colour=found[front],
                ground=ground,
                ratio=f"{ratio:.1f}",
                least=least,
            )
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(folder: Path, name: str) -> str:
    """A picture as a data address; one that could run or fetch something, or lies elsewhere, is refused."""
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    kinds = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
    content = path.read_bytes() if inside and path.is_file() else b""
    unsafe = path.suffix == ".svg" and _FORBIDDEN.search(content)
    if path.suffix not in kinds or not content or len(content) > 50_000 or unsafe:
        raise SheetError("style-logo", file=path.name)
    return f"data:{kinds[path.suffix]};base64,{base64.b64encode(content).decode('ascii')}"
