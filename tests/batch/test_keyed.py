"""What a run remembers of a registration says nothing to who has only what was published."""

from __future__ import annotations

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from impactlib.batch import keyed as module
from impactlib.batch.inputs import files_of
from impactlib.batch.keyed import KEY, keyed
from impactlib.model import SheetError
from tests.batch import tiny


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    module._key.cache_clear()
    yield tmp_path
    module._key.cache_clear()


def test_a_small_table_is_not_found_by_trying_until_its_hash_is_in_the_manifest(tmp_path):
    home = tiny.write_home(tmp_path / "home")
    registration = tiny.write_registration(tmp_path / "registration")
    out = tmp_path / "out"
    run = tiny.impact(
        home,
        "run",
        "--source",
        registration,
        "--year",
        2020,
        "--theme",
        "armoede",
        "--out",
        out,
        "-p",
        "municipality=westerkwartier",
    )
    assert run.returncode == 0, run.stderr
    left = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    for path in registration.iterdir():
        for algorithm in ("sha256", "sha1", "md5"):
            told = hashlib.new(algorithm, path.read_bytes()).hexdigest().encode()
            assert not any(told in content for content in left), path.name
    assert not any((home / KEY).read_bytes() in content for content in left)


def test_a_key_is_made_once_for_its_owner_alone(workspace):
    first = keyed("a")
    module._key.cache_clear()
    assert keyed("a") == first != keyed("b")
    assert stat.S_IMODE((workspace / KEY).stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert [path.name for path in (workspace / KEY).parent.iterdir()] == [KEY.name]


def test_another_key_gives_other_hashes(workspace, tmp_path):
    registration = tiny.write_registration(tmp_path / "registration")
    first = files_of(registration)
    (workspace / KEY).unlink()
    module._key.cache_clear()
    second = files_of(registration)
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


def test_two_runs_that_begin_at_once_have_one_key(workspace):
    def fresh(_):
        module._key.cache_clear()
        return module._key(workspace / KEY)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(fresh, range(32)))) == 1


def test_a_workspace_that_cannot_hold_a_key_is_told_in_a_sentence(workspace):
    (workspace / KEY.parent).write_text("", encoding="utf-8")
    with pytest.raises(SheetError):
        keyed("a")
