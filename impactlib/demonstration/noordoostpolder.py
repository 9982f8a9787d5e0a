"""Noordoostpolder: invented trajectories, questions and meetings that add up to what Carrefour published.

Published are the totals of 2024, the matches, requests and solved disputes of 2022, and the
referrals of January to August 2025; docs/demonstration.md says it figure by figure. Nobody has work
in a year in which the organisation did not do it: social casework came in 2025, and help with debts
stands only in 2022, when the municipality set its norms. Questions and groups begin with the system of
2023: those of 2022 would stand beside other figures that were published of that year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from impactlib.demonstration.cases import Case, closed, returning, trajectories
from impactlib.demonstration.collective import impact_responses
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.groups import Group, Year, activities, groups, meetings
from impactlib.demonstration.people import Profile, Wanted, Where, contacts, people, satisfaction, signals
from impactlib.demonstration.quotas import NONE, Zone
from impactlib.demonstration.scores import scores

SEED = 2024
WHERE = Where(
    organisation="Carrefour",
    municipality="noordoostpolder",
    extraction=dt.date(2025, 8, 31),
    areas={
        "emmeloord": 54,
        "marknesse": 8,
        "ens": 7,
        "creil": 4,
        "rutten": 4,
        "nagele": 4,
        "luttelgeest": 5,
        "tollebeek": 5,
        "bant": 4,
        "espel": 3,
        "kraggenburg": 3,
    },
)
INVENTED = "verzonnen voorbeeld"

_FAR = dt.date(2026, 12, 31)
_AUGUST = WHERE.extraction


def _zone(start: int, first_end: int, last_end: int | None = None) -> Zone:
    """Started in the one year, ended in the others; without a last year possibly still open."""
    starts = (dt.date(start, 1, 1), min(dt.date(start, 12, 31), _AUGUST))
    return Zone(starts, (dt.date(first_end, 1, 1), dt.date(last_end, 12, 31) if last_end else _FAR))


CASES: tuple[tuple[Zone, int], ...] = (
    (_zone(2021, 2022, 2023), 52),
    (_zone(2022, 2022, 2022), 176),
    (_zone(2022, 2023, 2023), 60),
    (_zone(2022, 2024, 2024), 4),
    (_zone(2023, 2023, 2023), 160),
    (_zone(2023, 2024, 2024), 62),
    (_zone(2023, 2025), 5),
    (_zone(2024, 2024, 2024), 118),
    (_zone(2024, 2025), 52),
    (_zone(2025, 2025), 112),
)
"""Individual trajectories, without those of Welzijn op Recept. With its 41 of 2024, 4 + 62 + 5 + 170
make the 282 that were under way in 2024."""

_ADULT = {"18-24": 12, "25-44": 38, "45-64": 32, "65+": 17, NONE: 1}
_YOUNG = {"0-17": 70, "18-24": 29, NONE: 1}
_OLDER = {"25-44": 14, "45-64": 38, "65+": 47, NONE: 1}
_MIND = {
    "geestelijke_gezondheid": 34,
    "huiselijke_relaties": 24,
    "financien": 22,
    "huisvesting": 9,
    "sociaal_netwerk": 11,
}
_DAY = {"tijdsbesteding": 30, "sociaal_netwerk": 34, "maatschappelijke_participatie": 24, "lichamelijke_gezondheid": 12}
_MONEY = {"financien": 82, "werk_en_opleiding": 10, "huisvesting": 8}
_CARE = {"lichamelijke_gezondheid": 22, "instrumentele_adl": 26, "financien": 30, "huisvesting": 22}

PROFILES: Mapping[str, Profile] = {
    "maatschappelijk_werk": Profile(_MIND, _ADULT),
    "gezinsondersteuning": Profile({"huiselijke_relaties": 76, "geestelijke_gezondheid": 24}, _ADULT, volunteers=0.35),
    "jongerenwerk": Profile({"werk_en_opleiding": 30, "tijdsbesteding": 34, "geestelijke_gezondheid": 36}, _YOUNG),
    "clientondersteuning": Profile(_CARE, _ADULT),
    "mantelzorg": Profile({"huiselijke_relaties": 30, "sociaal_netwerk": 34, "tijdsbesteding": 36}, _OLDER),
    "vitaliteit": Profile(_DAY, _OLDER),
    "opbouwwerk": Profile(_DAY, _ADULT),
    "brugfunctionaris": Profile({"werk_en_opleiding": 40, "huiselijke_relaties": 40, "financien": 20}, _ADULT),
    "opstap": Profile({"werk_en_opleiding": 55, "huiselijke_relaties": 45}, _ADULT),
    "preventieve_schulddienstverlening": Profile(_MONEY, _ADULT),
    "vrijwillige_inzet": Profile(_DAY, _OLDER),
    "steunouders": Profile({"huiselijke_relaties": 100}, _ADULT),
    "buurtbemiddeling": Profile({"huisvesting": 100}, _ADULT),
}
_SHARES = {
    "clientondersteuning": 32,
    "gezinsondersteuning": 26,
    "jongerenwerk": 16,
    "mantelzorg": 14,
    "brugfunctionaris": 12,
}
_DEBTS = {"preventieve_schulddienstverlening": 14}
_CASEWORK = {"maatschappelijk_werk": 50}
_CASEWORK_SINCE = 2025
_QUESTIONS = {
    "vrijwillige_inzet": 27,
    "opbouwwerk": 12,
    "mantelzorg": 11,
    "vitaliteit": 10,
    "brugfunctionaris": 9,
    "jongerenwerk": 8,
    "clientondersteuning": 8,
    "maatschappelijk_werk": 5,
    "opstap": 4,
    "gezinsondersteuning": 3,
}

_MATCHES = {2021: 24, 2022: 166, 2023: 172, 2024: 158, 2025: 104}
_STEUNOUDERS = {2022: 11, 2023: 13, 2024: 14, 2025: 9}
_DISPUTES: tuple[tuple[Zone, int, Mapping[str, float]], ...] = (
    (_zone(2022, 2022, 2022), 66, {"opgelost": 47, "niet_opgelost": 17, NONE: 2}),
    (_zone(2022, 2023, 2023), 2, {"niet_opgelost": 2}),
    (_zone(2023, 2023, 2023), 71, {"opgelost": 51, "niet_opgelost": 18, NONE: 2}),
    (_zone(2024, 2024, 2024), 74, {"opgelost": 55, "niet_opgelost": 17, NONE: 2}),
    (_zone(2025, 2025), 46, {"opgelost": 31, "niet_opgelost": 14, NONE: 1}),
)
_REFERRED: Mapping[int, Mapping[str, int]] = {
    2024: {"huisartspraktijk_01": 19, "huisartspraktijk_02": 14, "huisartspraktijk_03": 6, "huisartspraktijk_04": 2},
    2025: {f"huisartspraktijk_{place:02d}": many for place, many in enumerate((18, 15, 12, 11, 9, 8, 6, 4, 3, 1), 1)},
}
"""Welzijn op Recept: two practices at the start; 87 residents by ten practices in eight months of 2025."""

_YEARS = {year: (dt.date(year, 1, 1), min(dt.date(year, 12, 31), _AUGUST)) for year in range(2022, 2026)}
QUESTIONS = {_YEARS[2023]: 2238, _YEARS[2024]: 2309, _YEARS[2025]: 1561}
OWN = (
    Year(*_YEARS[2023], meetings=641, participants=15904, unknown=9),
    Year(*_YEARS[2024], meetings=677, participants=17076),
    Year(*_YEARS[2025], meetings=455, participants=11380, unknown=4),
)
INITIATIVES = (
    Year(*_YEARS[2023], meetings=301, participants=4122, activities=226),
    Year(*_YEARS[2024], meetings=322, participants=4502, activities=245),
    Year(*_YEARS[2025], meetings=204, participants=2874, activities=172),
)
_ACTIVITIES = {
    "jongerenwerk": ("Inloop voor jongeren", "Sport op het plein", "Meidengroep", "Gamelokaal"),
    "vitaliteit": ("Beweeggroep", "Valpreventie", "Wandelgroep", "Samen eten"),
    "opbouwwerk": ("Buurtkamer", "Bewonersoverleg", "Samen tuinieren", "Schoonmaakdag"),
    "mantelzorg": ("Dag van de mantelzorg", "Contactgroep mantelzorgers", "Training mantelzorg"),
    "vrijwillige_inzet": ("Vrijwilligersacademie", "Verder na verlies van je partner", "Breid je kennissenkring uit"),
    "gezinsondersteuning": ("Opvoedcafé", "Oudergroep"),
    "brugfunctionaris": ("Koffie op school", "Ouderochtend"),
    "opstap": ("Opstap", "Opstapje"),
    "clientondersteuning": ("Spreekuur in het dorp",),
    "maatschappelijk_werk": ("Assertiviteitstraining",),
}
_EXPECTED = {
    "jongerenwerk": (160, 3800),
    "gezinsondersteuning": (90, 140),
    "vrijwillige_inzet": (700, 560),
    "mantelzorg": (230, 900),
    "vitaliteit": (260, 2800),
    "clientondersteuning": (210, 140),
    "opbouwwerk": (260, 1900),
    "maatschappelijk_werk": (190, 90),
    "opstap": (90, 140),
}
"""Invented expectations for 2024 and 2025, so that a quarter has something to stand beside."""

_VISITS: Mapping[str, float] = {area: visits for area, (_, visits) in _EXPECTED.items()} | {"brugfunctionaris": 1400}


def tables() -> dict[str, Iterable[Mapping[str, object]]]:
    """The invented rows by table, beside what data/noordoostpolder holds."""
    made = cases(Draw(SEED))
    own = groups(Draw(SEED + 1), "eigen_inzet", _ACTIVITIES, visits=_VISITS)
    started = groups(Draw(SEED + 2), "hulp_bij_zelforganisatie", {"opbouwwerk": (), "vitaliteit": ()}, initiatives=260)
    asked = closed(made, dt.date(2023, 1, 1), _AUGUST)
    return {
        "trajectories": trajectories(made, WHERE.place),
        "zrm_scores": scores(Draw(SEED + 3), made),
        "contacts": contacts(Draw(SEED + 4), WHERE, QUESTIONS, _asked, PROFILES),
        "activities": activities(Draw(SEED + 5), WHERE, [*own, *started]),
        "meetings": [*_meetings(own), *meetings(Draw(SEED + 7), started, INITIATIVES)],
        "impact_responses": impact_responses(
            Draw(SEED + 8), {f"A{place:03d}": 6 + place for place in range(1, 15)}, dt.date(2024, 2, 5)
        ),
        "satisfaction_responses": satisfaction(Draw(SEED + 9), WHERE, asked, replies=0.58),
        "signals": signals(Draw(SEED + 10), WHERE, made, "preventieve_schulddienstverlening", {_YEARS[2022]: 64}),
        "targets": _targets(),
        "surveys": [_survey("zelfredzaamheid", "zelfredzaam", 2024, 118, 71)],
        "survey_answers": list(_own_strength()),
    }


def cases(draw: Draw) -> list[Case]:
    """All trajectories in the order of their start, each with a client number."""
    made = list(people(draw, WHERE, PROFILES, [*_individual(draw), *_referred(), *_light()]))
    return returning(draw, sorted(draw.shuffled(made), key=lambda case: case.start))


def _individual(draw: Draw) -> Iterator[Wanted]:
    for zone, many in CASES:
        shares = _shares(zone)
        dealt = draw.dealt(shares, many)
        for area in shares:
            if area in dealt:
                yield Wanted("individueel_traject", area, zone, dealt.count(area))


def _shares(zone: Zone) -> Mapping[str, float]:
    """The result areas that had work for trajectories of a zone: by the year of their start, and of their end."""
    start, last = zone.starts[0], zone.ends[1]
    if start.year >= _CASEWORK_SINCE:
        return _SHARES | _CASEWORK
    return _SHARES | _DEBTS if last.year <= 2023 and start.year <= 2022 else _SHARES


def _referred() -> Iterator[Wanted]:
    for year, referrals in _REFERRED.items():
        zone = _zone(year, year)
        yield Wanted("individueel_traject", "vitaliteit", zone, sum(referrals.values()), "welzijn_op_recept", referrals)


def _light() -> Iterator[Wanted]:
    for year, many in _MATCHES.items():
        yield Wanted("leun_en_steun", "vrijwillige_inzet", _zone(year, max(year, 2022)), many)
    for year, many in _STEUNOUDERS.items():
        yield Wanted("leun_en_steun", "steunouders", _zone(year, year), many)
    for zone, many, outcomes in _DISPUTES:
        yield Wanted("buurtbemiddeling", "buurtbemiddeling", zone, many, outcomes=outcomes)


def _asked(first: dt.date) -> Mapping[str, float]:
    """The result areas in which questions were asked from that day on."""
    return {area: share for area, share in _QUESTIONS.items() if area not in _CASEWORK or first.year >= _CASEWORK_SINCE}


def _meetings(own: list[Group]) -> Iterator[dict[str, object]]:
    draw = Draw(SEED + 6)
    for year in OWN:
        held = [one for one in own if one.result_area not in _CASEWORK or year.first.year >= _CASEWORK_SINCE]
        yield from meetings(draw, held, (year,))


def _targets() -> Iterator[dict[str, object]]:
    for year in (2024, 2025):
        for area, (single, people_met) in _EXPECTED.items():
            many = "individuele_trajecten;matches;informatie_en_advies" if area == "vrijwillige_inzet" else ""
            if area in _CASEWORK and year < _CASEWORK_SINCE:
                continue
            for measure, expected in (
                (many or "individuele_trajecten;informatie_en_advies", single),
                ("deelnemers", people_met),
            ):
                yield {
                    "year": year,
                    **WHERE.place,
                    "result_area": area,
                    "measure": measure,
                    "expected": expected,
                    "actual": NONE,
                    "source": INVENTED,
                }


def _survey(survey: str, questionnaire: str, year: int, invited: int, answered: int) -> dict[str, object]:
    sizes = {"year": year, "invited": invited, "answered": answered}
    return {**WHERE.place, "survey": survey, "questionnaire": questionnaire, **sizes}


def _own_strength() -> Iterator[dict[str, object]]:
    """What residents say at the end: can they go on by themselves (invented)."""
    for answer, many in {"ja": 57, "nee": 11, "weet_niet": 3}.items():
        item = {"survey": "zelfredzaamheid", "year": 2024, "item": "op_eigen_kracht"}
        yield {**WHERE.place, **item, "answer": answer, "count": many}
