"""Names of municipalities: how Statistics Netherlands writes them, and as slugs."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from impactlib.params.files import DEFAULTS

CBS = DEFAULTS / "cbs"
"""Public tables of Statistics Netherlands that ship: a file for each year."""

OTHERWISE = {"den-haag": "Den Haag", "den-bosch": "Den Bosch"}
"""Municipalities by the name that everyone uses; Statistics Netherlands has the official one."""


def slug_of(name: str) -> str:
    """A name as a slug with hyphens.

    Examples
    --------
    >>> slug_of("Súdwest-Fryslân"), slug_of("'s-Gravenhage"), slug_of("Bergen (NH.)")
    ('sudwest-fryslan', 's-gravenhage', 'bergen-nh')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@cache
def place_names() -> Mapping[str, str]:
    """The name of every municipality of the tables that ship, by its slug; of the newest that has it.

    Examples
    --------
    >>> place_names()["midden-groningen"], place_names()["sudwest-fryslan"]
    ('Midden-Groningen', 'Súdwest-Fryslân')
    """
    names = dict(OTHERWISE)
    for path in sorted(CBS.glob("gemeenten-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            names |= {slug_of(row["name"]): row["name"] for row in csv.DictReader(file)}
    return names
