"""A sheet from hand-written released tables: published counts of 2020, and scores invented here."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import nbformat

from impactlib.model import (
    DIMENSIONS,
    INDICATORS,
    Activity,
    Background,
    Effort,
    Goal,
    Partner,
    Project,
    RegistrationMeta,
    Released,
    Row,
)
from impactlib.params import spec_of
from impactlib.sheet.book import book
from impactlib.sheet.context import Sheet
from impactlib.sheet.export import Page, page_of
from impactlib.sheet.output import bundle
from tests.published import RATINGS_2020

PERIOD = "2020-01-01/2020-12-31"
ORG = "Sociaal Werk De Schans"

WORDS = """De woorden van de onderzoeker.

## situatie
In {de_gemeente} had {context/laag_inkomen_huishoudens@westerkwartier@2019/value} in 2019 een **laag** inkomen.

## doel-K1a
status: deels
weten: {caseload-theme-share/theme/count} trajecten in {jaar}.
niet-weten: Bij {ph-dimension/not_recorded/count} is niets ingevuld.
nodig: Leg vast wat nodig is.
gebaseerd-op: trajecten, situatie

## doel-K2b
status: te-vroeg
weten: Een cijfer over 2019.

## gesprek
- Eerste punt.
- Tweede punt.

## verhaal
toestemming: ja
naam: verzonnen

Een inwoner vroeg naar een brief.
"""


def table(name, rows, *, unit="trajecten", source="registratie", caveats=(), period=PERIOD):
    return Released(id=name, title=name, period=period, unit=unit, source=source, caveats=caveats, rows=tuple(rows))


def share(group, count, n, n_eligible=None, **more):
    part = count / n if n else None
    return Row(group=group, count=count, n=n, n_eligible=n if n_eligible is None else n_eligible, share=part, **more)


def hidden(group):
    return Row(group=group, state="suppressed")


def versus(name, outcomes, missing, running):
    """End against start or goal: invented scores."""
    pairs = sum(outcomes)
    due, cases = pairs + missing, pairs + missing + running
    parts = tuple(zip(("higher", "equal", "lower"), outcomes, strict=True))
    rows = [
        share(group, count, pairs, due, low=count / pairs - 0.05, high=count / pairs + 0.05) for group, count in parts
    ]
    rows = [row.model_copy(update={"bounds": (row.count / due, (row.count + missing) / due)}) for row in rows]
    rows += [
        share("unknown", missing + running, cases),
        share("not_due", running, cases),
        share("missing", missing, cases),
    ]
    return table(name, rows, caveats=("geen-bewijs", "professional"))


def ages():
    counts = {"0-17": 0, "18-24": 27, "25-44": 112, "45-64": 96, "65+": 32, "unknown": 6}
    return table("caseload-age", [share(group, count, 273) for group, count in counts.items()], caveats=("trajecten",))


def dimensions():
    shown = {"dagelijks_functioneren": 73, "kwaliteit_van_leven": 45, "mentaal_welbevinden": 22, "lichaamsfuncties": 0}
    rows = [share(name, shown[name], 273) if name in shown else hidden(name) for name in DIMENSIONS]
    missing = share("not_recorded", 120, 273, caveats=("in-ontwikkeling",))
    return table("ph-dimension", [*rows, missing], caveats=("trajecten", "gespreksinstrument"))


def domains():
    counts = {"financien": 73, "huiselijke_relaties": 30, "geestelijke_gezondheid": 30, "huisvesting": 20}
    rows = [share(f"dagelijks_functioneren/{name}", count, 165) for name, count in counts.items()]
    rows += [share("kwaliteit_van_leven/financien", 45, 86), share("kwaliteit_van_leven/huiselijke_relaties", 33, 86)]
    return table("dimension-domain", rows)


def network():
    counts = RATINGS_2020
    rows = [share(name, count, 100, 394, bounds=(count / 394, (count + 294) / 394)) for name, count in counts.items()]
    return table(
        "network-satisfaction", rows, unit="antwoorden", source="vragenlijst", caveats=("alle-themas",), period=None
    )


def response():
    caveats = ("alleen-kwalitatief", "kleine-respons")
    rows = [
        share("klanttevredenheid", 67, 324, caveats=caveats),
        share("netwerktevredenheid", 100, 394, caveats=caveats),
    ]
    return table("response", rows, unit="mensen", source="vragenlijst", caveats=("alle-themas",))


def context():
    found = [
        ("laag_inkomen_huishoudens", "westerkwartier", 2019, 5.3),
        ("laag_inkomen_huishoudens", "nederland", 2019, 7.7),
        ("problematische_schulden", "westerkwartier", 2018, 5.0),
    ]
    rows = [
        Row(group=f"{name}@{area}@{year}", value=value, unit="%", area=area, year=year, source="CBS")
        for name, area, year, value in found
    ]
    return table("context", rows, unit="eigen", source="openbare-cijfers", caveats=("alle-inwoners",), period=None)


def collective():
    names = {"A01": "Mijn positieve budget", "A02": "Weggeeftafels", "A03": "Inloop zonder telling"}
    natures = {"A01": "preventief", "A02": "curatief", "A03": "curatief"}
    activities = [
        Row(group=key, name=name, nature=natures[key], dimensions=("kwaliteit_van_leven",), evidence="onbekend")
        for key, name in names.items()
    ]
    reach = [
        Row(group="A01/inwoners", unit="inwoners", reach_low=24, reach_high=40, precision="tussen", per="jaar"),
        Row(group="A02/personen", unit="personen", reach_low=800, precision="minimaal", per="jaar", unique="ja"),
        Row(group="A03/bereik", state="unknown", precision="onbekend", caveats=("bereik-onbekend",)),
    ]
    indicators = [Row(group=name, state="unknown", unit="punten", caveats=("niet-gemeten",)) for name in INDICATORS]
    return {
        "collective-activities": table(
            "collective-activities", activities, unit="activiteiten", caveats=("momentopname",)
        ),
        "collective-reach": table("collective-reach", reach, unit="eigen", caveats=("niet-optellen", "niet-uniek")),
        "collective-indicators": table("collective-indicators", indicators, unit="punten"),
    }


def growth():
    found = [
        ("financien", 144, 0.6, 0.5, 0.7),
        ("huisvesting", 33, -0.1, -0.4, 0.2),
        ("sociaal_netwerk", 12, 0.2, None, None),
    ]
    rows = [
        Row(group=name, count=n, n=n, n_eligible=n, value=value, low=low, high=high, unit="punten", method="t")
        for name, n, value, low, high in found
    ]
    return table("zrm-growth", rows, unit="punten", caveats=("gemiddelde-van-stappen",))


def levels():
    rows = []
    for moment, counts in {"start": (12, 40, 60, 30, 2), "end": (6, 28, 50, 40, 20)}.items():
        rows += [share(f"pairs-{moment}-{level}", count, 144) for level, count in enumerate(counts, start=1)]
    return table("zrm-levels", rows)


def transitions():
    rows = [
        hidden(f"{s}-{e}") if (s, e) == (2, 1) else share(f"{s}-{e}", max(0, 14 - 3 * abs(e - s - 1)), 210)
        for s in range(1, 6)
        for e in range(1, 6)
    ]
    return table("zrm-transitions", rows)


def trend():
    rows = [
        Row(
            group=f"hoger@{year}",
            year=year,
            count=count,
            n=n,
            share=count / n,
            caveats=("breuk",) if year == 2019 else (),
        )
        for year, count, n in ((2018, 60, 130), (2019, 70, 140), (2020, 81, 144))
    ]
    return table("trend", rows)


def tables():
    """Every table of a sheet, by id."""
    found = [
        table("caseload-flow", [Row(group="started", count=509), Row(group="unique_clients", count=704)]),
        table("caseload-theme-share", [share("financien", 273, 718), share("theme", 273, 718)], caveats=("trajecten",)),
        ages(),
        table(
            "caseload-duration",
            [
                share("within_365_days", 171, 236),
                Row(group="closed_mean_days", n=178, n_eligible=178, value=157.4, unit="dagen"),
            ],
        ),
        dimensions(),
        domains(),
        versus("zrm-end-vs-start", (81, 50, 13), 34, 95),
        versus("zrm-end-vs-goal", (9, 78, 53), 38, 95),
        table("zrm-goal-reached", [share("reached", 87, 140, 178), share("maintenance_goal", 19, 30, 40)]),
        levels(),
        growth(),
        transitions(),
        trend(),
        response(),
        network(),
        context(),
    ]
    return {one.id: one for one in found} | collective()


def background():
    return Background(
        goals=(
            Goal(
                "K1a",
                "armoede",
                "kwaliteit_van_leven",
                "leerdoel",
                "Inzicht in doelgroepen",
                None,
                "2020-01-01",
                None,
                None,
                None,
                None,
            ),
            Goal(
                "K2b",
                "armoede",
                "kwaliteit_van_leven",
                "prestatiedoel",
                "Minder kinderen in armoede",
                "Aantal neemt af",
                "2022-01-01",
                "stand 2019",
                None,
                None,
                None,
            ),
        ),
        efforts=(Effort(("K1a",), "armoede", "Kledingruil", "gestopt", "Er was geen ruimte."),),
        partners=(
            Partner("Voedselbanken", "vrijwilligersorganisatie"),
            Partner("Het Taalhuis", "onderwijs"),
            Partner("Los", None),
        ),
        projects=(Project("P1", "Vroeg praten", "Eerder signaleren", "adviseur", ("Humanitas",), "loopt"),),
        activities=(Activity("A01", "Mijn positieve budget", "Leren in een groep.", None, "loopt"),),
    )


def meta(synthetic=True):
    return RegistrationMeta(ORG, dt.date(2022, 1, 15), "demonstratie", synthetic)


def sheet(theme="armoede", privacy="standaard", released=None, words=WORDS, **more):
    """The armoede sheet of 2020; any part of it can be replaced."""
    spec = spec_of({"year": 2020, "municipality": "westerkwartier", "theme": theme, "privacy": privacy})
    made = Sheet(spec, meta(), tables() if released is None else released, background(), words)
    return replace(made, **more) if more else made


def notebook(made: Sheet):
    """A notebook as it is after it ran: one cell a block."""
    found = nbformat.v4.new_notebook()
    for block in book(made).values():
        cell = nbformat.v4.new_code_cell("show(...)")
        cell.outputs = [nbformat.v4.new_output("display_data", data=bundle(block))]
        found.cells.append(cell)
    return found


def page(made: Sheet | None = None) -> Page:
    return page_of(notebook(made or sheet()))
