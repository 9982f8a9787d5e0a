"""Which rows stay hidden of tables whose counts overlap (``sets``): facet by facet, then all of a year together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from impactlib.model import DisclosureError
from impactlib.params import Policy
from impactlib.params.reports import products
from impactlib.release.attack import Contradiction
from impactlib.release.counted import Cell, Known
from impactlib.release.facet import OF_PRODUCT, Facet, FacetSystem, few, is_told
from impactlib.release.sets import (
    LEAN,
    ONE_THING,
    TRAJECTORY,
    About,
    Base,
    Set,
    links,
    of_basis,
    of_kind,
    of_product,
)
from impactlib.release.solve import mended
from impactlib.release.system import Builder, Quantity


def hide(
    own: Iterable[Cell],
    known: Iterable[Known],
    policy: Policy,
    about: About,
    secret: Iterable[Cell] = (),
) -> dict[tuple[str, str], frozenset[str]]:
    """Fields to hide of the own rows, so that nothing small follows from all that is printed.

    ``about`` is the report they are of. ``secret`` are cells that nobody prints, and that must not
    follow either. Each facet is decided
    by itself; then all of a year together, with the sets that they share (``links``), and more is
    hidden where they say more together. A year of which everything was told before stays as it was told.

    Raises
    ------
    DisclosureError
        ``release-contradiction``: the counts cannot all be true.
    """
    years: dict[str, dict[str, Facet]] = {}

    def facet(where: Set) -> Facet:
        return years.setdefault(where.facet.partition(" ")[0], {}).setdefault(where.facet, Facet())

    own, known, secret = tuple(own), tuple(known), tuple(secret)
    if about.product and _leaves_few(about, known, secret, policy):
        own = tuple(replace(cell, telling=cell.row[0] in OF_PRODUCT) for cell in own)
    for cell in own:
        facet(cell.where).cells.append(cell)
    for fact in known:
        facet(fact.where).known.append(fact)
    for cell in secret:
        facet(cell.where).secret.append(cell)
    found: dict[tuple[str, str], frozenset[str]] = {}
    for year, facets in years.items():
        _share_totals(facets, policy, _under_way(int(year), secret, about.basis))
        found |= _as_told(facets) or _decided(int(year), facets, policy, about.basis)
    return {row: names for row, names in found.items() if names}


def _leaves_few(about: About, known: Iterable[Known], secret: Iterable[Cell], policy: Policy) -> bool:
    """Whether a product's total, with those of other products that are told, says that few are in none of them.

    Only cases are known of what is left, of individual trajectories and of all.
    """
    told = {fact.where.base for fact in known if fact.shown and fact.where.groups is None}
    others = [one for one in products().products if of_product(one) in told and one != about.product]
    cases = _under_way(about.year, secret, about.basis)
    for size in range(len(others) + 1):
        for chosen in itertools.combinations(others, size):
            inside = (about.areas or frozenset()).union(*(one.result_areas for one in chosen))
            own, lean = (
                sum(count for area, count in cases[kind].items() if area not in inside) for kind in (TRAJECTORY, LEAN)
            )
            if few((own, own), policy) or few((own + lean, own + lean), policy):
                return True
    return False


def _under_way(year: int, secret: Iterable[Cell], basis: str) -> dict[str, dict[str, int]]:
    """Trajectories of each kind that belong to the year, by result area."""
    found: dict[str, dict[str, int]] = {TRAJECTORY: {}, LEAN: {}}
    for cell in (cell for cell in secret if cell.where.facet == f"{year} result_area"):
        for kind in (kind for kind in found if cell.where.base == of_basis(kind, basis)):
            found[kind] |= dict.fromkeys(cell.where.groups or (), cell.size[0])
    return found


def _share_totals(facets: Mapping[str, Facet], policy: Policy, cases: Mapping[str, Mapping[str, int]]) -> None:
    """How many trajectories a product has is told by whatever they are counted, and then known by all else too.

    So is, to who knows the work, whether there are any of each kind among them.
    """
    of_one = {name: facet for name, facet in facets.items() if name.partition(" ")[2] in ONE_THING}
    told: dict[Base, int] = {}
    for facet in of_one.values():
        told |= {fact.where.base: fact.count for fact in facet.known if fact.shown and fact.where.groups is None}
        told |= {cell.whole.base: cell.of[0] for cell in facet.cells if cell.whole and is_told(cell, policy)}
    for one in products().products:
        base = of_product(one)
        if base not in told:
            continue
        kinds = {kind: sum(cases[kind].get(area, 0) for area in one.result_areas) for kind in cases}
        for name, facet in of_one.items():
            wholes = [*(cell.whole for cell in facet.cells), *(fact.where for fact in facet.known)]
            if any(not base.isdisjoint(whole.base) for whole in wholes if whole):
                facet.known.append(Known(Set(name, base), told[base], shown=True))
                if sum(kinds.values()) == told[base]:
                    facet.some += [(Set(name, of_kind(kind, one)), count) for kind, count in kinds.items()]


def _as_told(facets: Mapping[str, Facet]) -> dict[tuple[str, str], frozenset[str]]:
    """Fields that were hidden before, of rows that were all told before; nothing where one was not."""
    told: dict[Set, bool] = {}
    for fact in (fact for facet in facets.values() for fact in facet.known):
        told[fact.where] = told.get(fact.where, False) or fact.shown
    cells = [cell for facet in facets.values() for cell in facet.cells]
    if not all({cell.where, cell.whole or cell.where} <= set(told) for cell in cells):
        return {}
    return {
        cell.row: frozenset(
            name for name, where in (("count", cell.where), ("n", cell.whole)) if where is not None and not told[where]
        )
        for cell in cells
    }


def _decided(
    year: int, facets: Mapping[str, Facet], policy: Policy, basis: str
) -> dict[tuple[str, str], frozenset[str]]:
    cells = [cell for facet in facets.values() for cell in facet.cells]
    if not cells:
        return {}
    facets = {name: facet for name, facet in facets.items() if facet.cells or facet.known}
    shared = [pair for pair in links(year, basis) if all(one.facet in facets for one in pair)]
    systems = {
        name: FacetSystem(facet, policy, [one for pair in shared for one in pair if one.facet == name])
        for name, facet in facets.items()
    }
    try:
        gone = {name: system.decided() for name, system in systems.items()}
        gone = _together(systems, gone, shared)
    except (ValueError, Contradiction):
        table, group = cells[0].row
        raise DisclosureError("release-contradiction", table=table, group=group) from None
    return {row: names for name, system in systems.items() for row, names in system.fields(gone[name]).items()}


def _together(
    systems: Mapping[str, FacetSystem],
    gone: Mapping[str, frozenset[str]],
    shared: Sequence[tuple[Set, Set]],
) -> dict[str, frozenset[str]]:
    """What must go of each facet where they meet, given what goes of each by itself."""
    joined = [pair for pair in shared if all(systems[one.facet].holds(one) for one in pair)]
    if not joined:
        return dict(gone)
    met = {one.facet for pair in joined for one in pair}
    builder = Builder(sum(systems[name].builder.parts for name in met))
    room, start = {}, 0
    for name in sorted(met):
        room[name] = slice(start, start := start + systems[name].builder.parts)
        for key, quantity in systems[name].quantities():
            weights = np.zeros(builder.parts)
            weights[room[name]] = systems[name].builder.rows[key]
            builder.add(replace(quantity, key=f"{name} {key}"), weights)
    for one, other in joined:
        weights = np.zeros(builder.parts)
        weights[room[one.facet]] += systems[one.facet].mask(one)
        weights[room[other.facet]] -= systems[other.facet].mask(other)
        builder.add(Quantity(f"link {one} {other}", 0, 0, kind="known"), weights)
    system = builder.build()
    place, keys = system.index(), {f"{name} {key}" for name in met for key in gone[name]}
    wanted = [
        replace(window, place=place[f"{name} {key}"]) for name in sorted(met) for key, window in systems[name].wanted
    ]
    more = mended(system, tuple(wanted), np.array([quantity.key in keys for quantity in system.quantities]))
    keys = {quantity.key for quantity, hide in zip(system.quantities, more, strict=True) if hide}
    together = {
        name: frozenset(key for key in systems[name].builder.quantities if f"{name} {key}" in keys) for name in met
    }
    return {**gone, **together}
