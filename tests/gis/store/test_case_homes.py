"""Open cases pass to the grid that holds their place; each move is an event."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from gis.model.ids import CaseId
from gis.model.units import UnitKind
from gis.store import case_homes, cases, units
from tests.worked import tiny

pytestmark = pytest.mark.database

NOON = datetime(2022, 5, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def new_case(planner):
    building = units.unit_by_code(planner, UnitKind.BUILDING, "B07")
    path = [int(label) for label in building.path.split(".")]
    lon, lat = tiny.lon_lat(30, 30)
    return cases.NewCase(
        "微型", building.unit_id, "0403", "楼道堆物", "resident", "filed", community_id=path[1], grid_id=path[2],
        building_id=building.unit_id, lon=lon, lat=lat, reported_at=NOON,
    )  # fmt: skip


def test_open_cases_follow_their_building_and_place_to_another_grid(planner, new_case, tiny_store):
    stale = replace(new_case, grid_id=None)
    placed = replace(stale, building_id=None, unit_id=new_case.community_id)
    closed = cases.file_case(planner, stale).case_id
    planner.execute(text('UPDATE "case" SET closed_at = now() WHERE id = :id'), {"id": closed})
    moving = [cases.file_case(planner, case).case_id for case in (stale, placed)]
    moved = case_homes.rehome_cases(planner, tiny_store.plan_id)
    assert list(moved["case_id"]) == moving
    assert set(moved["new_grid_id"]) == {new_case.grid_id}
    assert cases.read_case(planner, closed).grid_id is None
    for case_id in moving:
        case = cases.read_case(planner, CaseId(case_id))
        assert (case.grid_id, case.version) == (new_case.grid_id, 2)
        assert cases.read_case_events(planner, case_id)[-1].kind == "rehomed"
    assert case_homes.rehome_cases(planner, tiny_store.plan_id).empty
