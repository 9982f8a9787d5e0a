"""A registration that was checked before: read the same, not checked again, and only as long as it is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from impactlib.intake import open as opening
from impactlib.intake.open import open_and_check, open_registration, remember, sound
from impactlib.intake.read import read_checked, read_registration
from impactlib.model import Registration, RegistrationError
from impactlib.params import Spec, spec_of
from tests.intake.small import good, write


def spec(folder: Path) -> Spec:
    return spec_of({"year": 2020, "municipality": "westerkwartier", "theme": "armoede", "source": str(folder)})


def rows(registration: Registration) -> dict[str, object]:
    return {name: table.to_pandas() for name, table in registration.typed.items()}


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_checked", {})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Registration]:
    """The registrations whose checks are asked from here on."""
    found: list[Registration] = []

    def check(registration: Registration, _scales: object) -> tuple[()]:
        found.append(registration)
        return ()

    monkeypatch.setattr(opening, "check_registration", check)
    return found


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_without_its_text_a_registration_holds_the_same_rows(tmp_path: Path, form: str) -> None:
    tables = good()
    tables["trajectories"][0] |= {"age": "veertig", "extra": "x"}
    folder = write(tmp_path / "r", tables, form)
    whole, bare = rows(read_registration(folder)), rows(read_checked(folder, ()))
    assert list(whole) == list(bare)
    for name in whole:
        assert_frame_equal(whole[name], bare[name])


def test_what_is_known_is_not_asked_again(tmp_path: Path, asked: list[Registration]) -> None:
    folder = write(tmp_path / "r", good())
    remember(open_and_check(folder)[1])
    registration = open_registration(spec(folder))
    assert sound(registration, spec(folder)) == ()
    assert registration.text == {}
    assert len(asked) == 1


def test_a_registration_that_changed_since_is_asked_again(tmp_path: Path, asked: list[Registration]) -> None:
    folder = write(tmp_path / "r", good())
    remember(open_and_check(folder)[1])
    write(folder, {**good(), "trajectories": good()["trajectories"][:2]})
    registration = open_registration(spec(folder))
    assert sound(registration, spec(folder)) == ()
    assert asked[1] is registration


def test_errors_that_are_known_stop_a_sheet_as_they_did_before(tmp_path: Path) -> None:
    tables = good()
    tables["trajectories"][0]["age"] = "veertig"
    folder = write(tmp_path / "r", tables)
    told = []
    for known in (False, True):
        if known:
            remember(open_and_check(folder)[1])
        with pytest.raises(RegistrationError) as caught:
            sound(open_registration(spec(folder)), spec(folder))
        told.append(str(caught.value))
    assert told[0] == told[1]
