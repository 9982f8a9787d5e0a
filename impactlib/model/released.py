"""What may be published: rows, tables and the file beside a sheet (docs/tables.md)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

MIME = "application/vnd.impact+json"
"""The type an output of a cell must carry to reach the page."""

State = Literal["shown", "suppressed", "unknown"]
PrivacyClass = Literal["people", "opinion", "open"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Frozen):
    """One row of a released table. Every key is always present; null where it does not apply.

    ``count`` of ``n`` of ``n_eligible``; ``share`` = count / n (0-1); ``value`` in ``unit``;
    ``low`` and ``high`` an interval made by ``method``; ``bounds`` the least and the most the
    share can be, whatever the unknown ones turn out to be.
    """

    group: str
    count: int | None = None
    n: int | None = None
    n_eligible: int | None = None
    share: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bounds: tuple[float, float] | None = None
    unit: str | None = None
    method: str | None = None
    caveats: tuple[str, ...] = ()
    state: State = "shown"
    area: str | None = None
    year: int | None = None
    source: str | None = None
    reach_low: int | None = None
    reach_high: int | None = None
    precision: str | None = None
    per: str | None = None
    unique: str | None = None
    name: str | None = None
    nature: str | None = None
    dimensions: tuple[str, ...] | None = None
    evidence: str | None = None


class Released(_Frozen):
    """A table that may leave: made by ``impactlib.release`` or read back from a run.

    ``privacy``: ``people`` (sums over clients), ``opinion`` (answers to an anonymous survey) or ``open``
    (nothing about a person). A file that does not say is taken to be about people.
    """

    id: str
    title: str
    period: str | None
    unit: str
    source: str
    privacy: PrivacyClass = "people"
    caveats: tuple[str, ...]
    rows: tuple[Row, ...]

    def row(self, group: str) -> Row | None:
        """The row of that group, or None where the table has none."""
        return next((row for row in self.rows if row.group == group), None)


class ReleasedSheet(_Frozen):
    """The JSON beside a sheet: every released table, and what it is about."""

    format: Literal[1] = 1
    report: str
    year: int
    municipality: str
    period: str
    as_of: str
    basis: str
    policy: str
    synthetic: bool
    tables: tuple[Released, ...]
