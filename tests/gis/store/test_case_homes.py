"""Open cases pass to the grid that holds their place; each move is an event."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from gis.model.ids import CaseId
from gis.store import case_events, case_homes, cases
from tests.gis.store.new_cases import case_at_a_building

pytestmark = pytest.mark.database


@pytest.fixture
def new_case(planner):
    return case_at_a_building(planner)


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
        assert case_events.read_case_events(planner, case_id)[-1].kind == "rehomed"
    assert case_homes.rehome_cases(planner, tiny_store.plan_id).empty
