"""Publishing changes grids, paths and history in one transaction, from the day on and not before."""

from datetime import date, timedelta

import pandas as pd
import pytest
import shapely

from gis.errors import Conflict, InputError
from gis.model.access import Role, Scope
from gis.model.plans import PlanState
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import cases, fabrics, layers, micro_grids, operations, plans, publishing, units
from tests.worked import tiny

pytestmark = pytest.mark.database

DAY = date(2021, 6, 1)
BEFORE = DAY - timedelta(days=1)
DRAFT = (PlanState.DRAFT,)


def _draft_with_new_building(connection, world):
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


def _households(connection, day):
    return layers.read_layer(connection, Layer.GRIDS, at=day).set_index("code")["households"][
        tiny.GRID_YI_NORTH
    ]


def test_a_published_plan_holds_from_its_day_and_the_former_until_then(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    done = publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    assert (_households(planner, BEFORE), _households(planner, DAY)) == (350, 470)
    assert plans.plan_in_force(planner, tiny_store.subdistrict_id, at=BEFORE) == tiny_store.plan_id
    assert plans.plan_in_force(planner, tiny_store.subdistrict_id, at=DAY) == plan_id
    former = plans.read_plan(planner, tiny_store.plan_id)
    assert (done.grids, done.moved_buildings, done.superseded_plan_id) == (4, 1, tiny_store.plan_id)
    assert (former.state, former.from_date, former.to_date) == (PlanState.SUPERSEDED, date(2020, 1, 1), DAY)


def test_grids_keep_their_identity_across_plans(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    old = layers.read_layer(planner, Layer.GRIDS, at=BEFORE).set_index("code")["unit_id"]
    new = layers.read_layer(planner, Layer.GRIDS, at=DAY).set_index("code")["unit_id"]
    pd.testing.assert_series_equal(old, new)


def test_grids_as_published_are_a_valid_coverage(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    grids = layers.read_layer(planner, Layer.GRIDS, at=DAY)
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    whole = tiny.rectangle(0, 0, 400, 200)
    union = shapely.coverage_union_all(grids.geometry.to_numpy())
    assert shapely.area(shapely.symmetric_difference(union, whole)) < 1e-18


def test_a_building_and_its_case_move_to_the_new_grids_path_at_once(own_tiny_store):
    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, tiny.NEW_BUILDING)
        filed = cases.file_case(
            connection,
            cases.NewCase(
                "微型",
                building.unit_id,
                "0403",
                "楼道堆物",
                "resident",
                "filed",
                building_id=building.unit_id,
            ),
        )
        plan_id = _draft_with_new_building(connection, own_tiny_store)
        publishing.publish_plan(connection, plan_id, from_date=DAY, from_states=DRAFT)
        moved = units.read_unit(connection, building.unit_id, at=DAY)
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_YI_NORTH)
        assert moved.path == f"{grid.path}.{building.unit_id}"
        assert moved.parent_id == grid.unit_id
        assert units.read_unit(connection, building.unit_id, at=BEFORE).parent_id != grid.unit_id
        assert cases.read_case(connection, filed.case_id).path == moved.path
    worker = Scope(None, Role.GRID_WORKER, (grid.path,))
    with own_tiny_store.store.session(worker) as connection:
        assert list(cases.list_cases(connection)["number"]) == [filed.number]


def test_a_plan_that_comes_into_force_later_moves_paths_on_the_day_and_not_before(own_tiny_store):
    later = date(2999, 1, 1)
    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, tiny.NEW_BUILDING)
        plan_id = _draft_with_new_building(connection, own_tiny_store)
        publishing.publish_plan(connection, plan_id, from_date=later, from_states=DRAFT)
        assert units.read_unit(connection, building.unit_id).path == building.path
        assert _households(connection, None) == 350
        assert publishing.refresh_paths(connection) == 0
        assert publishing.refresh_paths(connection, on_date=later) == 1
        assert publishing.refresh_paths(connection) == 1


def test_publishing_over_a_newer_plan_is_refused_and_names_it(planner, tiny_store):
    first, second = (_draft_with_new_building(planner, tiny_store) for _ in range(2))
    publishing.publish_plan(planner, first, from_date=DAY, from_states=DRAFT)
    with pytest.raises(Conflict) as refused:
        publishing.publish_plan(planner, second, from_date=DAY, from_states=DRAFT)
    assert refused.value.code == "plan_base_superseded"
    assert refused.value.facts == {"base_plan_id": tiny_store.plan_id, "present_plan_id": first}


def test_a_draft_is_not_published_before_it_is_approved(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    with pytest.raises(Conflict) as refused:
        publishing.publish_plan(planner, plan_id, from_date=DAY)
    assert refused.value.code == "plan_state_changed"


def test_a_day_before_the_plan_in_force_is_refused(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    with pytest.raises(InputError) as refused:
        publishing.publish_plan(planner, plan_id, from_date=date(2019, 12, 31), from_states=DRAFT)
    assert refused.value.code == "from_date_too_early"


def test_restoring_the_former_plan_revives_the_same_grids(planner, tiny_store):
    plan_id = _draft_with_new_building(planner, tiny_store)
    publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    restored = plans.draft_from_plan(planner, tiny_store.plan_id, name="恢复")
    next_day = DAY + timedelta(days=1)
    publishing.publish_plan(planner, restored, from_date=next_day, from_states=DRAFT)
    first = layers.read_layer(planner, Layer.GRIDS, at=BEFORE)
    again = layers.read_layer(planner, Layer.GRIDS, at=next_day)
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(first))


def test_the_crosswalk_says_which_grids_cells_went_where(own_tiny_store):
    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        plan_id = _draft_with_new_building(connection, own_tiny_store)
        links = publishing.crosswalk(connection, own_tiny_store.plan_id, plan_id)
        grids = plans.read_plan_grids(connection, plan_id).set_index("code")["grid_id"]
    moved = links[links["old_grid_id"].isna()]
    assert moved[["new_grid_id", "cells", "households"]].to_numpy().tolist() == [
        [grids[tiny.GRID_YI_NORTH], 1, 120]
    ]
    assert links["cells"].sum() == 24
    assert links["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_a_failure_in_the_middle_publishes_nothing(own_tiny_store):
    store = own_tiny_store.store
    with store.session(own_tiny_store.scope()) as connection:
        plan_id = _draft_with_new_building(connection, own_tiny_store)
    with pytest.raises(RuntimeError), store.session(own_tiny_store.scope()) as connection:
        publishing.publish_plan(connection, plan_id, from_date=DAY, from_states=DRAFT)
        raise RuntimeError
    with store.session(own_tiny_store.scope()) as connection:
        assert plans.read_plan(connection, plan_id).state is PlanState.DRAFT
        assert _households(connection, DAY) == 350


def _moved_to(connection, world, building, grid_code):
    """A draft that takes one building of 乙 into another of its grids, the new building beside it."""
    plan_id = _draft_with_new_building(connection, world)
    cell = fabrics.read_cells(connection, world.fabric_id).set_index("building_code")["cell_id"][building]
    now = plans.read_assignment(connection, plan_id).set_index("cell_id")["grid_id"]
    to = plans.read_plan_grids(connection, plan_id).set_index("code")["grid_id"][grid_code]
    moves = pd.DataFrame({"cell_id": [cell], "from_grid_id": [now[cell]], "to_grid_id": [to]})
    operations.append_operation(connection, plan_id, kind="assign", changes=moves)
    return plan_id, to


def test_a_micro_grid_goes_with_its_building_and_is_the_same_one(planner, tiny_store):
    plan_id, to = _moved_to(planner, tiny_store, "B13", tiny.GRID_YI_SOUTH)
    before = micro_grids.read_micro_grids(planner, tiny_store.plan_id)
    done = publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    after = micro_grids.read_micro_grids(planner, plan_id)
    assert done.loose_parts == 0
    moved = before.set_index("part_id")["grid_id"] != after.set_index("part_id")["grid_id"]
    assert set(after.set_index("part_id").loc[moved, "grid_id"]) == {to}
    assert (before["micro_grid_id"] == after["micro_grid_id"]).all()
    unit = units.read_unit(
        planner, int(after.set_index("part_id").loc[moved, "micro_grid_id"].iloc[0]), at=DAY
    )
    assert unit.parent_id == to


def test_a_part_whose_micro_grid_stays_behind_is_in_none_and_counted(planner, tiny_store):
    plan_id, to = _moved_to(planner, tiny_store, "B13", tiny.GRID_YI_SOUTH)
    parts = micro_grids.read_micro_grids(planner, plan_id)
    own = parts["grid_code"] == tiny.GRID_YI_NORTH
    shared = parts.assign(micro_grid_code=parts["code"].mask(own, tiny.GRID_YI_NORTH + "-99"))
    micro_grids.save_micro_grids(planner, plan_id, shared)
    done = publishing.publish_plan(planner, plan_id, from_date=DAY, from_states=DRAFT)
    after = micro_grids.read_micro_grids(planner, plan_id)
    assert done.loose_parts == 2
    assert len(after) == len(parts) - 2
    assert to not in set(after.loc[after["code"] == tiny.GRID_YI_NORTH + "-99", "grid_id"])
