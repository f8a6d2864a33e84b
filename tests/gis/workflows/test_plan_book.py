from datetime import date

import pandas as pd
import pytest
import shapely

from gis.errors import NotFound
from gis.model.plans import PlanState
from gis.store import fabrics, operations, plans, publishing
from gis.workflows.plan_book import day_of, find_plan, read_book
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database
DAY = date(2021, 6, 1)


def _draft(connection, world):
    """A draft that takes the new building into 乙第一网格."""
    plan_id = plans.draft_from_plan(connection, world.plan_id, name="纳入新楼")
    cells = fabrics.read_cells(connection, world.fabric_id).set_index("building_code")
    grids = plans.read_plan_grids(connection, plan_id).set_index("code")
    moves = pd.DataFrame(
        {
            "cell_id": [cells["cell_id"][tiny.NEW_BUILDING]],
            "from_grid_id": pd.array([pd.NA], dtype="Int64"),
            "to_grid_id": [grids["grid_id"][tiny.GRID_YI_NORTH]],
        }
    )
    operations.append_operation(connection, plan_id, kind="assign", changes=moves)
    return plan_id


def test_a_book_counts_every_building_once(planner, tiny_store):
    book = read_book(planner, tiny_store.plan_id)
    assert list(book.grids["households"]) == [360, 480, 350, 300]
    assert book.households_unassigned == 120
    assert len(book.buildings) == 24 and book.buildings["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert book.grids.set_index("code")["estates"][tiny.GRID_JIA_SOUTH] == "围院"
    assert shapely.coverage_is_valid(book.grids.geometry.to_numpy())


def test_a_draft_has_its_own_grids_while_the_plan_in_force_keeps_its_own(planner, tiny_store):
    draft = read_book(planner, _draft(planner, tiny_store))
    assert list(draft.grids["households"]) == [360, 480, 470, 300]
    assert draft.households_unassigned == 0 and draft.plan.state is PlanState.DRAFT
    new = draft.buildings.set_index("code").loc[tiny.NEW_BUILDING]
    assert (new["grid_code"], new["grid_name"]) == (tiny.GRID_YI_NORTH, "乙社区第一网格")
    assert read_book(planner, tiny_store.plan_id).households_unassigned == 120


def test_a_plan_that_has_ended_is_read_as_of_its_last_day(planner, tiny_store):
    plan_id = _draft(planner, tiny_store)
    publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=(PlanState.DRAFT,))
    assert read_book(planner, tiny_store.plan_id).on == date(2021, 5, 31)
    assert find_plan(planner, tiny_store.subdistrict_id, at=date(2021, 5, 31)) == tiny_store.plan_id
    assert find_plan(planner, tiny_store.subdistrict_id, at=DAY) == plan_id
    with pytest.raises(NotFound):
        find_plan(planner, tiny_store.subdistrict_id, at=date(2019, 1, 1))


def test_a_plan_whose_day_is_to_come_is_read_as_of_that_day(planner, tiny_store):
    plan = plans.read_plan(planner, tiny_store.plan_id)
    assert day_of(plan, date(2019, 1, 1)) == FIRST_DAY
    assert day_of(plan, DAY) == DAY


def test_a_communitys_book_holds_only_its_own(planner, tiny_store):
    book = read_book(planner, tiny_store.plan_id, community_code=tiny.YI)
    assert set(book.grids["community_code"]) == {tiny.YI} and len(book.buildings) == 12
    with pytest.raises(NotFound):
        read_book(planner, tiny_store.plan_id, community_code="999")


def test_an_empty_grid_is_counted_and_has_no_page(planner, tiny_store):
    plan_id = plans.draft_from_plan(planner, tiny_store.plan_id, name="空格")
    cells = plans.read_assignment(planner, plan_id)
    grid = plans.read_plan_grids(planner, plan_id)["grid_id"].iloc[0]
    own = cells[cells["grid_id"] == grid]
    moves = own.rename(columns={"grid_id": "from_grid_id"}).assign(
        to_grid_id=pd.array([pd.NA] * len(own), dtype="Int64")
    )
    operations.append_operation(planner, plan_id, kind="assign", changes=moves)
    book = read_book(planner, plan_id)
    assert (len(book.grids), book.empty_grids) == (3, 1)
