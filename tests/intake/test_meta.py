"""registration.yaml: what is refused, and that the refusal says which key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from impactlib.intake.meta import read_meta
from impactlib.model import RegistrationError
from impactlib.text import Texts
from tests.intake.small import META


def saved(folder: Path, text: str | bytes) -> Path:
    (folder / "registration.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize(("line", "day"), [("", None), ("complete_since: 2019-01-01\n", dt.date(2019, 1, 1))])
def test_since_when_the_system_is_complete_may_be_said(tmp_path: Path, line: str, day: dt.date | None) -> None:
    assert read_meta(saved(tmp_path, META + line)).complete_since == day


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        (META + "complete_since: 2019\n", "registration-meta-key", "complete_since"),
        (META + "complete_since: 2021-04-01\n", "registration-meta-order", "complete_since"),
        (META + "system: nog een\n", "registration-meta-twice", "regel 5"),
        (META + "1: x\n", "registration-meta-unknown", "sleutel 1"),
        (META.replace("true", "ja"), "registration-meta-key", "synthetic"),
        (META.replace("true", "yes"), "registration-meta-key", "synthetic"),
        (META.replace("de-schans", '"De\\0Schans"'), "registration-meta-key", "organisation"),
        (META.replace("de-schans", "De\u202eSchans"), "registration-meta-key", "organisation"),
        (META.replace("de-schans", "[" * 3000), "registration-meta-broken", "registration.yaml"),
        (META.replace("de-schans", "' '"), "registration-meta-key", "organisation"),
        (META.replace("2021-03-31", "0021-03-31"), "registration-meta-key", "extraction_date"),
        (META.replace("2021-03-31", "2021-02-30"), "registration-meta-broken", "registration.yaml"),
        (META.replace("synthetic", "synthetisch"), "registration-meta-key", "synthetic"),
        (META.replace("handmatig", "caf\u00e9").encode("cp1252"), "registration-meta-encoding", "UTF-8"),
        (META.encode("utf-16"), "registration-meta-encoding", "UTF-8"),
    ],
)
def test_what_is_wrong_is_said_in_dutch_with_its_key(tmp_path: Path, text: str | bytes, code: str, named: str) -> None:
    with pytest.raises(RegistrationError) as caught:
        read_meta(saved(tmp_path, text))
    sentence = Texts.load("nl").error(caught.value)
    assert caught.value.code == code
    assert named in sentence
    assert "nput should" not in sentence


def test_an_organisation_is_called_what_was_written(tmp_path: Path) -> None:
    assert read_meta(saved(tmp_path, META.replace("de-schans", "no"))).organisation == "no"


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read_meta(saved(tmp_path, META.encode("utf-8-sig"))).organisation == "de-schans"
