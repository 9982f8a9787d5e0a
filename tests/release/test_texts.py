"""Free text: what looks like a person's data is found, and what a sheet normally says is not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.model import Activity, Background, DisclosureError, Effort, Goal, Partner
from impactlib.release import TextFinding, release_background, scan_background, scan_text
from impactlib.release.texts import is_citizen_number

NAMES = ("Bontekoe-Ferwerda", "C000123", "De Vries", "Jan", "2020", "48213")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Mail naar j.de-vries@voorbeeld.nl voor meer.", "e-mail"),
        ("Bel 0594 123456.", "telefoon"),
        ("Bel (050) 123 45 67.", "telefoon"),
        ("Bel 06-12345678", "telefoon"),
        ("Bel +31 6 1234 5678", "telefoon"),
        ("Bel 0031612345678", "telefoon"),
        ("Zij woont op 9351 AB.", "postcode"),
        ("Zij woont op 9351AB", "postcode"),
        ("Haar nummer is 111222333.", "bsn"),
        ("Haar nummer is 1112.22.333.", "bsn"),
        ("Haar nummer is 111 222 333.", "bsn"),
        ("Mevrouw bontekoe-ferwerda vertelt.", "naam"),
        ("Zie dossier C000123.", "naam"),
        ("Dossier 48213 is rond.", "naam"),
    ],
)
def test_what_looks_like_a_persons_data_is_found(text, rule):
    assert scan_text(f"Een gewone regel.\n{text}", "woorden", NAMES) == (TextFinding("woorden, regel 2", rule),)


@pytest.mark.parametrize(
    "text",
    [
        "In 2020 waren er 273 trajecten, 38% van 718.",
        "Het doel loopt tot 1 januari 2024.",
        "De gemeente telde 63.678 inwoners en 27.512.340 euro.",
        "Periode 2019-09-01/2020-08-31, zie artikel 2020 en 1234 ab.",
        "Het getal 123456789 is geen burgerservicenummer.",
        "Januari was rustig; de Vriesheer niet.",
        "Zie https://voorbeeld.nl/rapport/2020.",
        "",
    ],
)
def test_what_a_sheet_normally_says_is_not_found(text):
    assert scan_text(text, "woorden", NAMES) == ()


def test_a_finding_never_holds_what_it_found():
    findings = scan_text("j.jansen@voorbeeld.nl 111222333 De Vries", "woorden", NAMES)
    assert {finding.rule for finding in findings} == {"e-mail", "bsn", "naam"}
    assert not any(secret in repr(findings) for secret in ("jansen", "111222333", "Vries"))


BACKGROUND = Background(
    goals=(Goal("K1a", "armoede", None, None, "Minder armoede.", None, None, None, None, None, None),),
    efforts=(Effort(("K1a",), "armoede", "Spreekuur, bel 0594 123456.", "loopt", None),),
    partners=(Partner("Voedselbank", "maatschappelijk"),),
    activities=(Activity("A01", "Kookclub", "Samen koken.", None, "loopt"),),
)


def test_a_phone_number_in_a_description_is_asked_about_and_may_stay():
    assert scan_background(BACKGROUND) == (TextFinding("efforts 1 text, regel 1", "telefoon"),)
    assert release_background(BACKGROUND) == BACKGROUND


@pytest.mark.parametrize(("text", "rule"), [("Over 111222333.", "bsn"), ("Voor Bontekoe-Ferwerda.", "naam")])
def test_a_name_or_citizen_number_in_a_description_stops_it(text, rule):
    told = Background(activities=(Activity("A01", "Kookclub", text, None, None),))
    with pytest.raises(DisclosureError) as caught:
        release_background(told, NAMES)
    assert caught.value.code == "release-text"
    assert caught.value.fields == {"where": "activities 1 aim, regel 1", "rule": rule}


@given(st.integers(10**8, 10**9 - 1))
def test_the_test_of_eleven_lets_one_in_eleven_through(number):
    """Changing the last digit breaks a valid number; exactly one last digit at most is valid."""
    valid = [last for last in range(10) if is_citizen_number(f"{number // 10}{last}")]
    assert len(valid) <= 1


WORDS = st.text("aBé-1 .", min_size=4, max_size=7).filter(lambda name: re.match(r"\w", name))


@given(st.frozensets(WORDS, max_size=4), st.text("aBé-1 .", max_size=20))
def test_a_name_is_found_wherever_it_stands_as_whole_words(names, line):
    long = [name for name in names if len(name) >= 4 + name.isdigit()]
    plain = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line, re.IGNORECASE) for name in long)
    assert any(finding.rule == "naam" for finding in scan_text(line, "woorden", names)) == plain


def _spent(text):
    taken = []
    for _ in range(3):
        start = time.process_time()
        scan_text(text, "woorden")
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("part", ["x", "x.", "x@", "1 ", "+"])
def test_a_word_four_times_as_long_takes_no_sixteen_times_as_long(part):
    assert _spent(part * 20_000) < 8 * _spent(part * 5_000) + 0.02
