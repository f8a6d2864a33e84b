"""A measured service circle is kept with what it stands on."""

import pytest

from gis.errors import NotAllowed
from gis.model.access import ANONYMOUS, Role, Scope
from gis.model.ids import UserId
from gis.model.progress import silent
from gis.model.units import UnitKind
from gis.store import coverage_runs, units
from gis.store.engine import Store
from gis.workflows.explore_coverage import CoverageShelf
from gis.workflows.record_coverage import record_coverage, run_job


@pytest.fixture(scope="module")
def planner(demo_store: Store) -> Scope:
    with demo_store.system() as connection:
        path = units.read_units(connection, UnitKind.SUBDISTRICT)["path"].iloc[0]
    return Scope(None, Role.PLANNER, (path,))


def test_a_kept_run_conserves_households_and_equals_what_was_measured(
    demo_store: Store, planner: Scope
) -> None:
    shelf = CoverageShelf()
    run_id = record_coverage(demo_store, planner, shelf=shelf)
    answer = shelf.take(demo_store, planner, profile="adult", template="six_categories").answer
    with demo_store.session(planner) as connection:
        run = coverage_runs.read_run(connection, run_id)
        buildings = coverage_runs.read_run_buildings(connection, run_id, item="medical")
        cells = coverage_runs.read_run_cells(connection, run_id, item="medical")
    assert run.state == "finished"
    assert run.conservation["households_in"] == run.conservation["households_out"] == answer.households_in
    assert len(buildings) == len(answer.buildings)
    assert cells["households"].sum() == answer.households_in


def test_the_job_does_the_same(demo_store: Store, planner: Scope) -> None:
    result = run_job(demo_store, planner, {"profile": "elderly"}, silent)
    with demo_store.session(planner) as connection:
        assert coverage_runs.read_run(connection, result["run_id"]).profile == "elderly"


def test_a_visitor_may_not_measure(demo_store: Store) -> None:
    for scope in (ANONYMOUS, Scope(UserId(1), Role.GRID_WORKER)):
        with pytest.raises(NotAllowed):
            record_coverage(demo_store, scope)
