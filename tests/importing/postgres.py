"""A real PostgreSQL server for the tests that read one: its own, on loopback, whatever else runs on this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sheet.browser import needed

ADMIN, WORD = "beheer", "Geheim-w00rd-7"
_USER = "postgres"


def _programs() -> Path:
    """Where Debian's package puts initdb and pg_ctl, which stand on no path; or where a path has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    on_path = shutil.which("initdb")
    place = found[-1] if found else Path(on_path) if on_path else None
    needed(place, "PostgreSQL", "Debian's package postgresql")
    return place.parent


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def server() -> Iterator[str]:
    """The address of a server that asks for a password; it and its files are gone afterwards."""
    programs, root = _programs(), os.geteuid() == 0
    place = Path(tempfile.mkdtemp(prefix="impact-pg-"))
    word, data, port = place / "word", place / "data", free_port()
    word.write_text(WORD, encoding="utf-8")

    def ran(name: str, *words: str) -> None:
        """PostgreSQL refuses to run as root, so as root its own user runs it."""
        as_user = ["runuser", "-u", _USER, "--"] if root else []
        command = [*as_user, str(programs / name), "-D", str(data), *words]
        subprocess.run(command, check=True, cwd=place, stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]})

    try:
        if root:
            for one in (place, word):
                shutil.chown(one, _USER, _USER)
        ran("initdb", "-U", ADMIN, f"--pwfile={word}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync")
        said = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c fsync=off"
        ran("pg_ctl", "-w", "-l", str(place / "log"), "-o", said, "start")
        try:
            yield f"postgresql://{ADMIN}@127.0.0.1:{port}/postgres"
        finally:
            ran("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
