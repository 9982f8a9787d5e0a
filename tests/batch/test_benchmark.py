"""The sheets that the benchmark makes are as many as it says, each another one, from sound registrations."""

from __future__ import annotations

from benchmarks.municipalities import Size, write
from impactlib.batch.plan import plan, select
from impactlib.intake.check import check_folder


def test_every_sheet_of_the_benchmark_is_another_one_and_every_registration_is_sound(tmp_path, monkeypatch):
    size = Size(municipalities=2, themes=4, years=4)
    made = write(tmp_path, size)
    monkeypatch.setenv("IMPACT_HOME", str(made / "home"))
    jobs = plan(select({"source": str(made / "registrations")}, []))
    assert len({job.slug for job in jobs}) == size.sheets
    assert [check_folder(folder) for folder in sorted((made / "registrations").iterdir())] == [(), ()]
