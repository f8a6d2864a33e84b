"""A job's arguments say how a file is to be read; that it works stands in the tests of the page's routes."""

from pathlib import Path

import pytest

from gis.ingest.topology import FaultKind, Remedy
from gis.space.layers import Layer
from gis.space.registers import Register
from gis.workflows import import_jobs
from gis.workflows.import_desk import ImportDesk
from gis.workflows.jobs import JOBS

DESK = ImportDesk("t", Path("/x"), Path("/x/files/a.shp"))


def test_both_jobs_are_known_to_the_worker() -> None:
    assert JOBS[import_jobs.EXAMINE_KIND] is import_jobs.run_examine
    assert JOBS[import_jobs.KEEP_KIND] is import_jobs.run_keep


def test_a_wish_comes_through_json_as_it_was() -> None:
    remedy = {"kind": "gap", "codes": ["a", "b"], "remedy": "fill_from_neighbour"}
    wish = {"layer": "grids", "crs": "gcj02", "columns": {"甲": "name"}, "remedies": [remedy]}
    file = import_jobs.file_of(DESK, wish)
    assert (file.path, file.layer, file.crs, file.columns) == (
        DESK.file,
        Layer.GRIDS,
        "gcj02",
        {"甲": "name"},
    )
    (chosen,) = file.remedies
    assert (chosen.kind, chosen.codes, chosen.remedy) == (
        FaultKind.GAP,
        ("a", "b"),
        Remedy.FILL_FROM_NEIGHBOUR,
    )


def test_layers_and_registers_are_told_apart() -> None:
    assert import_jobs.kind_named("posts") is Register.POSTS
    assert import_jobs.kind_named("buildings") is Layer.BUILDINGS
    with pytest.raises(ValueError, match="novel"):
        import_jobs.kind_named("novel")
