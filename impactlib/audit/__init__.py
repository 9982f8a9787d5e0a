"""The attacker: reads a run's files as anyone can, knows the rules, and tries to undo the masking.

It shares no code with the door: what both know, each wrote down by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published, read, runs_below
from impactlib.audit.page import compare
from impactlib.audit.rules import RULES, AuditFinding, AuditRules

__all__ = ["RULES", "AuditFinding", "AuditRules", "audit"]

INTERN = "intern"


def audit(
    folder: Path, older: Path | None = None, *, rules: Mapping[str, AuditRules] = RULES
) -> tuple[AuditFinding, ...]:
    """Attack the released tables of a run as an outsider would.

    Parameters
    ----------
    folder : Path
        A run: ``<year>/<municipality>/<report>.json`` with its page beside it.
    older : Path, optional
        An earlier run that the outsider kept.
    rules : mapping of str to AuditRules, optional
        What each policy promises.

    Returns
    -------
    tuple of AuditFinding
        Sorted; empty when no hidden cell can be narrowed further than its policy allows, nothing
        small is shown, and pages and JSON agree. A folder without sheets is a finding itself.
    """
    new, findings = _every(folder)
    if not new and not findings:
        findings.append(AuditFinding(folder.name, "", "unreadable"))
    old = read(older, old=True)[0] if older else []
    for published in new:
        findings += compare(published)
        promise = rules.get(published.sheet.policy)
        if promise is None:
            findings.append(AuditFinding(published.file, "", "policy-unknown"))
        elif promise.protects:
            findings += shown_outright(published, promise)
    findings += _mixed(new)
    protected = [one for one in (*new, *old) if one.sheet.policy in rules and rules[one.sheet.policy].protects]
    findings += attack(protected, rules)
    return tuple(sorted(set(findings), key=_order))


def _every(folder: Path) -> tuple[list[Published], list[AuditFinding]]:
    """The sheets of a run, and those of runs that lie inside it as what else an outsider has."""
    sheets, findings = read(folder)
    for inside in runs_below(folder):
        name = inside.relative_to(folder).as_posix()
        more, wrong = read(inside, old=True)
        sheets += [replace(one, file=f"{name}/{one.file}") for one in more]
        findings += [replace(one, file=f"{name}/{one.file}") for one in wrong]
    return sheets, findings


def _mixed(found: list[Published]) -> list[AuditFinding]:
    """What one policy hides another may show: internal sheets among others, or those of the rarer policy."""
    policies = [published.sheet.policy for published in found]
    others = [name for name in policies if name != INTERN] or policies
    most = max(others, key=others.count, default="")
    return [AuditFinding(one.file, "", "policies-mixed") for one in found if one.sheet.policy != most]


def _order(finding: AuditFinding) -> tuple[str, str, str, int]:
    return finding.file, finding.cell, finding.rule, finding.low or 0
