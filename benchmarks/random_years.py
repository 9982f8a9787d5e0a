"""How well the door holds for the reports about all the work: random registrations, all reports at once.

    python benchmarks/random_years.py [--sets 50] [--first 0] [--policy standaard] [--products]

A set is a random municipality of 2024 with 40 to 900 trajectories, as many questions as come, and the
agreements of Noordoostpolder. Its quarterly reports, annual report, expected-against-actual, norms and
the fact sheets of its themes go to the attacker together; with ``--products`` half of the work is done
in the result areas of the product sheets, and these are there too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from impactlib.audit import RULES, AuditFinding
from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published
from impactlib.intake.read import read_registration
from impactlib.model import DIMENSIONS, DOMAINS, DisclosureError, Registration, ReleasedSheet
from impactlib.params import themes
from impactlib.release import release_sheet
from impactlib.reports.contents import measure_report, report_spec

PLACE, YEAR = "noordoostpolder", 2024
AREAS = ("emmeloord", "bant", "ens", "marknesse", "")
OWN = ("maatschappelijk_werk", "gezinsondersteuning", "jongerenwerk", "vitaliteit", "clientondersteuning")
OWN_TOO = ("preventieve_schulddienstverlening", "brugfunctionaris", "mantelzorg")
LEAN, DISPUTE = ("vrijwillige_inzet", "steunouders"), "buurtbemiddeling"
PRODUCTS = (
    *("bestaanszekerheid", "jeugd_en_jongeren", "opvoeden_en_opgroeien"),
    *("meedoen_in_de_samenleving", "gezondheid", "sociale_relaties"),
)
REPORTS = (*(f"kwartaal-{number}" for number in (1, 2, 3, 4)), "jaarrapportage", "verwacht-werkelijk", "voorveld")


def written(seed: int, folder: Path, *, products: bool) -> None:
    """A random registration: some result areas large, most small, some empty."""
    draw = np.random.default_rng(seed)
    size = round(float(np.exp(draw.uniform(np.log(40), np.log(900)))))
    own = [*OWN, *OWN_TOO, *(PRODUCTS if products else ())]
    kinds = draw.choice(["individueel_traject", "leun_en_steun", "buurtbemiddeling"], size, p=draw.dirichlet([6, 3, 1]))
    areas = {
        "individueel_traject": _some(draw, own, size),
        "leun_en_steun": _some(draw, [*LEAN, *(PRODUCTS[3:] if products else ())], size),
        "buurtbemiddeling": np.full(size, DISPUTE),
    }
    first = pd.Timestamp("2022-06-01")
    start = first + pd.to_timedelta(draw.integers(0, 945, size), unit="D")
    end = pd.Series(start + pd.to_timedelta(draw.geometric(1 / draw.uniform(50, 250), size), unit="D"))
    own_case = kinds == "individueel_traject"
    rows = pd.DataFrame(
        {
            "trajectory_id": [f"T{number}" for number in range(size)],
            "client_id": [f"C{number}" for number in draw.integers(0, int(size * draw.uniform(0.8, 4)) + 1, size)],
            "organisation": "demo",
            "municipality": PLACE,
            "area": _some(draw, AREAS, size),
            "kind": kinds,
            "result_area": [areas[kind][place] for place, kind in enumerate(kinds)],
            "zrm_domain": np.where(own_case, _some(draw, (*DOMAINS, ""), size), ""),
            "ph_dimension": np.where(own_case, _some(draw, (*DIMENSIONS, ""), size), ""),
            "start_date": start.strftime("%Y-%m-%d"),
            "end_date": end.where(end < pd.Timestamp("2025-01-01")).dt.strftime("%Y-%m-%d"),
            "age": np.where(draw.random(size) < 0.1, "", draw.integers(12, 95, size).astype(str)),
            "sex": _some(draw, ("vrouw", "man", ""), size),
            "topic": _some(draw, ("nieuwkomers/huisvesting", "nieuwkomers/begeleiding", "welzijn", "mantelzorg"), size),
            "expected_contacts": draw.integers(1, 9, size),
            "questions": draw.integers(1, 6, size),
            "executed_by": draw.choice(["professional", "vrijwilliger"], size),
            "outcome": np.where(kinds == "buurtbemiddeling", _some(draw, ("opgelost", "niet_opgelost", ""), size), ""),
        }
    )
    many = draw.integers(20, 1500)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(draw.integers(0, 731, many), unit="D")
    asked = pd.DataFrame(
        {
            "contact_id": [f"K{number}" for number in range(many)],
            "date": days.strftime("%Y-%m-%d"),
            "municipality": PLACE,
            "area": _some(draw, AREAS, many),
            "kind": _some(draw, ("informatie_en_advies", "contact_in_collectief"), many),
            "zrm_domain": _some(draw, (*DOMAINS, ""), many),
            "result_area": _some(draw, [*own, LEAN[0], "opbouwwerk", "opstap"], many),
        }
    )
    rows.to_csv(folder / "trajectories.csv", index=False)
    asked.to_csv(folder / "contacts.csv", index=False)
    _targets(draw).to_csv(folder / "targets.csv", index=False)
    meta = "organisation: demo\nextraction_date: 2025-03-01\nsystem: willekeurig\nsynthetic: true\n"
    (folder / "registration.yaml").write_text(meta, encoding="utf-8")


def _some(draw: np.random.Generator, values: object, size: int) -> np.ndarray:
    every = np.array(list(values))  # type: ignore[call-overload] # any iterable of words
    return draw.choice(every, size, p=draw.dirichlet(np.full(len(every), 0.8)))


def _targets(draw: np.random.Generator) -> pd.DataFrame:
    joined = draw.random() < 0.5
    rows = [("totaal", "informatie_en_advies"), ("totaal", "individuele_trajecten")] if draw.random() < 0.7 else []
    for area in OWN:
        names = ("individuele_trajecten;informatie_en_advies",) if joined else ("individuele_trajecten",)
        rows += [(area, name) for name in names]
    rows += [("vrijwillige_inzet", "individuele_trajecten;matches;informatie_en_advies"), ("steunouders", "matches")]
    return pd.DataFrame(
        [
            {"year": year, "organisation": "demo", "municipality": PLACE, "result_area": area, "measure": name}
            | {"expected": int(draw.integers(5, 400)), "actual": "", "source": "willekeurig"}
            for year in (YEAR - 1, YEAR)
            for area, name in rows
        ]
    )


def published(registration: Registration, policy: str, *, products: bool) -> Iterator[tuple[Published, float]]:
    """Every report of the set as it leaves, with the seconds of processor time that it took."""
    names = [{"theme": theme} for theme in themes()] + [{"report": name} for name in REPORTS]
    names += [{"report": f"productblad-{number}"} for number in range(1, 7)] if products else []
    for name in names:
        spec = report_spec({"year": YEAR, "municipality": PLACE, "privacy": policy, **name})
        started = time.process_time()
        tables = release_sheet(measure_report(registration, spec), spec)
        sheet = ReleasedSheet(
            report=spec.params.slug,
            year=YEAR,
            municipality=PLACE,
            period=str(spec.period),
            as_of=spec.as_of.isoformat(),
            basis=spec.params.basis,
            policy=policy,
            synthetic=True,
            tables=tuple(tables.values()),
        )
        found = Published(Path(), f"{YEAR}/{PLACE}/{spec.params.slug}.json", sheet, old=False)
        yield found, time.process_time() - started


def run(seed: int, policy: str = "standaard", *, products: bool = False) -> tuple[list[AuditFinding], dict[str, float]]:
    """What the attacker finds in a set, and the processor time of each report."""
    with tempfile.TemporaryDirectory() as folder:
        written(seed, Path(folder), products=products)
        made = list(published(read_registration(Path(folder)), policy, products=products))
    sheets = [found for found, _ in made]
    findings = [finding for one in sheets for finding in shown_outright(one, RULES[policy])]
    return [*findings, *attack(sheets, RULES)], {found.sheet.report: seconds for found, seconds in made}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--policy", default="standaard")
    parser.add_argument("--products", action="store_true")
    options = parser.parse_args()
    leaking, refused, spent = 0, 0, list[dict[str, float]]()
    for seed in range(options.first, options.first + options.sets):
        try:
            findings, seconds = run(seed, options.policy, products=options.products)
        except DisclosureError as error:
            refused += 1
            print(f"REFUSED set {seed}: {error.code} {error.fields}", flush=True)
            continue
        leaking += bool(findings)
        spent.append(seconds)
        for finding in findings:
            print(f"LEAK set {seed}: {finding}", flush=True)
        if sys.stderr.isatty() or seed % 10 == 0:
            print(f"{seed + 1 - options.first}/{options.sets}", file=sys.stderr, flush=True)
    print(f"sets {len(spent)}, leaking {leaking}, refused {refused}")
    for name in spent[0] if spent else ():
        times = sorted(one[name] for one in spent)
        print(f"{name:22} processor seconds, median {times[len(times) // 2]:.2f}, most {times[-1]:.2f}")


if __name__ == "__main__":
    main()
