"""A text that looks like a person's data leaves a draft only when somebody said that it is not."""

from __future__ import annotations

import re

import pytest

from impactlib.model import Background, DisclosureError, Partner
from impactlib.release import release_texts

WORDS = "Bel De Schans: 0594 123 456."
PARTNERS = Background(partners=(Partner("Voedselbank", None),))


def test_a_draft_may_hold_a_phone_number():
    assert release_texts(PARTNERS, WORDS, (), draft=True) == (PARTNERS, WORDS)


def test_a_definite_sheet_asks_once_and_takes_the_answer():
    with pytest.raises(DisclosureError) as refused:
        release_texts(PARTNERS, WORDS, (), draft=False)
    assert "0594" not in str(refused.value)
    code = str(refused.value.fields["confirmation"])
    assert release_texts(PARTNERS, WORDS, (), draft=False, confirmed=code) == (PARTNERS, WORDS)


def test_a_confirmation_lapses_when_the_text_changes():
    with pytest.raises(DisclosureError) as refused:
        release_texts(PARTNERS, WORDS, (), draft=False)
    with pytest.raises(DisclosureError):
        release_texts(
            PARTNERS, WORDS + " Of mail.", (), draft=False, confirmed=str(refused.value.fields["confirmation"])
        )


@pytest.mark.parametrize("words", ["Cliënt C-000123 was blij.", "Nummer 111222333."])
def test_an_id_of_the_registration_never_leaves_not_even_in_a_draft(words):
    with pytest.raises(DisclosureError, match=re.escape("release-text")):
        release_texts(Background(), words, ("C-000123",), draft=True)
