"""A sheet's registration on the workbench: count, look, release, compare, keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from impactlib.batch.local import write_local
from impactlib.catalogue import Question
from impactlib.catalogue.wording import table_title
from impactlib.intake.open import earlier_publications, identifiers, open_registration, sound
from impactlib.measures import background, measure
from impactlib.measures.asked import ask
from impactlib.model import Measure, ParameterError, Registration, Row
from impactlib.params import Spec, hint, spec_of, words_of
from impactlib.release import release_sheet, release_texts
from impactlib.sheet import Sheet
from impactlib.text import Texts
from impactlib.workbench.readable import Table


@dataclass(frozen=True, eq=False, repr=False)
class Bench:
    """A registration, and the sheet that it is looked at for."""

    registration: Registration
    spec: Spec

    def __repr__(self) -> str:
        texts, params = Texts.load("nl"), self.spec.params
        return texts.plain(
            "vraag.frame.bench",
            thema=self.spec.theme.title,
            gemeente=texts.place(params.municipality),
            periode=texts.period(self.spec.period),
            policy=self.spec.policy.name,
            org=texts.word(self.registration.meta.organisation),
        )

    def _repr_html_(self) -> str:
        return str(Markup("<p>{}</p>").format(repr(self)))


def open_sheet(values: Mapping[str, Any] | None = None, /, **params: Any) -> Bench:
    """Open the registration of a sheet, checked.

    Parameters
    ----------
    **params
        As in the parameters cell of a notebook: ``year``, ``municipality``, ``theme``, ``source`` ...

    Returns
    -------
    Bench

    Raises
    ------
    ParameterError
        A parameter is unknown or not allowed.
    RegistrationError
        The registration holds errors; ``impact check`` names them.
    """
    spec = spec_of({**(values or {}), **params})
    registration = open_registration(spec)
    sound(registration, spec)
    return Bench(registration, spec)


def count(bench: Bench, what: Question | str) -> Table:
    """Count a question, or a table of the sheet, to look at on this machine: nothing is hidden.

    Parameters
    ----------
    bench : Bench
    what : Question or str
        ``cases.share("higher", by="area")``, or the id of a table.

    Returns
    -------
    Table
        Small numbers among them: it is no part of a page.

    Raises
    ------
    ParameterError
        ``table-unknown``: the sheet has no such table; or as ``impactlib.measures.asked.ask``.
    """
    name = what.id if isinstance(what, Question) else what
    asked = (what,) if isinstance(what, Question) else ()
    found = ask(bench.registration, bench.spec, *asked) if asked else measure(bench.registration, bench.spec)
    if name not in found:
        raise ParameterError("table-unknown", name=name, hint=hint(name, found))
    return _table(found[name], table_title(name, bench.spec.theme.domains, Texts.load("nl")), bench.spec)


def released(bench: Bench, *questions: Question) -> Sheet:
    """Release every table of the sheet, and these questions with them, under the sheet's policy.

    Returns
    -------
    Sheet
        Of which ``table`` gives a table and ``chapters`` the parts of the page.

    Raises
    ------
    DisclosureError
        It cannot be told safely: nothing leaves.
    """
    registration, spec = bench.registration, bench.spec
    measures = measure(registration, spec) | ask(registration, spec, *questions)
    made = release_sheet(measures, spec, earlier_publications(spec))
    state = spec.params.state
    descriptions, words = release_texts(
        background(registration, spec),
        words_of(spec.params),
        identifiers(registration),
        draft=state == "concept",
        confirmed=spec.params.confirmed,
    )
    return Sheet(spec, registration.meta, made, descriptions, words, state=state)


def table(sheet: Sheet, what: Question | str) -> Table:
    """A released table of a sheet.

    Raises
    ------
    ParameterError
        ``table-unknown``: the sheet does not have it.
    """
    name = what.id if isinstance(what, Question) else what
    found = sheet.table(name)
    if found is None:
        raise ParameterError("table-unknown", name=name, hint=hint(name, sheet.released))
    return Table(name, found.title, found.rows, found.caveats, sheet.spec.policy.name, sheet.spec.norms.small_n)


def compare(*sheets: Sheet, what: Question | str, column: str = "share") -> pd.DataFrame:
    """The same table of several sheets beside each other: years, or municipalities.

    Parameters
    ----------
    *sheets : Sheet
        Released, with the same basis and kind of theme.
    what : Question or str
    column : str, default "share"
        A number column of ``Table.frame``.

    Returns
    -------
    DataFrame
        ``label`` and a column for each sheet, named after its municipality and year; missing where it is hidden or unknown.

    Raises
    ------
    ParameterError
        ``compare-different``: another basis, theme or policy; those numbers do not belong beside each other.
    """
    alike = {(one.spec.params.basis, one.spec.theme.title, one.spec.policy.name) for one in sheets}
    if len(alike) != 1:
        raise ParameterError("compare-different")
    frames = {}
    for sheet in sheets:
        own = table(sheet, what).frame.set_index("label")
        frames[f"{sheet.names['gemeente']} {sheet.names['jaar']}"] = own[column]
    return pd.DataFrame(frames).reset_index()


def save(made: Table | pd.DataFrame, path: str | Path) -> Path:
    """Keep a table as CSV (UTF-8, ``;``, decimal comma), beside nothing that is published.

    Raises
    ------
    ParameterError
        ``local-only``: the file would lie among pages, which others may see.
    """
    frame = made.frame if isinstance(made, Table) else made
    target = Path(path)
    write_local(target, "\N{ZERO WIDTH NO-BREAK SPACE}" + frame.to_csv(sep=";", decimal=",", index=False))
    return target


def _table(made: Measure, title: str, spec: Spec) -> Table:
    """A measure as it was counted: it never had a policy."""
    rows = [{name: record[name] for name in Row.model_fields} for record in made.rows.to_dict("records")]
    return Table(made.id, title, tuple(Row(**row) for row in map(_plain, rows)), made.caveats, "", spec.norms.small_n)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (tuple, str)) or pd.notna(value) else None for name, value in row.items()}
