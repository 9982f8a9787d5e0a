"""The rules that anyone may know, written down a second time, apart from the door itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WHOLES = (
    "questions",
    "trajectories-",
    "lean-",
    "referrals-",
    *(f"product-{part}" for part in ("topic", "age", "sex", "weight", "complexity", "domain", "area")),
)
"""How the ids begin of tables whose rows are the parts of one whole, beside those of a feitenblad."""

DELIVERED = "delivered-counts"
"""Table that holds several wholes of counts that others delivered: ``<whole>/<part>``, and of scores their mean."""

DELIVERED_MEAN, DELIVERED_UNKNOWN = "gemiddeld", "onbekend"

BY_NAME = ("result-area", "referrals-practice")
BY_INSTRUMENT = ("questions-domain", "trajectories-domain", "product-domain", "zrm-growth")
"""How the ids end of tables whose rows stand in an order that no count decides: of the alphabet, of the ZRM.

Those of the alphabet list only what there was: whoever is listed is somebody, hidden or not.
"""

NOT_LISTED = "not_listed"
"""How the row begins that stands for a list that is hidden whole: it does not say of how many."""

LENGTH_OF = {"referrals-practices": "referrals-practice"}
"""Tables that say how long another table's list is: six practices of six people are one each."""

AREAS_OF = {
    1: ("bestaanszekerheid",),
    2: ("jeugd_en_jongeren",),
    3: ("opvoeden_en_opgroeien",),
    4: ("meedoen_in_de_samenleving",),
    5: ("gezondheid",),
    6: ("sociale_relaties",),
}
"""Result areas of each product, as params/products.yaml names them."""


@dataclass(frozen=True)
class AuditRules:
    """What a policy promises.

    ``threshold``: no count of fewer cases is shown; ``possible_values``: whole numbers that a
    hidden cell can still be; ``opinions_from``: answers from which an opinion is shown;
    ``top_code``: shares above it, or below its complement, are not told apart; ``share_digits``
    and ``value_digits``: decimals of shares and of means; ``protects``: whether anything is hidden.
    """

    threshold: int
    possible_values: int
    opinions_from: int = 10
    top_code: float = 0.9
    share_digits: int = 2
    value_digits: int = 1
    protects: bool = True


RULES: Mapping[str, AuditRules] = {
    "standaard": AuditRules(threshold=5, possible_values=4),
    "streng": AuditRules(threshold=10, possible_values=4),
    "intern": AuditRules(threshold=1, possible_values=1, opinions_from=1, top_code=1.0, protects=False),
}


@dataclass(frozen=True, order=True)
class AuditFinding:
    """A cell that tells too much, or a file that contradicts itself.

    Attributes
    ----------
    file : str
        Path of the JSON or page inside the run.
    cell : str
        ``table/group`` or ``table/group/column``; empty when it is about the whole file.
    rule : str
        ``unreadable``, ``unknown-key``, ``mask-differs``, ``small-shown``, ``rest-shown``,
        ``opinion-shown``, ``order-tells``, ``length-tells``, ``page-differs``, ``page-shows-masked``, ``page-hides-shown``,
        ``page-missing``, ``policies-mixed``, ``policy-unknown``, ``contradiction``, ``too-narrow`` or ``recovered``.
    low, high : int or None
        Smallest and largest whole number that a hidden cell can be; None where that is no matter.
    """

    file: str
    cell: str
    rule: str
    low: int | None = None
    high: int | None = None
