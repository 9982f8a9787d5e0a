"""The folder a run leaves: locked by one run at a time, every file replaced whole or not at all."""

from __future__ import annotations

import errno
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from impactlib.model import SheetError

LOCK = ".lock"
STAGING = ".staging-"
LOOKS, LOOK_SECONDS = 30, 0.1
SUFFIXES = ("json", "ipynb", "html")
"""Files of a sheet, in the order in which they are put in place: the page comes last."""

_CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "folder-read-only",
}
_CODES |= dict.fromkeys((errno.EACCES, errno.EPERM), "folder-read-only")


class Folder:
    """An output folder that this run may write to; see ``opened``."""

    def __init__(self, path: Path, staging: Path) -> None:
        self.path = path
        self.staging = staging

    def telling(self) -> AbstractContextManager[None]:
        """Whatever the disk refuses inside is told in one sentence."""
        return telling(self.path)

    def put(self, name: str, content: bytes) -> None:
        """Replace a file: whoever reads it finds the old one or the new one."""
        with self.telling():
            fresh = self.staging / "fresh"
            fresh.write_bytes(content)
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(target)

    def drop(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self.telling():
            (self.path / name).unlink(missing_ok=True)


@contextmanager
def opened(path: Path, waiting: Callable[[], None]) -> Iterator[Folder]:
    """Take an output folder for this run; another run on it waits until this one is over.

    What a killed run left behind is cleared away first.

    Raises
    ------
    SheetError
        The disk is full, or nothing may be written here.
    """
    with telling(path):
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / LOCK).open("a+b")
    with lock:
        _take(lock, waiting)
        _clear(path)
        with telling(path):
            staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=path)).resolve()
        try:
            yield Folder(path, staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _clear(path: Path) -> None:
    """Remove what a killed run left; its last workers may need a moment to notice that it is gone."""
    for left in path.glob(f"{STAGING}*"):
        for _ in range(LOOKS):
            shutil.rmtree(left, ignore_errors=True)
            if not left.exists():
                break
            time.sleep(LOOK_SECONDS)


def _take(lock: IO[bytes], waiting: Callable[[], None]) -> None:
    """Lock for as long as the file is open; the system lets go when the process dies."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        return
    import fcntl  # noqa: PLC0415 - exists elsewhere only

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(lock, fcntl.LOCK_EX)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """A disk that refuses is told in one sentence, not in a traceback."""
    try:
        yield
    except OSError as error:
        raise SheetError(_CODES.get(error.errno or 0, "folder-refuses"), folder=path.name) from None
