"""Hashes of a registration under a key that stays here: without it, a hash of few possibilities is the value.

A survey of 31 people asked is found from its plain hash in a few hundred tries. The manifest lies
beside the pages and goes where they go, so whatever of a registration it remembers is an HMAC. The key
stays in the workspace and is never published. Who loses it loses time: every sheet is made again.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from impactlib.batch.folder import telling
from impactlib.params import home

KEY = Path(".impact") / "hash.key"
"""Where a workspace keeps its key; .gitignore leaves it out."""

BYTES = 32


def keyed(digest: str) -> str:
    """HMAC-SHA256 of a digest under the workspace's key, in hexadecimal.

    Raises
    ------
    SheetError
        The key is not there yet and cannot be written.

    Source: RFC 2104.
    """
    return hmac.new(_key(home() / KEY), digest.encode(), "sha256").hexdigest()


@cache
def _key(path: Path) -> bytes:
    """The key of a workspace, made when it is first asked for; of two runs that make it, one wins."""
    with telling(path.parent):
        if not path.is_file():
            path.parent.mkdir(exist_ok=True)
            fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(BYTES))
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
            fresh.unlink()
        return path.read_bytes()
