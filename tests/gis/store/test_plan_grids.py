"""New grids take the next number, which is never given again; codes belong to one grid for ever."""

import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.ids import UnitId
from gis.store import plan_grids, plans
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def draft(planner, tiny_store):
    connection = planner
    yield connection, plans.draft_from_plan(connection, tiny_store.plan_id, name="调整")


def _community(connection, plan_id, code=tiny.JIA):
    grids = plans.read_plan_grids(connection, plan_id)
    return UnitId(int(grids[grids["community_code"] == code]["community_id"].iloc[0]))


def test_a_new_grid_takes_the_next_number_and_its_name(draft):
    connection, plan_id = draft
    grid_id = plan_grids.add_plan_grid(connection, plan_id, community_id=_community(connection, plan_id))
    row = plans.read_plan_grids(connection, plan_id).set_index("grid_id").loc[grid_id]
    assert (row["number"], row["name"], row["cells"], row["code"]) == (
        3,
        "甲社区第三网格",
        0,
        f"{tiny.JIA}003",
    )


def test_a_number_is_not_given_again_after_its_grid_was_removed(draft):
    connection, plan_id = draft
    community = _community(connection, plan_id)
    first = plan_grids.add_plan_grid(connection, plan_id, community_id=community)
    plan_grids.remove_plan_grid(connection, plan_id, first)
    second = plan_grids.add_plan_grid(connection, plan_id, community_id=community)
    assert plans.read_plan_grids(connection, plan_id).set_index("grid_id")["number"][second] == 4


def test_a_removed_grid_is_revived_as_the_same(draft):
    connection, plan_id = draft
    community = _community(connection, plan_id)
    grid_id = plan_grids.add_plan_grid(connection, plan_id, community_id=community)
    plan_grids.remove_plan_grid(connection, plan_id, grid_id)
    assert plan_grids.add_plan_grid(connection, plan_id, community_id=community, grid_id=grid_id) == grid_id
    grids = plans.read_plan_grids(connection, plan_id).set_index("grid_id")
    assert (grids["number"][grid_id], grids["name"][grid_id]) == (3, "甲社区第三网格")


def test_a_grid_with_cells_is_not_removed(draft):
    connection, plan_id = draft
    grid_id = UnitId(int(plans.read_plan_grids(connection, plan_id)["grid_id"][0]))
    with pytest.raises(Conflict) as refused:
        plan_grids.remove_plan_grid(connection, plan_id, grid_id)
    assert refused.value.code == "grid_not_empty"


def test_a_grid_of_no_community_is_refused(draft):
    connection, plan_id = draft
    with pytest.raises(NotFound):
        plan_grids.add_plan_grid(connection, plan_id, community_id=UnitId(10**9))


def test_locks_colours_and_names_are_kept(draft):
    connection, plan_id = draft
    grid_id = UnitId(int(plans.read_plan_grids(connection, plan_id)["grid_id"][0]))
    plan_grids.lock_plan_grids(connection, plan_id, [grid_id], True)
    plan_grids.colour_plan_grids(connection, plan_id, {grid_id: 4})
    plan_grids.rename_plan_grid(connection, plan_id, grid_id, "北苑网格")
    row = plans.read_plan_grids(connection, plan_id).set_index("grid_id").loc[grid_id]
    assert (bool(row["is_locked"]), row["colour"], row["name"]) == (True, 4, "北苑网格")


def test_a_code_once_given_is_never_another_grids(draft):
    connection, plan_id = draft
    ids = [UnitId(int(value)) for value in plans.read_plan_grids(connection, plan_id)["grid_id"]]
    plan_grids.assign_official_codes(connection, plan_id, {ids[0]: "500199098001077"})
    plan_grids.assign_official_codes(connection, plan_id, {ids[0]: "500199098001078"})
    with pytest.raises(InputError) as refused:
        plan_grids.assign_official_codes(connection, plan_id, {ids[1]: "500199098001077"})
    assert refused.value.code == "official_code_taken"
