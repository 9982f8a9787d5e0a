"""Oldambt in 2024: invented trajectories for the six products of the commission.

Nothing was published of how many there were; only what was agreed at least (docs/demonstration.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from impactlib.demonstration.cases import Case, closed, returning, trajectories
from impactlib.demonstration.collective import impact_responses
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.groups import Year, activities, groups, meetings
from impactlib.demonstration.people import Profile, Wanted, Where, contacts, people, satisfaction
from impactlib.demonstration.quotas import Zone
from impactlib.demonstration.scores import scores

SEED = 1895
WHERE = Where(
    organisation="Welzijnswerk Oldambt",
    municipality="oldambt",
    extraction=dt.date(2025, 1, 20),
    areas={"noord": 24, "oost": 22, "zuid": 18, "west": 36},
)
_YEAR = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
_FAR = dt.date(2026, 6, 30)
"""Carried over from 2023, and started in 2024: both under way in 2024."""
EARLIER, CARRIED, STARTED = (
    Zone((dt.date(2022, 6, 1), dt.date(2023, 12, 31)), (dt.date(2022, 6, 1), dt.date(2023, 12, 31))),
    Zone((dt.date(2022, 6, 1), dt.date(2023, 12, 31)), (dt.date(2024, 1, 1), _FAR)),
    Zone(_YEAR, (dt.date(2024, 1, 1), _FAR)),
)

_LONG = (
    Zone((dt.date(2022, 6, 1), dt.date(2022, 12, 31)), (dt.date(2024, 1, 1), _FAR)),
    Zone(_YEAR, (dt.date(2025, 1, 1), _FAR)),
)
"""Help to newcomers after housing goes on for at least a year."""

_ADULT = {"18-24": 14, "25-44": 38, "45-64": 32, "65+": 15, "": 1}
_YOUNG = {"0-17": 74, "18-24": 25, "": 1}
_PARENT = {"18-24": 12, "25-44": 70, "45-64": 17, "": 1}
_OLDER = {"25-44": 18, "45-64": 38, "65+": 43, "": 1}
_MIND = {
    "geestelijke_gezondheid": 48,
    "lichamelijke_gezondheid": 24,
    "basale_adl": 6,
    "instrumentele_adl": 12,
    "middelengebruik": 10,
}

PROFILES: Mapping[str, Profile] = {
    "bestaanszekerheid": Profile(
        {"financien": 58, "huisvesting": 20, "werk_en_opleiding": 22},
        _ADULT,
        {"preventieve_schulddienstverlening": 46, "algemeen_maatschappelijk_werk": 38, "activering": 16},
    ),
    "jeugd_en_jongeren": Profile(
        {"tijdsbesteding": 28, "werk_en_opleiding": 30, "geestelijke_gezondheid": 30, "justitie": 12},
        _YOUNG,
        {"jeugd_jongerenwerk": 78, "activering": 14, "straatcoach": 8},
    ),
    "opvoeden_en_opgroeien": Profile(
        {"huiselijke_relaties": 72, "geestelijke_gezondheid": 28},
        _PARENT,
        {"gezinsondersteuning": 38, "gezinscoaches": 24, "vraagbaak": 20, "school_als_wijk": 18},
        volunteers=0.2,
    ),
    "meedoen_in_de_samenleving": Profile(
        {"maatschappelijke_participatie": 46, "sociaal_netwerk": 34, "tijdsbesteding": 20},
        _ADULT,
        {"welzijn": 52, "activering": 36, "": 12},
    ),
    "gezondheid": Profile(_MIND, _OLDER, {"welzijn_op_recept": 34, "welzijn": 26, "algemeen_maatschappelijk_werk": 40}),
    "sociale_relaties": Profile(
        {"sociaal_netwerk": 52, "huiselijke_relaties": 48},
        _OLDER,
        {"mantelzorg": 54, "huiselijk_geweld": 22, "algemeen_maatschappelijk_werk": 24},
    ),
}
_MANY = {
    "bestaanszekerheid": (34, 31, 84),
    "jeugd_en_jongeren": (22, 21, 71),
    "opvoeden_en_opgroeien": (26, 24, 72),
    "meedoen_in_de_samenleving": (14, 12, 46),
    "gezondheid": (24, 27, 79),
    "sociale_relaties": (18, 16, 55),
}
"""Trajectories by product: ended before 2024, carried over, started in 2024."""
AGREED = {
    "toukomstbuddys": 27,
    "nieuwkomers/huisvesting": 30,
    "nieuwkomers/begeleiding": 31,
    "wonen_leren_werken": 16,
}
"""Under way in 2024 on the topics with an agreed minimum of 25, 30, 30 and 15 (invented)."""

_LEAN = {"sociale_relaties": 38, "meedoen_in_de_samenleving": 22}
_QUESTIONS = {
    "bestaanszekerheid": 34,
    "jeugd_en_jongeren": 12,
    "opvoeden_en_opgroeien": 18,
    "meedoen_in_de_samenleving": 16,
    "gezondheid": 12,
    "sociale_relaties": 8,
}
_ACTIVITIES = {
    "bestaanszekerheid": ("Geldloket", "Taalcafé"),
    "jeugd_en_jongeren": ("Inloop voor jongeren", "Sport na school", "Meidengroep"),
    "opvoeden_en_opgroeien": ("Koffie op school", "Ouders ontmoeten ouders"),
    "meedoen_in_de_samenleving": ("Buurtkamer", "Repaircafé", "Samen eten"),
    "gezondheid": ("Wandelgroep", "Valpreventie"),
    "sociale_relaties": ("Contactgroep mantelzorgers", "Rouwgroep"),
}


def tables() -> dict[str, Iterable[Mapping[str, object]]]:
    """The invented rows by table."""
    made = cases(Draw(SEED))
    own = groups(Draw(SEED + 1), "eigen_inzet", _ACTIVITIES)
    started = groups(Draw(SEED + 2), "hulp_bij_zelforganisatie", {"meedoen_in_de_samenleving": ()}, initiatives=36)
    asked = closed(made, *_YEAR)
    return {
        "trajectories": trajectories(made, WHERE.place),
        "zrm_scores": scores(Draw(SEED + 3), made),
        "contacts": contacts(Draw(SEED + 4), WHERE, {_YEAR: 2860}, lambda _: _QUESTIONS, PROFILES),
        "activities": activities(Draw(SEED + 5), WHERE, [*own, *started]),
        "meetings": [
            *meetings(Draw(SEED + 6), own, [Year(*_YEAR, meetings=388, participants=5210, unknown=6)]),
            *meetings(Draw(SEED + 7), started, [Year(*_YEAR, meetings=61, participants=840)]),
        ],
        "impact_responses": impact_responses(
            Draw(SEED + 8), {f"A{place:03d}": 5 + 2 * place for place in range(1, 12)}, dt.date(2024, 3, 4)
        ),
        "satisfaction_responses": satisfaction(Draw(SEED + 9), WHERE, asked, replies=0.44),
    }


def cases(draw: Draw) -> list[Case]:
    """All trajectories in the order of their start, each with a client number."""
    made = list(people(draw, WHERE, PROFILES, list(_wanted())))
    return returning(draw, sorted(draw.shuffled(made), key=lambda case: case.start))


def _wanted() -> Iterator[Wanted]:
    for area, sizes in _MANY.items():
        for zone, many in zip((EARLIER, CARRIED, STARTED), sizes, strict=True):
            yield Wanted("individueel_traject", area, zone, many)
    for topic, many in AGREED.items():
        carried = many // 3
        zones = _LONG if topic == "nieuwkomers/begeleiding" else (CARRIED, STARTED)
        for zone, part in zip(zones, (carried, many - carried), strict=True):
            yield Wanted("individueel_traject", "bestaanszekerheid", zone, part, topic)
    for area, many in _LEAN.items():
        yield Wanted("leun_en_steun", area, STARTED, many, "leun_en_steun")
