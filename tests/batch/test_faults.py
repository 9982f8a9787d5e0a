from __future__ import annotations

import os
import signal
import threading
from multiprocessing import forkserver

import pytest

from impactlib.batch import workers
from impactlib.batch.jobs import Limits
from impactlib.model import SheetError
from impactlib.text import Texts
from tests.batch import tiny

CANARY = "Kanarietje Jansen"
POVERTY = "2020/westerkwartier/armoede"


@pytest.mark.parametrize("engine", ["impact", "papermill"])
def test_an_error_names_cell_and_kind_and_never_quotes_the_data(place, engine):
    place.notebook(f'"all is well";\nraise ValueError("{CANARY}")')
    (failed,) = place.one(engine=engine).failed
    assert (failed.slug, failed.cell, failed.error) == (POVERTY, 6, "ValueError")
    page = (place.out / f"{POVERTY}.failed.html").read_text("utf-8")
    assert "ValueError" in page
    assert "armoede" in page
    assert not [name for name, content in place.left().items() if CANARY.encode() in content]
    assert not (place.out / f"{POVERTY}.html").exists()


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (f'import pandas as pd\npd.DataFrame({{"name": ["{CANARY}"]}})', 6),
        (f'print("{CANARY}")', 6),
        (f'import sys\nprint("{CANARY}", file=sys.stderr)', 6),
        (f'import os\n_ = os.write(2, b"{CANARY}")', 6),
        (f'import warnings\nwarnings.warn("{CANARY}")', 6),
        (f'from IPython.display import HTML, display\ndisplay(HTML("{CANARY}"))', 6),
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", 6),
    ],
)
def test_an_output_that_was_not_released_fails_the_sheet_and_leaves_nothing_of_it(place, cell, number):
    place.notebook(cell)
    (failed,) = place.one().failed
    assert (failed.cell, failed.error) == (number, "SheetError")
    assert not [name for name, content in place.left().items() if CANARY.encode() in content]
    assert not list(place.out.glob(".staging*"))


BAR = """import duckdb
con = duckdb.connect()
_ = con.execute("SET enable_progress_bar=true; SET enable_progress_bar_print=true; SET progress_bar_time=0")
_ = con.execute("SELECT count(*) FROM range(100000000) t(a) WHERE a % 7 = 3").fetchall()"""


def test_a_bar_that_a_database_draws_by_itself_on_a_busy_machine_costs_no_sheet(place):
    place.notebook(BAR, 'import pandas\npandas.DataFrame({"a": [1]}).info()')
    assert place.one().made == (POVERTY,)


@pytest.mark.parametrize(
    "cell",
    [
        f'import os\n_ = os.system("echo {CANARY}")',
        f'import subprocess\n_ = subprocess.run(["echo", "{CANARY}"])',
        f"!echo {CANARY}",
        f'import logging\nlogging.warning("{CANARY}")',
        f'def told(name):\n    print(name)\n_ = list(map(told, ["{CANARY}"]))',
    ],
)
def test_what_a_cell_prints_by_way_of_another_fails_the_sheet_all_the_same(place, cell):
    place.notebook(cell)
    (failed,) = place.one().failed
    assert (failed.cell, failed.error) == (6, "SheetError")


def test_an_error_of_ours_is_told_in_its_own_words(place):
    place.notebook(
        'from impactlib.model import RegistrationError\nraise RegistrationError("registration-folder", folder="map, met=teken")'
    )
    (failed,) = place.one().failed
    assert failed.error == "RegistrationError"
    assert failed.message.startswith("De map map, met=teken bestaat niet")


def test_a_notebook_that_shows_nothing_fails(place):
    place.notebook()
    show, tiny_show = tiny.SHOW, "1;"
    try:
        tiny.SHOW = tiny_show
        place.notebook()
    finally:
        tiny.SHOW = show
    (failed,) = place.one().failed
    assert failed.error == "SheetError"


def test_a_sheet_without_a_table_it_promised_fails(place):
    place.notebook(tables=("caseload-theme-share", "response"))
    (failed,) = place.one().failed
    assert "response" in failed.message


def test_leaving_early_is_no_success(place):
    place.notebook(count="import sys\nsys.exit(0)")
    assert [failed.slug for failed in place.one().failed] == [POVERTY]


def test_one_failing_sheet_leaves_the_others(place):
    place.notebook('_ = 1 / (theme != "armoede" or year != 2020)')
    result = place.run()
    assert [failed.slug for failed in result.failed] == [POVERTY]
    assert len(result.made) == 5
    assert f"{POVERTY}.failed.html" in (place.out / "index.html").read_text("utf-8")


def test_a_sheet_that_failed_is_tried_again_and_its_failure_is_cleared(place):
    place.notebook("raise ValueError")
    place.one()
    assert [failed.slug for failed in place.one().failed] == [POVERTY]
    place.notebook()
    assert place.one().made == (POVERTY,)
    assert not (place.out / f"{POVERTY}.failed.html").exists()


def test_the_last_good_page_outlives_a_failure(place):
    place.one()
    before = (place.out / f"{POVERTY}.html").read_bytes()
    place.notebook("raise ValueError")
    place.one()
    assert (place.out / f"{POVERTY}.html").read_bytes() == before
    assert (place.out / f"{POVERTY}.failed.html").exists()


@pytest.mark.parametrize("engine", ["impact", "papermill"])
def test_a_cell_that_never_ends_is_stopped(place, engine):
    place.notebook("while True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass")
    (failed,) = place.one(limits=Limits(cell_seconds=4), engine=engine).failed
    assert failed.cell == 6
    assert "4 seconden" in failed.message


def test_a_sheet_that_swells_is_stopped(place):
    place.notebook('full = b"x" * 900_000_000\ntime.sleep(60)')
    (failed,) = place.one(limits=Limits(megabytes=700)).failed
    assert failed.cell == 6
    assert "700 MB" in failed.message


def test_a_worker_that_dies_takes_only_its_own_sheet(place):
    place.notebook('import os\nif theme == "armoede":\n    os.kill(os.getpid(), 9)')
    result = place.run()
    assert {failed.slug for failed in result.failed} == {POVERTY, "2021/westerkwartier/armoede"}
    assert len(result.made) == 4


LEAVE_BEHIND = """import builtins, os, random, sys
import pandas as pd
import impactlib.sheet.output
traces = [hasattr(builtins, "left"), "LEFT" in os.environ, Path("left.txt").exists(), "left" in sys.modules,
          pd.get_option("display.max_rows") == 7, hasattr(impactlib.sheet.output, "left"), Path(source, "left").exists()]
assert not any(traces)
builtins.left = sys.modules["left"] = impactlib.sheet.output.left = os.environ["LEFT"] = "left"
Path("left.txt").write_text("left")
pd.set_option("display.max_rows", 7)
count = random.random()
"""


def test_no_state_of_one_sheet_reaches_another(place):
    place.notebook(LEAVE_BEHIND)
    assert len(place.run(count=1).made) == 6
    assert not list(place.folder.rglob("left.txt"))


def test_what_is_drawn_at_random_belongs_to_the_parameters_and_not_to_the_order_of_sheets(place):
    count = tiny.COUNT.replace(
        "count = text.count(", "count = random.randrange(10**9) + numpy.random.randint(10**9) + 0 * text.count("
    )
    place.notebook(count="import numpy\n" + count)
    place.run(count=1)
    first = {name: content for name, content in place.left().items() if name.endswith(".html")}
    place.one(force=True)
    assert first == {name: content for name, content in place.left().items() if name.endswith(".html")}
    numbers = {name: content for name, content in place.left().items() if name.endswith(".json") and name[0] == "2"}
    assert len(set(numbers.values())) == 6


def test_a_run_goes_on_where_the_process_that_workers_are_forked_from_dies(place, monkeypatch):
    connect, died = forkserver.connect_to_new_process, []

    def dying(descriptors):
        if not died:
            forkserver.ensure_running()
            died.append(forkserver._forkserver._forkserver_pid)
            os.kill(died[0], signal.SIGSTOP)
            threading.Timer(0.2, os.kill, (died[0], signal.SIGKILL)).start()
        return connect(descriptors)

    monkeypatch.setattr(forkserver, "connect_to_new_process", dying)
    assert place.one().made == (POVERTY,)
    assert died


def test_a_run_that_cannot_start_a_worker_says_so_and_not_that_somebody_stopped_it(place, monkeypatch, impact):
    class Dead:
        def __init__(self, **_):
            pass

        def start(self):
            raise EOFError

    class Context:
        Process = Dead

    place.jobs()
    monkeypatch.setattr(workers, "_context", Context)
    monkeypatch.setattr(workers, "prepare", lambda: None)
    typed = ("run", "--source", place.registration, "--out", place.out, "--year", "2020", "--theme", "armoede")
    code, _, err = impact(*typed)
    assert code == 1
    assert Texts.load("nl").error(SheetError("workers-none")) in err
    assert "Gestopt" not in err
    assert not list(place.out.glob("*/*/*.html"))
