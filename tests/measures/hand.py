"""A registration small enough to count by hand; every expected figure was counted on paper.

Theme armoede (domain financien), municipality westerkwartier, calendar year 2020.
"""

from __future__ import annotations

from pathlib import Path

from impactlib.intake.read import read_registration
from impactlib.model import Registration

# id, client, kind, domain, dimension, start, end, age, start score, goal score, end score
CASES = """
T01 C01 i financien               dagelijks_functioneren 2019-03-01 2020-02-10 24 2 3 3
T02 C02 i financien               dagelijks_functioneren 2019-06-15 2020-01-20 30 3 3 3
T03 C03 i financien               kwaliteit_van_leven    2020-01-05 2020-05-01 45 3 4 3
T04 C04 i financien               kwaliteit_van_leven    2020-02-01 2020-06-30 17 2 3 1
T05 C05 i financien               -                      2020-02-15 2020-08-01 66 4 5 5
T06 C06 i financien               -                      2020-03-01 2020-09-01 50 5 5 -
T07 C07 i financien               -                      2020-03-10 2020-09-10 -  2 4 -
T08 C08 i financien               mentaal_welbevinden    2020-03-20 2020-12-31 18 - 3 4
T09 C09 i financien               dagelijks_functioneren 2020-04-01 2021-02-01 33 3 4 5
T10 C10 i financien               dagelijks_functioneren 2020-05-01 -          25 1 2 -
T11 C01 i financien               dagelijks_functioneren 2020-06-01 2020-11-30 24 3 3 4
T12 C11 i financien               -                      2020-07-01 2020-10-01 40 1 2 -
T13 C12 i huisvesting             dagelijks_functioneren 2020-01-10 2020-04-10 29 3 4 4
T14 C13 i geestelijke_gezondheid  mentaal_welbevinden    2018-11-01 2019-12-31 50 2 3 4
T15 C14 i financien               -                      2021-01-01 -          50 2 3 -
T16 C15 i financien               -                      2019-12-31 2020-01-01 39 none
T17 C16 i -                       -                      2020-08-08 -          61 none
T18 C17 l financien               -                      2020-02-02 2020-03-03 70 none
T19 C18 x financien               -                      2020-02-02 2020-03-03 70 2 3 3
T20 C19 i financien               kwaliteit_van_leven    2020-09-01 2020-12-01 62 4 3 4
T21 C20 i lichamelijke_gezondheid lichaamsfuncties       2019-01-01 2020-03-01 80 2 3 3
T22 C21 i financien               dagelijks_functioneren 2018-06-01 2019-05-31 40 2 3 3
T23 C22 i financien               -                      2019-02-01 2020-02-02 44 3 4 4
T24 C23 i financien               -                      2019-04-01 2020-03-31 45 2 3 2
"""

ACTIVITIES = """activity_id,name,organisation,municipality,kind,status,evidence
A1,Koken,De Proef,westerkwartier,eigen_inzet,loopt,onderbouwd
A2,Spreekuur,De Proef,westerkwartier,eigen_inzet,loopt,
A3,Elders,De Proef,oldambt,eigen_inzet,loopt,
"""
THEMES = """activity_id,theme,nature,ph_dimensions
A1,armoede,curatief,meedoen;zingeving
A1,gezonde-leefstijl,preventief,lichaamsfuncties
A2,armoede,beide,meedoen
A3,armoede,curatief,meedoen
"""
REACH = """activity_id,year,quantity,low,high,precision,per,unique
A1,2020,gezinnen,1500,1500,exact,totaal,onbekend
A1,2020,volgers,446,446,exact,totaal,nee
A1,2019,gezinnen,900,900,exact,totaal,nee
A2,2020,deelnemers,,,onbekend,jaar,onbekend
"""
RESPONSES = """activity_id,respondent_id,date,erkend_voelen,activering
A1,R1,2020-03-01,4,5
A1,R2,2020-03-01,5,
A1,R3,2020-03-01,3,4
A2,R4,2020-05-01,2,3
A2,R5,2020-05-01,3,3
A2,R6,2021-01-01,5,5
A3,R7,2020-05-01,1,1
"""
SURVEYS = """organisation,municipality,survey,questionnaire,year,invited,answered
De Proef,westerkwartier,klanttevredenheid,de-schans-2020,2020,40,32
De Proef,westerkwartier,netwerktevredenheid,netwerk-2020,2020,20,5
De Proef,oldambt,klanttevredenheid,de-schans-2020,2020,10,10
"""
ANSWERS = """organisation,municipality,survey,year,item,answer,count
De Proef,westerkwartier,klanttevredenheid,2020,omgang,5,20
De Proef,westerkwartier,klanttevredenheid,2020,omgang,4,4
De Proef,westerkwartier,klanttevredenheid,2020,omgang,2,6
De Proef,westerkwartier,klanttevredenheid,2020,omgang,weet_niet,2
De Proef,westerkwartier,netwerktevredenheid,2020,professioneel,ja,4
De Proef,westerkwartier,netwerktevredenheid,2020,professioneel,nee,1
"""
CONTEXT = """indicator,area,year,value,unit,source
laag_inkomen_huishoudens,westerkwartier,2019,5.3,procent,CBS
laag_inkomen_huishoudens,nederland,2019,,procent,CBS
laag_inkomen_huishoudens,westerkwartier,2021,5.0,procent,CBS
"""
LATE = "organisation: De Proef\nextraction_date: 2021-06-01\nsystem: papier\nsynthetic: true\n"
META = LATE + "complete_since: 2018-06-01\n"

_KINDS = {"i": "individueel_traject", "l": "leun_en_steun", "x": "individueel_traject"}


def write_hand(folder: Path) -> Path:
    """Write the registration as CSV files."""
    cases = [line.split() for line in CASES.strip().splitlines()]
    header = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,ph_dimension,start_date,end_date,age"
    trajectories, scores = [header], ["trajectory_id,version,domain,start,goal,end"]
    for name, client, kind, domain, dimension, start, end, age, *zrm in cases:
        place = "oldambt" if kind == "x" else "westerkwartier"
        row = [name, client, "De Proef", place, _KINDS[kind], domain, dimension, start, end, age]
        trajectories.append(",".join("" if cell == "-" else cell for cell in row))
        if zrm != ["none"]:
            scores.append(",".join([name, "2017", domain, *("" if cell == "-" else cell for cell in zrm)]))
    scores.append("T01,2017,sociaal_netwerk,2,3,4")
    files = {
        "trajectories": "\n".join(trajectories) + "\n",
        "zrm_scores": "\n".join(scores) + "\n",
        "activities": ACTIVITIES,
        "activity_themes": THEMES,
        "activity_reach": REACH,
        "impact_responses": RESPONSES,
        "surveys": SURVEYS,
        "survey_answers": ANSWERS,
        "context": CONTEXT,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "registration.yaml").write_text(META, encoding="utf-8")
    return folder


def hand(folder: Path) -> Registration:
    return read_registration(write_hand(folder))
