"""A key that stays here: made when first asked for, and pseudonyms under it.

Without the key a pseudonym says nothing; with it the same client has the same pseudonym next year. Who loses the key
cannot link the years any more, and nobody can make it again.
"""

from __future__ import annotations

import hmac
import os
import secrets
import subprocess
from contextlib import suppress
from pathlib import Path

from impactlib.model import ParameterError
from impactlib.params import home

PSEUDONYMS = Path(".impact") / "pseudonym.key"
"""Where a workspace keeps the key of its pseudonyms; .gitignore leaves it out."""

BYTES = 32
_DIGITS = 20


def key_of(path: Path) -> bytes:
    """The key in a file, made when it is first asked for; of two that make it, one wins.

    Raises
    ------
    OSError
        The key is not there yet and cannot be written.
    ParameterError
        ``key-short``: the file does not hold a whole key; under less of one a pseudonym can be guessed.
    """
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(BYTES))
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    key = path.read_bytes()
    if len(key) < BYTES:
        raise ParameterError("key-short", file=path.name)
    return key


def pseudonym(key: bytes, client: str) -> str:
    """HMAC-SHA256 of an id under a key, in 20 hexadecimal digits after a letter: no spreadsheet makes a number of it.

    Source: RFC 2104. With 80 bits, two of a million clients share one with a chance of about 4e-13.
    """
    return "p" + hmac.digest(key, client.encode(), "sha256").hex()[:_DIGITS]


def print_of(key: bytes) -> str:
    """What may be kept to recognise a key by."""
    return hmac.digest(key, b"impactlib pseudonyms", "sha256").hex()[:16]


def pseudonym_key() -> Path:
    """The file with the key of the pseudonyms of this workspace."""
    return home() / PSEUDONYMS


def danger_of(path: Path) -> str:
    """Why a key is not safe where it lies: ``key-committed``, ``key-shared``; empty where nothing is wrong."""
    with suppress(OSError, subprocess.SubprocessError):
        if os.name == "posix" and path.stat().st_mode & 0o077:
            return "key-shared"
        asked = ["git", "-C", str(path.parent), "check-ignore", "-q", path.name]
        if subprocess.run(asked, capture_output=True, check=False, timeout=10).returncode == 1:  # noqa: S603 - our own words
            return "key-committed"
    return ""
