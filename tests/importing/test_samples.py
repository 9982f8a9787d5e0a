"""The samples come in with the numbers that the standard library counts in them, and without the people in them."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections import Counter

import duckdb
import pytest

from benchmarks.samples import FIRST, FOLDER, LAST, files
from tests.importing.sample_counts import SAMPLES

BSN = re.compile(r"\b99990\d{4}\b")
"""The citizen service numbers of the samples; a pseudonym may hold such digits inside it."""


def counted(cases):
    """Cases by year and by domain, pairs of scores on money, means of both, and how many rose."""
    pairs = [(int(start), int(end)) for start, end in (one.money for one in cases) if start and end]
    return {
        "years": dict(Counter(str(one.start.year) for one in cases)),
        "money": sum(one.domain in ("Financiën", "Geldzaken") for one in cases),
        "pairs": len(pairs),
        "start": round(sum(start for start, _ in pairs) / len(pairs), 9),
        "end": round(sum(end for _, end in pairs) / len(pairs), 9),
        "higher": sum(end > start for start, end in pairs),
    }


def of_registration(place):
    found = duckdb.connect()
    for table in ("trajectories", "zrm_scores"):
        found.execute(f"CREATE VIEW {table} AS FROM '{place.registration / table}.parquet'")
    years = found.execute("SELECT start_date[:4], count(*) FROM trajectories GROUP BY 1").fetchall()
    ((money,),) = found.execute("SELECT count(*) FROM trajectories WHERE zrm_domain = 'financien'").fetchall()
    select = 'SELECT count(*), avg("start"::INT), avg("end"::INT), count(*) FILTER ("end" > "start") FROM zrm_scores'
    ((pairs, start, end, higher),) = found.execute(
        f'{select} WHERE domain = \'financien\' AND "start" IS NOT NULL AND "end" IS NOT NULL'
    ).fetchall()
    return {
        "years": dict(years),
        "money": money,
        "pairs": pairs,
        "start": round(start, 9),
        "end": round(end, 9),
        "higher": higher,
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_comes_in_with_the_numbers_that_stand_in_it_and_without_its_people(place, name):
    sample = SAMPLES[name]
    shutil.copy(FOLDER / f"{name}.yaml", place.folder / "params" / "sources")
    _, out, _ = place._impact("import", *sample.paths, "--source", name, "--json")
    said = json.loads(out)
    read, cases = sample.read()
    assert said["rejected"] == 0
    assert said["read"] == read == said["imported"] + said["aside"]
    assert of_registration(place) == counted(cases)
    written = "".join(str(duckdb.execute(f"FROM '{one}'").fetchall()) for one in place.registration.glob("*.parquet"))
    written += "".join(one.read_text(encoding="utf-8") for one in (place.registration / "import").iterdir())
    assert [one for one in (*FIRST, *LAST, "example.org") if one in written] == []
    assert not BSN.search(written)


def test_the_samples_that_ship_are_those_that_the_script_makes():
    for name, content in files().items():
        shipped = FOLDER / name
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(io.BytesIO(content)) as new:
                assert {one: old.read(one) for one in old.namelist()} == {one: new.read(one) for one in new.namelist()}
        else:
            assert shipped.read_bytes() == content


@pytest.mark.parametrize("name", SAMPLES)
def test_a_proposal_names_nobody_imports_nothing_and_taken_as_it_is_gives_the_numbers_of_the_sample(place, name):
    exports = SAMPLES[name].paths
    read, cases = SAMPLES[name].read()
    _, out, err = place._impact("import", *exports, "--guess", "--source", name)
    said = out + err + (place.folder / "params" / "sources" / f"{name}.yaml").read_text(encoding="utf-8")
    assert [one for one in (*FIRST, *LAST, "example.org") if one in said] == []
    assert not BSN.search(said)
    assert not place.registration.exists()
    assert "Deze kolommen gebruiken we niet" in out
    assert "(over een persoon)" in out
    assert "Het nummer van het traject of dossier." in out
    assert "en is nodig" not in out
    code, out, err = place._impact("import", *exports, "--source", name, "--json", "--date", "2022-01-15")
    assert code == 0, out + err
    assert json.loads(out)["read"] == read, "a file would be read twice"
    assert of_registration(place) == counted(cases)
