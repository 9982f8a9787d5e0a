"""A question of one's own in the words of a language: its title, its values, the heads of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from impactlib.catalogue.question import ALL, OPEN, Question, question_of
from impactlib.model import parts_of
from impactlib.text import Texts


def title_of(question: Question, texts: Texts) -> str:
    """The title of its table.

    Examples
    --------
    >>> from impactlib.catalogue.question import cases
    >>> title_of(cases.where(sex="vrouw").share("higher", by=["area", "age"]), Texts.load("nl"))
    'Trajecten die hoger eindigden dan ze begonnen, naar gebied en leeftijd (alleen geslacht: vrouw)'
    """
    said = texts.plain(f"vraag.kinds.{question.kind}{'-' if question.what else ''}{question.what}")
    if question.by:
        names = [texts.plain(f"vraag.variables.{name}") for name in question.by]
        said += texts.plain("vraag.by", names=_joined(names, texts, "and"))
    if question.where:
        chosen = "; ".join(_chosen(name, values, texts) for name, values in question.where)
        said += " " + texts.plain("vraag.where", chosen=chosen)
    return said


def table_title(table: str, domains: Sequence[str], texts: Texts) -> str:
    """The title of any table, on a sheet about these life domains; its id where it has none."""
    question, key = question_of(table), f"tables.{table}.title"
    if question:
        return title_of(question, texts)
    return texts.plain(key, domein=", ".join(map(texts.word, domains))) if texts.has(key) else table


def label_of(question: Question, group: str, texts: Texts) -> str:
    """A row in words, with a capital."""
    if group == ALL:
        said = texts.plain("vraag.values.all")
    else:
        said = ", ".join(value_of(name, part, texts) for name, part in zip(question.by, parts_of(group), strict=True))
    return said[:1].upper() + said[1:]


def row_label(table: str, group: str, texts: Texts) -> str:
    """A row of any table in words, with a capital.

    Examples
    --------
    >>> row_label("zrm-end-vs-start", "higher", Texts.load("nl")), row_label("caseload-age", "18-24", Texts.load("nl"))
    ('Hoger', '18-24')
    """
    question = question_of(table)
    if question:
        return label_of(question, group, texts)
    said = ", ".join(_part(table, part, texts) for part in parts_of(group))
    return said[:1].upper() + said[1:]


def _part(table: str, part: str, texts: Texts) -> str:
    for key in (f"tables.{table}.{part}", f"vraag.values.{part}", f"vraag.values.change_{part}"):
        if texts.has(key):
            return texts.plain(key)
    return texts.word(part) if part in texts.raw("words") else part


def value_of(name: str, value: str, texts: Texts) -> str:
    """A value of a variable in words."""
    for key in (f"vraag.values.{name}_{value}", f"vraag.values.{value}"):
        if texts.has(key):
            return texts.plain(key)
    return value if name == "age" or (name in OPEN and value not in texts.raw("words")) else texts.word(value)


def heads_of(question: Question, columns: Sequence[str], texts: Texts) -> tuple[str, ...]:
    """The heads of its columns, that of the rows first."""
    first = _joined([texts.plain(f"vraag.variables.{name}") for name in question.by], texts, "and")
    own = (f"vraag.heads.{question.kind}-{column}" for column in columns)
    rest = (
        texts.plain(key if texts.has(key) else f"tables.columns.{column}")
        for key, column in zip(own, columns, strict=True)
    )
    return ((first[:1].upper() + first[1:]) or texts.plain("vraag.heads.rows"), *rest)


def definition_of(question: Question, texts: Texts) -> str:
    """What is counted, of whom."""
    return texts.plain(f"vraag.definitions.{question.kind}{'-' if question.what else ''}{question.what}")


def _chosen(name: str, values: Sequence[str], texts: Texts) -> str:
    words = [value_of(name, value, texts) for value in values]
    return texts.plain("vraag.chosen", name=texts.plain(f"vraag.variables.{name}"), values=_joined(words, texts, "or"))


def _joined(words: Sequence[str], texts: Texts, last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {texts.plain(f'page.{last}')} {words[-1]}"
