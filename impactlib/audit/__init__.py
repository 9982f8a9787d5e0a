"""The attacker: reads a run's files as anyone can, knows the rules, and tries to undo the masking.

It shares no code with the door: what both know, each wrote down by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published, read
from impactlib.audit.page import compare
from impactlib.audit.rules import RULES, AuditFinding, AuditRules

__all__ = ["RULES", "AuditFinding", "AuditRules", "audit"]


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
    new, findings = read(folder)
    if not new and not findings:
        findings.append(AuditFinding(folder.name, "", "unreadable"))
    old = read(older, old=True)[0] if older else []
    for published in new:
        findings += compare(published)
    findings += _mixed(new)
    findings += [AuditFinding(one.file, "", "policy-unknown") for one in new if one.sheet.policy not in rules]
    known = [found for found in (*new, *old) if found.sheet.policy in rules]
    protected = [found for found in known if rules[found.sheet.policy].protects]
    for published in protected:
        if not published.old:
            findings += shown_outright(published, rules[published.sheet.policy])
    findings += attack(protected, rules)
    return tuple(sorted(set(findings), key=_order))


def _mixed(found: list[Published]) -> list[AuditFinding]:
    policies = {published.sheet.policy for published in found}
    if "intern" not in policies or len(policies) == 1:
        return []
    return [AuditFinding(one.file, "", "policies-mixed") for one in found if one.sheet.policy == "intern"]


def _order(finding: AuditFinding) -> tuple[str, str, str, int]:
    return finding.file, finding.cell, finding.rule, finding.low or 0
