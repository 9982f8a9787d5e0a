"""A registration for the reports about all the work, small enough to count by hand.

Municipality noordoostpolder, calendar year 2024, extracted 2025-03-01. Every expected figure in
test_reports_hand_counted.py was counted on paper from these lines.
"""

from __future__ import annotations

from pathlib import Path

from impactlib.intake.read import read_registration
from impactlib.model import Registration

# id, client, kind, result area, topic, domain, start, end, age, sex, expected, contacts, questions, by, area, referral, outcome
CASES = """
T01 C01 i maatschappelijk_werk - financien              2023-11-01 2024-02-10 30 vrouw 1 1  1 p emmeloord - -
T02 C02 i maatschappelijk_werk - financien              2024-01-15 2024-12-31 40 man   5 6  2 p emmeloord - -
T03 C03 i maatschappelijk_werk - huisvesting            2023-01-10 2024-03-01 50 vrouw 6 9  3 p bant      - -
T04 C04 i maatschappelijk_werk - geestelijke_gezondheid 2024-06-01 -          60 vrouw 2 -  4 p -         - -
T05 C01 i gezinsondersteuning gezinsondersteuning     huiselijke_relaties 2024-04-01 2024-12-01 30 vrouw - 4  - p emmeloord - -
T06 C05 i gezinsondersteuning gezinsondersteuning     huiselijke_relaties 2024-01-01 2024-06-30 35 man   3 9  1 p ens - -
T07 C06 i gezinsondersteuning nieuwkomers/huisvesting huiselijke_relaties 2023-10-01 2024-07-01 33 -     8 7  2 p ens - -
T08 C07 i gezinsondersteuning straatcoach             -                   2023-12-01 2024-08-01 29 man   8 -  4 p ens - -
T09 C08 i gezinsondersteuning -                       -                   2023-03-01 2024-03-01 41 vrouw 4 12 3 v -   - -
T10 C09 i gezinsondersteuning gezinscoaches           -                   2023-02-01 2024-02-02 42 vrouw 1 12 1 v -   - -
T11 C10 l vrijwillige_inzet - - 2024-02-02 2024-09-01 70 man   - - - v emmeloord - -
T12 C11 l vrijwillige_inzet - - 2024-11-11 -          75 vrouw - - - v bant      - -
T13 C12 b buurtbemiddeling  - - 2024-01-05 2024-02-05 -  -     - - - v emmeloord - opgelost
T14 C13 b buurtbemiddeling  - - 2024-03-05 2024-04-05 -  -     - - - v emmeloord - opgelost
T15 C14 b buurtbemiddeling  - - 2024-05-05 2024-06-06 -  -     - - - v emmeloord - niet_opgelost
T16 C15 b buurtbemiddeling  - - 2024-07-07 2024-08-08 -  -     - - - v emmeloord - -
T17 C16 i preventieve_schulddienstverlening - financien 2024-01-01 2024-07-01 45 man   - - 1 p emmeloord - -
T18 C17 i preventieve_schulddienstverlening - financien 2023-06-01 2024-12-01 46 vrouw - - 1 p emmeloord - -
T19 C18 i preventieve_schulddienstverlening - financien 2023-01-01 -          47 man   - - 1 p emmeloord - -
T20 C19 i preventieve_schulddienstverlening - financien 2024-10-01 2024-10-31 48 vrouw - - 1 p emmeloord - -
T21 C20 i vitaliteit welzijn_op_recept tijdsbesteding   2024-02-10 -          80 vrouw - - 1 p emmeloord praktijk_a -
T22 C21 i vitaliteit welzijn_op_recept sociaal_netwerk  2024-02-20 2024-05-01 17 man   - - 1 p emmeloord praktijk_a -
T23 C22 i vitaliteit welzijn_op_recept sociaal_netwerk  2024-12-01 -          -  vrouw - - 1 p emmeloord praktijk_b -
T24 C23 i clientondersteuning - instrumentele_adl       2024-05-01 2024-05-20 66 vrouw - 3 1 p emmeloord - -
T25 C24 i maatschappelijk_werk - financien              2024-02-01 2024-03-01 40 man   1 1 1 p elders    - -
T26 C25 i maatschappelijk_werk - financien              2025-01-10 -          40 man   1 1 1 p emmeloord - -
T27 C26 i gezinsondersteuning  - -                      2022-05-01 2022-06-01 40 man   1 1 1 p emmeloord - -
"""
SCORES = """trajectory_id,version,domain,start,goal,end
T05,2017,huiselijke_relaties,2,3,4
T06,2017,huiselijke_relaties,3,3,3
T07,2017,financien,2,3,3
T04,2017,geestelijke_gezondheid,2,3,
"""
CONTACTS = """contact_id,date,municipality,area,kind,zrm_domain,result_area
K1,2024-01-10,noordoostpolder,ens,informatie_en_advies,financien,vrijwillige_inzet
K2,2024-04-10,noordoostpolder,ens,informatie_en_advies,huisvesting,maatschappelijk_werk
K3,2024-05-01,noordoostpolder,,contact_in_collectief,financien,maatschappelijk_werk
K4,2024-12-31,noordoostpolder,bant,informatie_en_advies,,
K5,2023-12-31,noordoostpolder,bant,informatie_en_advies,financien,maatschappelijk_werk
K6,2025-01-01,noordoostpolder,bant,informatie_en_advies,financien,maatschappelijk_werk
K7,2024-02-02,oldambt,noord,informatie_en_advies,financien,maatschappelijk_werk
"""
ACTIVITIES = """activity_id,name,organisation,municipality,area,kind,result_area,description,status,evidence
A1,Inloop,De Proef,noordoostpolder,,eigen_inzet,jongerenwerk,,loopt,
A2,Wandelen,De Proef,noordoostpolder,,eigen_inzet,vitaliteit,,loopt,
A3,Stil,De Proef,noordoostpolder,,eigen_inzet,vitaliteit,,loopt,
A4,Elders,De Proef,oldambt,,eigen_inzet,vitaliteit,,loopt,
Z1,Initiatief,De Proef,noordoostpolder,,hulp_bij_zelforganisatie,opbouwwerk,,loopt,
"""
MEETINGS = """activity_id,date,participants,age_group
A1,2024-01-05,10,0-17
A1,2024-02-05,12,0-17
A1,2024-04-05,,0-17
A2,2024-03-03,5,65+
Z1,2024-06-06,20,
A1,2023-12-12,9,0-17
A3,2023-05-05,7,65+
A4,2024-01-01,99,65+
"""
RESPONSES = """activity_id,respondent_id,date,erkend_voelen
A1,R1,2024-02-05,4
A1,R2,2024-02-05,5
A2,R3,2024-03-03,3
A4,R4,2024-03-03,1
"""
SIGNALS = """signal_id,signal_date,first_contact_date,picked_up_date,trajectory_id
S1,2024-03-28,2024-04-05,2024-04-15,T17
S2,2024-06-03,2024-06-11,,
S3,2024-06-03,,,
S4,2024-12-27,2024-12-30,,
S5,2023-12-22,2023-12-29,2024-01-08,
S6,2024-06-03,2024-07-01,2024-07-01,T25
"""
TARGETS = """year,organisation,municipality,result_area,measure,expected,actual,source
2024,De Proef,noordoostpolder,jongerenwerk,deelnemers,30,,plan
2024,De Proef,noordoostpolder,maatschappelijk_werk,individuele_trajecten;informatie_en_advies,4,,plan
2024,De Proef,noordoostpolder,buurtbemiddeling,aanmeldingen,4,,plan
2024,De Proef,noordoostpolder,steunouders,matches,3,,plan
2024,De Proef,noordoostpolder,mantelzorg,deelname_dag_van_de_mantelzorg,,311,verslag
2024,De Proef,noordoostpolder,vrijwillige_inzet,inwoners_ondersteund (x10),110,84.7,verslag
2024,De Proef,noordoostpolder,vrijwillige_inzet,vrijwillige_respijtzorg,0,14,verslag
2024,De Proef,noordoostpolder,totaal,individuele_trajecten;matches;informatie_en_advies,10,,plan
2023,De Proef,noordoostpolder,jongerenwerk,deelnemers,999,,plan
2024,De Proef,oldambt,jongerenwerk,deelnemers,999,,plan
"""
SURVEYS = """organisation,municipality,survey,questionnaire,year,invited,answered
De Proef,noordoostpolder,zelfredzaamheid,zelfredzaam,2024,20,12
"""
ANSWERS = """organisation,municipality,survey,year,item,answer,count
De Proef,noordoostpolder,zelfredzaamheid,2024,op_eigen_kracht,ja,8
De Proef,noordoostpolder,zelfredzaamheid,2024,op_eigen_kracht,nee,2
De Proef,noordoostpolder,zelfredzaamheid,2024,op_eigen_kracht,weet_niet,2
De Proef,oldambt,zelfredzaamheid,2024,op_eigen_kracht,ja,99
"""
META = "organisation: De Proef\nextraction_date: 2025-03-01\nsystem: papier\nsynthetic: true\n"
COMPLETE = META + "complete_since: 2022-05-01\n"

_KINDS = {"i": "individueel_traject", "l": "leun_en_steun", "b": "buurtbemiddeling"}
_WHO = {"p": "professional", "v": "vrijwilliger"}
_HEADER = (
    "trajectory_id,client_id,organisation,municipality,kind,result_area,topic,zrm_domain,start_date,end_date,"
    "age,sex,expected_contacts,contacts,questions,executed_by,area,referral,outcome"
)


def trajectories() -> str:
    """The cases as a CSV file."""
    lines = [_HEADER]
    for line in CASES.strip().splitlines():
        cells = ["" if cell == "-" else cell for cell in line.split()]
        elsewhere = cells[14] == "elders"
        place = ["De Proef", "oldambt" if elsewhere else "noordoostpolder"]
        cells[2], cells[13], cells[14] = _KINDS[cells[2]], _WHO[cells[13]], "" if elsewhere else cells[14]
        lines.append(",".join([*cells[:2], *place, *cells[2:]]))
    return "\n".join(lines) + "\n"


FILES = {
    "trajectories": trajectories(),
    "zrm_scores": SCORES,
    "contacts": CONTACTS,
    "activities": ACTIVITIES,
    "meetings": MEETINGS,
    "impact_responses": RESPONSES,
    "signals": SIGNALS,
    "targets": TARGETS,
    "surveys": SURVEYS,
    "survey_answers": ANSWERS,
}


def hand_reports(folder: Path, meta: str = COMPLETE, **changed: str | None) -> Registration:
    """The registration; a table given as None is left out, one given as text is that text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**FILES, **changed}.items():
        if content is not None:
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "registration.yaml").write_text(meta, encoding="utf-8")
    return read_registration(folder)
