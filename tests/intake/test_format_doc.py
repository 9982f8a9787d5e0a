"""docs/registration-format.md says what the model and the rules say."""

from __future__ import annotations

from tests.intake.format_doc import DOC, parts, rewritten


def test_the_document_is_what_the_model_says() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert rewritten(text) == text


def test_every_table_and_the_rules_stand_in_the_document() -> None:
    text = DOC.read_text(encoding="utf-8")
    for name, part in parts().items():
        assert f"<!-- generated: {name} -->\n{part}<!-- end -->" in text
