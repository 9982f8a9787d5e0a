"""A table as a notebook shows it: readable in Dutch, and a plain frame for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from impactlib.catalogue import question_of
from impactlib.catalogue.wording import definition_of, heads_of, row_label
from impactlib.model import Row, parts_of
from impactlib.sheet.cells import cell_of
from impactlib.text import Texts

NUMBERS = ("count", "n", "n_eligible", "share", "value", "low", "high")


@dataclass(frozen=True, repr=False)
class Table:
    """Rows with their numbers, state and caveats.

    Attributes
    ----------
    id, title : str
    rows : tuple of Row
    caveats : tuple of str
        Codes that hold for the whole table.
    policy : str
        The policy under which it was released; empty for a table that was not: it stays on this machine.
    small_n : int
        Below this n a share is not told.
    """

    id: str
    title: str
    rows: tuple[Row, ...]
    caveats: tuple[str, ...]
    policy: str
    small_n: int

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame of its own, to draw and to compute with.

        Columns: ``label`` (str, Dutch), a column for each variable of a question or else ``group`` (str), ``count``, ``n``,
        ``n_eligible`` (Int64), ``share``, ``value``, ``low``, ``high`` (float), ``state`` and ``caveats`` (str). What is
        hidden or unknown is missing.
        """
        question, texts = question_of(self.id), Texts.load("nl")
        names = question.by if question and question.by else ("group",)
        records = [
            {
                "label": row_label(self.id, row.group, texts),
                **dict(zip(names, parts_of(row.group) if len(names) > 1 else (row.group,), strict=True)),
                **{name: getattr(row, name) for name in NUMBERS},
                "state": row.state,
                "caveats": ", ".join(row.caveats),
            }
            for row in self.rows
        ]
        columns = ["label", *names, *NUMBERS, "state", "caveats"]
        kinds: dict[str, Any] = dict.fromkeys(("count", "n", "n_eligible"), "Int64")
        kinds |= dict.fromkeys(("share", "value", "low", "high"), "float64")
        return pd.DataFrame(records, columns=columns).astype(kinds)

    def __repr__(self) -> str:
        """The same in plain text."""
        texts, rows = Texts.load("nl"), self.frame.drop(columns=["caveats"]).dropna(axis="columns", how="all")
        return "\n".join([self.title, rows.to_string(index=False), *self._below(texts)])

    def _repr_html_(self) -> str:
        """The table in Dutch, without a script or a style: it reads the same in a notebook that is not trusted."""
        texts = Texts.load("nl")
        columns = [name for name in NUMBERS if any(getattr(row, name) is not None for row in self.rows)]
        head = Markup().join(Markup("<th>{}</th>").format(word) for word in _heads(self.id, columns, texts))
        body = Markup().join(self._line(row, columns, texts) for row in self.rows)
        said = [f"<p>{Markup.escape(line)}</p>" for line in self._below(texts)]
        caption = Markup("<caption>{}</caption>").format(self.title)
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{''.join(said)}"

    def _line(self, row: Row, columns: Sequence[str], texts: Texts) -> Markup:
        cells = [cell_of(texts, self.id, row, column, self.small_n).text for column in columns]
        state = texts.plain(f"vraag.frame.states.{row.state}")
        notes = ", ".join(_caveat(code, texts) for code in row.caveats)
        values = Markup().join(Markup("<td>{}</td>").format(word) for word in (*cells, state, notes))
        return Markup("<tr><th>{}</th>{}</tr>").format(row_label(self.id, row.group, texts), values)

    def _below(self, texts: Texts) -> list[str]:
        """What is counted, what it cannot say, and whether it may leave."""
        question = question_of(self.id)
        lines = [definition_of(question, texts)] if question else []
        if self.caveats:
            words = "; ".join(_caveat(code, texts) for code in self.caveats)
            lines.append(f"{texts.plain('vraag.frame.caveats')} {words}.")
        key = "released" if self.policy else "intern"
        return [*lines, texts.plain(f"vraag.frame.{key}", policy=self.policy)]


def _heads(table: str, columns: Sequence[str], texts: Texts) -> list[str]:
    question = question_of(table)
    if question:
        heads = heads_of(question, columns, texts)
    else:
        own = [f"tables.{table}.head", *(f"tables.{table}.{column}" for column in columns)]
        usual = ["vraag.heads.rows", *(f"tables.columns.{column}" for column in columns)]
        heads = tuple(texts.plain(one if texts.has(one) else other) for one, other in zip(own, usual, strict=True))
    return [*heads, texts.plain("vraag.frame.state"), texts.plain("vraag.frame.notes")]


def _caveat(code: str, texts: Texts) -> str:
    """A caveat in a few words, without the numbers that a page would fill in."""
    for key in (f"page.caveat_words_plain.{code}", f"page.caveat_words.{code}"):
        if texts.has(key) and not texts.fields(key):
            return texts.plain(key)
    return texts.word(code)
