"""What needs no arithmetic: a small number that simply stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from impactlib.audit.files import Published
from impactlib.audit.rules import BY_INSTRUMENT, BY_NAME, LENGTH_OF, NOT_LISTED, AuditFinding, AuditRules
from impactlib.model import DOMAINS, DOMAINS_2013, Released, Row


def shown_outright(published: Published, rules: AuditRules) -> Iterator[AuditFinding]:
    """Cells of one sheet that show fewer than the threshold, or an opinion of too few."""
    for table in published.sheet.tables:
        for row in table.rows:
            if row.state == "suppressed":
                continue
            rule = None
            if table.privacy == "people":
                rule = _of_people(row, rules)
            elif table.privacy == "opinion":
                rule = _of_opinion(table.id, row, rules)
            if rule:
                yield AuditFinding(published.file, f"{table.id}/{row.group}", rule)
        yield from (AuditFinding(published.file, cell, "order-tells") for cell in _told_by_order(table))
    yield from (AuditFinding(published.file, cell, "length-tells") for cell in _told_by_length(published.sheet.tables))


def _told_by_order(table: Released) -> Iterator[str]:
    """Hidden rows of a table in another order than that of its names: by size, a place is a range."""
    named = [row.group for row in table.rows if row.group != "not_recorded"]
    domains = tuple(dict.fromkeys((*DOMAINS, *DOMAINS_2013)))
    known = [*domains, *sorted(set(named) - {*domains})] if table.id.endswith(BY_INSTRUMENT) else sorted(named)
    if table.id.endswith((*BY_NAME, *BY_INSTRUMENT)) and named != [group for group in known if group in named]:
        yield from (f"{table.id}/{row.group}" for row in table.rows if row.state == "suppressed")


def _told_by_length(tables: Sequence[Released]) -> Iterator[str]:
    """Rows that say how long a list is that is hidden whole."""
    unlisted = {table.id for table in tables if any(row.group == NOT_LISTED for row in table.rows)}
    for table in tables:
        if LENGTH_OF.get(table.id) in unlisted:
            yield from (f"{table.id}/{row.group}" for row in table.rows if row.state == "shown")


def _of_people(row: Row, rules: AuditRules) -> str | None:
    few = range(1, rules.threshold)
    if row.count in few or row.n in few or row.n_eligible in few:
        return "small-shown"
    rest = None if row.n is None or row.count is None else row.n - row.count
    missing = None if row.n is None or row.n_eligible is None else row.n_eligible - row.n
    return "rest-shown" if rest in few or missing in few else None


def _of_opinion(table: str, row: Row, rules: AuditRules) -> str | None:
    answers = row.count if table == "response" else row.n
    if answers is not None and answers < rules.opinions_from:
        return "opinion-shown"
    extreme = row.share is not None and not 1 - rules.top_code <= round(row.share, 9) <= rules.top_code
    return "opinion-shown" if extreme and table != "response" else None
