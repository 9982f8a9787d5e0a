"""A folder that refuses is told in one sentence; two runs on one folder take turns."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from impactlib import cli
from impactlib.batch.folder import opened
from impactlib.batch.manifest import read_manifest
from impactlib.batch.workers import outcomes
from impactlib.model import SheetError
from impactlib.process import heeded
from tests.batch import tiny

INTERRUPTED = (130, -signal.SIGINT)
"""A shell reads both as 130."""


def start(place, *words, **settings):
    command = [sys.executable, "-m", "impactlib", "run", "--source", place.registration, "--out", place.out, *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": tiny.HOME}
    return subprocess.Popen(list(map(str, command)), **{**pipes, **settings})


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EROFS, "folder-read-only"),
        (errno.EACCES, "folder-read-only"),
        (errno.EIO, "folder-refuses"),
    ],
)
def test_what_the_disk_refuses_is_told_in_one_sentence(tmp_path, monkeypatch, number, code):
    def refuse(*_):
        raise OSError(number, "no")

    with opened(tmp_path / "out", lambda: None) as folder:
        monkeypatch.setattr(Path, "write_bytes", refuse)
        with pytest.raises(SheetError, match=code):
            folder.put("page.html", b"page")
    assert not list(tmp_path.glob("out/.staging*"))


def test_a_run_on_a_full_disk_stops_with_one_error_and_no_half_page(place):
    place.one()
    page = place.out / "2020/westerkwartier/armoede.html"
    before = page.read_bytes()

    def small_disk():
        """The system refuses to write a file as large as a page."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) - 1, len(before) - 1))

    done = start(place, "--force", preexec_fn=small_disk)
    _, error = done.communicate(timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in error
    assert "schijf" in error
    assert page.read_bytes() == before
    assert not list(place.out.glob(".staging*"))


def test_a_file_in_the_place_of_the_folder_is_told(place):
    place.notebook()
    place.out.write_text("a file")
    with pytest.raises(SheetError, match="folder-refuses"):
        place.one()


def test_two_runs_on_one_folder_take_turns(place, tmp_path):
    """The one that came first makes no sheet until the other has said that it waits, however slow the machine is."""
    go, told = tmp_path / "go", tmp_path / "told"
    place.notebook(f"while not Path({str(go)!r}).exists(): time.sleep(0.05)")
    with told.open("a") as file:
        both = [start(place, stderr=file) for _ in range(2)]
    deadline = time.monotonic() + 120
    while "Een andere run" not in told.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.05)
    go.touch()
    said = [one.communicate(timeout=120)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert told.read_text("utf-8").count("Een andere run") == 1
    assert sorted("Gemaakt: 6" in out for out in said) == [False, True]
    assert len(read_manifest(place.out).sheets) == 6
    assert not list(place.out.glob(".staging*"))


def test_ctrl_c_ends_at_once_and_leaves_what_was_made(place):
    place.notebook('time.sleep(60 if theme != "armoede" else 0)')
    one = start(place, start_new_session=True)
    deadline = time.monotonic() + 60
    while "armoede" not in "".join(read_manifest(place.out).sheets):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.killpg(one.pid, signal.SIGINT)  # as a terminal does: everyone in the group hears it
    began = time.monotonic()
    _, error = one.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert one.returncode in INTERRUPTED
    assert "Gestopt" in error
    assert "Traceback" not in error
    assert not list(place.out.glob(".staging*"))
    assert (place.out / "2020/westerkwartier/armoede.html").read_text("utf-8").endswith("</html>\n")


@pytest.mark.parametrize("seconds", [0, 0.1, 0.2, 0.4, 0.8])
def test_ctrl_c_while_everything_is_still_loading_says_one_sentence(place, seconds):
    place.notebook("time.sleep(60)")
    one = start(place, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (place.out / ".lock").is_file():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(seconds)
    os.killpg(one.pid, signal.SIGINT)
    began = time.monotonic()
    _, error = one.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert one.returncode in INTERRUPTED
    assert [line[:7] for line in error.splitlines() if not line.startswith("Te maken")] == ["Gestopt"]


def test_no_sheet_is_begun_after_a_ctrl_c_that_a_library_swallowed_while_it_was_loading():
    with heeded():
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            next(outcomes([None], None))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_during_a_query_is_told_as_ctrl_c_and_not_as_an_error_of_the_database(monkeypatch, capsys):
    said = "Query interrupted"  # what DuckDB makes of it

    def query(*_, **__):
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError(said)

    monkeypatch.setattr(cli, "app", query)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == cli.INTERRUPTED
    assert capsys.readouterr().err.startswith("Gestopt")
