r"""Names of rows that are made of parts: joined by a stroke, and taken apart again as they were.

Names of a registration may hold a stroke themselves (``jeugd/jongeren``): inside a part it is written ``\/``.
"""

from __future__ import annotations

import re


def group_of(*parts: object) -> str:
    r"""The name of a row that is made of these parts.

    Examples
    --------
    >>> group_of("jeugd/jongeren", "trajecten")
    'jeugd\\/jongeren/trajecten'
    """
    return "/".join(re.sub(r"([\\/])", r"\\\1", str(part)) for part in parts)


def parts_of(group: str) -> tuple[str, ...]:
    r"""The parts of a name, as they were before they were joined.

    Examples
    --------
    >>> parts_of(group_of("jeugd/jongeren", "a\\b", ""))
    ('jeugd/jongeren', 'a\\b', '')
    """
    found = [""]
    signs = iter(group)
    for sign in signs:
        if sign == "/":
            found.append("")
        else:
            found[-1] += next(signs, "") if sign == "\\" else sign
    return tuple(found)


def natural(name: str) -> tuple[str, int, str]:
    """The place of a name among others: letters, then the number, then what follows.

    Examples
    --------
    >>> sorted(["K10", "K2a"], key=natural)
    ['K2a', 'K10']
    """
    letters, number, rest = re.fullmatch(r"(\D*)(\d*)(.*)", name).groups()  # type: ignore[union-attr] # always fits
    return letters, int(number or 0), rest
