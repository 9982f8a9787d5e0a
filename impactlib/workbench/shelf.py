"""What there is: the tables of a sheet, and what each says."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

import pandas as pd

from impactlib.catalogue import TABLES, declared, question_of
from impactlib.catalogue.wording import definition_of, title_of
from impactlib.model import ParameterError
from impactlib.params import caveat_rules, hint
from impactlib.text import Texts


def tables() -> pd.DataFrame:
    """Every table that a sheet or report can hold.

    Returns
    -------
    DataFrame
        Columns ``tabel`` (its id), ``titel``, ``telt`` (the unit), ``gaat over`` (people, opinions or neither) and ``bron``, all str.

    Examples
    --------
    >>> from impactlib import tables
    >>> tables().set_index("tabel").loc["caseload-age", "titel"]
    'Trajecten naar leeftijd bij de start'
    """
    texts = Texts.load("nl")
    rows = [
        (
            table.id,
            _title(table.id, texts),
            texts.word(table.unit),
            _about(table.privacy, texts),
            texts.word(table.source),
        )
        for table in TABLES
    ]
    return pd.DataFrame(rows, columns=["tabel", "titel", "telt", "gaat over", "bron"])


def explain(name: str) -> str:
    """What a table counts and what it cannot say, in a few sentences.

    Parameters
    ----------
    name : str
        Id of a table, or of a question.

    Raises
    ------
    ParameterError
        ``table-unknown``: there is no such table.

    Examples
    --------
    >>> from impactlib import cases, explain
    >>> explain(cases.mean("days").id).splitlines()[0]
    'Duur van afgesloten trajecten'
    """
    texts, table, question = Texts.load("nl"), declared(name), question_of(name)
    if table is None:
        known = [one.id for one in TABLES]
        raise ParameterError("table-unknown", name=name, hint=hint(name, known))
    lines = [title_of(question, texts), definition_of(question, texts)] if question else [_title(name, texts)]
    lines.append(_about(table.privacy, texts))
    codes = dict.fromkeys(rule.code for rule in caveat_rules() if not rule.rows and _concerns(rule.tables, name))
    keys = [f"caveats.{code}" for code in codes]
    return "\n".join([*lines, *(texts.plain(key) for key in keys if texts.has(key) and not texts.fields(key))])


def _concerns(patterns: Iterable[str], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _title(name: str, texts: Texts) -> str:
    key = f"tables.{name}.title"
    if not texts.has(key) or texts.fields(key) - {"domein"}:
        return texts.word(name)
    return texts.plain(key, domein=texts.plain("vraag.variables.domain"))


def _about(privacy: str, texts: Texts) -> str:
    return texts.plain(f"vraag.frame.about.{privacy}")
