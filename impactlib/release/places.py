"""Which set each row of each table counts (``sets``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from impactlib import model
from impactlib.catalogue import PREVIOUS
from impactlib.model import Period, parts_of
from impactlib.params import theme_of, themes
from impactlib.params.reports import Norm, target_rules, voorveld
from impactlib.release.sets import (
    DISPUTE,
    LEAN,
    ONE_THING,
    OPEN,
    QUARTERS,
    QUESTION,
    TRAJECTORY,
    About,
    Base,
    Set,
    begun,
    numbers,
    of_basis,
    of_kind,
    theme_domains,
)

WORK = "work-cells"
"""Table that nobody prints: trajectories by kind (and questions), result area and the quarters in
which they began (``<kind>/<result area>/<quarters>``: ``0`` before the year, ``123`` in the first
three); by quarter in which they began or ended (``started/<kind>/<quarter>``, ``closed/...``); by
product (``<thing>/<kind>/<number>/<class>``); and outside the life domains of all themes
(``<thing>/<kind>//<class>``)."""

EVENTS = {"started": "result_area", "closed": "closed"}

ALL = "totaal"
COMPONENTS = {
    model.INDIVIDUAL: TRAJECTORY,
    model.LEAN: LEAN,
    model.DISPUTE: DISPUTE,
    "vragen": QUESTION,
}
KIND = {"trajectories": TRAJECTORY, "lean": LEAN}

Places = tuple[Set, Set | None]


def places(table: str, group: str, about: About) -> Places | None:
    """The set that a row counts, and the set of its n; None for a table that stands on its own."""
    if table.endswith(PREVIOUS):
        table, about = table.removesuffix(PREVIOUS), about.before()
    found = _TABLES.get(table)
    return found(table, group, about) if found else None


def _result_area(table: str, group: str, about: About) -> Places:
    facet, name = f"{about.year} result_area", table.partition("-")[0]
    if name == "questions":
        base = begun(QUESTION, about.quarters)
        return Set(facet, base, frozenset({group})), Set(facet, base, about.areas)
    base = of_basis(KIND[name], about.basis)
    return Set(facet, base, frozenset({group})), Set(facet, base)


def _quarter(table: str, group: str, about: About) -> Places:
    name, _, event = table.partition("-")
    kind, number = KIND.get(name, QUESTION), int(group.rpartition("-")[2])
    facet = f"{about.year} {EVENTS.get(event, 'result_area')}"
    return Set(facet, begun(kind, [number]), about.areas), Set(facet, begun(kind, about.quarters), about.areas)


def _flow(_table: str, group: str, about: About) -> Places | None:
    """What a fact sheet of the whole year says of all trajectories: how many came, stayed and left."""
    found: Mapping[str, tuple[str, Sequence[int | str]]] = {
        "open_at_start": ("result_area", (0,)),
        "started": ("result_area", QUARTERS),
        "closed": ("closed", QUARTERS),
        "open_at_end": ("closed", (OPEN,)),
    }
    if group not in found or about.period != Period.of_year(about.year):
        return None
    facet, moments = found[group]
    return Set(f"{about.year} {facet}", begun(TRAJECTORY, moments)), None


def _share(_table: str, group: str, about: About) -> Places | None:
    """What a fact sheet says of its life domains: trajectories in them, and all of them."""
    if about.period != Period.of_year(about.year) or about.report not in themes():
        return None
    facet, base = f"{about.year} domain", of_kind(TRAJECTORY, None)
    domains = theme_of(about.report).domains if group == "theme" else (group,)
    return Set(facet, base, frozenset(domains)), Set(facet, base)


def _work(_table: str, group: str, about: About) -> Places:
    thing, kind, *rest = parts_of(group)
    if thing in EVENTS:
        return Set(f"{about.year} {EVENTS[thing]}", begun(COMPONENTS[kind], map(int, rest[0]))), None
    if not rest[1:]:
        base = begun(COMPONENTS[thing], map(int, rest[0]))
        return Set(f"{about.year} result_area", base, frozenset({kind})), None
    number, name = rest
    of, domains = ([int(number)], (*theme_domains(), "")) if number else (numbers(None), ("",))
    base = frozenset(f"{COMPONENTS[kind]}:{one}:{domain}" for one in of for domain in domains)
    return Set(f"{about.year} {thing}", base, frozenset({name})), None


def _agreed(_table: str, group: str, about: About) -> Places:
    area, measure = parts_of(group)
    counts = target_rules().counts
    kinds = [COMPONENTS[counts[name]] for name in measure.split(";")]
    base = frozenset[str]().union(*(begun(kind, about.quarters) for kind in kinds))
    return Set(f"{about.year} result_area", base, None if area == ALL else frozenset({area})), None


def _asked(table: str, group: str, about: About) -> Places:
    """Questions by kind, life domain or area: of all the work, or of one product."""
    base = frozenset(f"{quarter}:{number}" for quarter in about.quarters for number in numbers(about.product))
    facet = f"{about.year} {table}"
    return Set(facet, base, frozenset({group})), Set(facet, base)


def _of_one_thing(table: str, group: str, about: About) -> Places | None:
    """Trajectories by age, area or life domain: of a kind, of a product, of a theme."""
    name, _, what = table.partition("-")
    if (name == "caseload" and about.report not in themes()) or (name == "product" and not about.product):
        return None
    if name == "caseload":
        domains = theme_of(about.report).domains
        base = frozenset(f"T:{number}:{domain}" for number in numbers(None) for domain in domains)
    elif about.product:
        lean = frozenset[str]() if what == "domain" else of_kind(LEAN, about.product)
        base = of_kind(TRAJECTORY, about.product) | lean
    else:
        base = of_kind(KIND[name], None)
    facet = f"{about.year} {what}"
    return Set(facet, base, frozenset({group})), Set(facet, base)


def _topic(table: str, group: str, about: About) -> Places | None:
    """Topics and the parts of them that have a minimum; closed trajectories, long ones among them."""
    product, facet = about.product, f"{about.year} {about.report} topic"
    closed = frozenset({"long", "short"})
    if table == "product-duration":
        return (Set(facet, closed), None) if group.startswith("closed") else None
    if product is None:
        return None
    if table == "product-topic":
        parts = {one.topic for one in product.minima if one.topic.partition("/")[0] == group}
        return Set(facet, frozenset({"way"}), frozenset({group, *parts})), Set(facet, frozenset({"way"}))
    if group == "lasts" and product.lasts:
        topic = frozenset({product.lasts.topic})
        return Set(facet, frozenset({"long"}), topic), Set(facet, closed, topic)
    wanted = next((one for one in product.minima if one.slug == group and one.counts == "trajecten"), None)
    if wanted is None:
        return None
    own = {wanted.topic} | {one.topic for one in product.minima if one.topic.startswith(f"{wanted.topic}/")}
    return Set(facet, frozenset({"way"}), frozenset(own)), None


def _norm(_table: str, group: str, about: About) -> Places | None:
    """Those whom a norm could be asked of: closed in the year, by whom, or open for too long."""
    slug, _, reading = group.partition("/")
    norm = next((one for one in voorveld().norms if one.slug == slug), None)
    base = _bases(norm).get(reading) if norm else None
    if norm is None or base is None:
        return None
    return Set(f"{about.year} norms", base, frozenset(norm.result_areas)), None


def _bases(norm: Norm) -> Mapping[str, Base]:
    every = frozenset(f"closed {who} {kind}" for who in ("professional", "vrijwilliger", "") for kind in ("B", ""))
    who = {"short_volunteer": "vrijwilliger", "short_professional": "professional"}.get(norm.how)
    closed = every if who is None else frozenset(one for one in every if one.split(" ")[1] == who)
    if norm.how == "solved":
        closed = frozenset(one for one in every if one.endswith("B"))
    return {"afgesloten": closed, "gemiddelde": every, "afgesloten_of_te_lang": every | {"too long"}}


_TABLES: Mapping[str, Callable[[str, str, About], Places | None]] = {
    **dict.fromkeys(("trajectories-result-area", "lean-result-area", "questions-result-area"), _result_area),
    **dict.fromkeys(("trajectories-started", "lean-started", "questions-quarter"), _quarter),
    **dict.fromkeys(("trajectories-closed", "lean-closed"), _quarter),
    "target-counts": _agreed,
    WORK: _work,
    "caseload-flow": _flow,
    "caseload-theme-share": _share,
    **dict.fromkeys(("questions", "questions-domain", "questions-area"), _asked),
    **dict.fromkeys(("trajectories-age", "trajectories-area", "trajectories-domain"), _of_one_thing),
    **dict.fromkeys(("lean-age", "lean-area", "caseload-age"), _of_one_thing),
    **dict.fromkeys((f"product-{thing}" for thing in ONE_THING), _of_one_thing),
    **dict.fromkeys(("product-topic", "product-minima", "product-duration"), _topic),
    "norms": _norm,
}
