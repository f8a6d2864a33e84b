"""Drafts begin from what is in force, live as offices work, and are seen by those they concern."""

from datetime import date

import pandas as pd
import pytest

from gis.errors import Conflict, InputError, NotFound
from gis.model.access import ANONYMOUS, Role, Scope
from gis.model.ids import PlanId
from gis.model.plans import PlanState
from gis.space.layers import Layer
from gis.store import fabrics, layers, micro_grids, plans
from tests.worked import tiny

pytestmark = pytest.mark.database


def _draft(connection, world):
    return plans.draft_from_plan(connection, world.plan_id, name="调整")


def test_a_draft_has_the_grids_cells_and_micro_grids_of_its_plan(planner, tiny_store):
    draft = _draft(planner, tiny_store)
    pd.testing.assert_frame_equal(
        plans.read_assignment(planner, draft),
        plans.read_assignment(planner, tiny_store.plan_id),
    )
    columns = ["grid_id", "name", "households", "cells", "number"]
    pd.testing.assert_frame_equal(
        plans.read_plan_grids(planner, draft)[columns],
        plans.read_plan_grids(planner, tiny_store.plan_id)[columns],
    )
    assert len(micro_grids.read_micro_grids(planner, draft)) == 46
    record = plans.read_plan(planner, draft)
    assert (record.state, record.version, record.base_plan_id) == (PlanState.DRAFT, 0, tiny_store.plan_id)
    assert record.from_date is None


def test_the_plan_in_force_depends_on_the_day(tiny_store):
    with tiny_store.store.session(ANONYMOUS) as connection:
        subdistrict = tiny_store.subdistrict_id
        assert plans.plan_in_force(connection, subdistrict) == tiny_store.plan_id
        assert plans.plan_in_force(connection, subdistrict, at=date(2019, 12, 31)) is None
        assert plans.plan_in_force(connection, subdistrict, at=date(2020, 1, 1)) == tiny_store.plan_id


def test_households_of_grids_and_of_none_are_all_households(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        grids = plans.read_plan_grids(connection, tiny_store.plan_id)
        assignment = plans.read_assignment(connection, tiny_store.plan_id)
        cells = fabrics.read_cells(connection, tiny_store.fabric_id).set_index("cell_id")
    loose = assignment[assignment["grid_id"].isna()]["cell_id"]
    assert grids["households"].sum() + cells.loc[loose, "households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_a_draft_is_seen_by_its_subdistrict_and_its_communities_and_by_nobody_else(own_tiny_store):
    store = own_tiny_store.store
    with store.session(own_tiny_store.scope()) as connection:
        draft = _draft(connection, own_tiny_store)
        community = int(layers.read_layer(connection, Layer.COMMUNITIES)["unit_id"][0])
    inside = Scope(None, Role.COMMUNITY, (f"{own_tiny_store.path}.{community}",))
    with store.session(inside) as connection:
        assert plans.read_plan(connection, draft).name == "调整"
        assert len(plans.read_assignment(connection, draft)) == 24
    for outsider in (ANONYMOUS, Scope(None, Role.PLANNER, ("987",))):
        with store.session(outsider) as connection:
            assert set(plans.list_plans(connection)["plan_id"]) == {own_tiny_store.plan_id}
            assert len(plans.read_assignment(connection, draft)) == 0
            with pytest.raises(NotFound):
                plans.read_plan(connection, draft)


def test_a_community_comments_but_cannot_move_the_plan(own_tiny_store):
    store = own_tiny_store.store
    with store.session(own_tiny_store.scope()) as connection:
        draft = _draft(connection, own_tiny_store)
        grids = layers.read_layer(connection, Layer.GRIDS)
        community = int(layers.read_layer(connection, Layer.COMMUNITIES)["unit_id"][0])
    inside = Scope(None, Role.COMMUNITY, (f"{own_tiny_store.path}.{community}",))
    with store.session(inside) as connection:
        comment = plans.comment_on_plan(connection, draft, "太大了", grid_id=int(grids["unit_id"][0]))
        with pytest.raises(NotFound):
            plans.set_plan_state(connection, draft, PlanState.DROPPED, from_states=[PlanState.DRAFT])
    with store.session(own_tiny_store.scope()) as connection:
        plans.resolve_comment(connection, draft, comment)
        comments = plans.read_comments(connection, draft)
    assert list(comments["text"]) == ["太大了"]
    assert comments["resolved_at"].notna().all()


def test_a_plan_moves_only_from_where_it_is_and_every_move_is_kept(planner, tiny_store):
    draft = _draft(planner, tiny_store)
    plans.set_plan_state(planner, draft, PlanState.IN_REVIEW, from_states=[PlanState.DRAFT])
    with pytest.raises(Conflict) as refused:
        plans.set_plan_state(planner, draft, PlanState.IN_REVIEW, from_states=[PlanState.DRAFT])
    plans.set_plan_state(
        planner,
        draft,
        PlanState.APPROVED,
        from_states=[PlanState.IN_REVIEW],
        document_number="街发〔2026〕7号",
        reason="户数略超，群众同意",
    )
    history = plans.read_plan_history(planner, draft)
    assert plans.read_plan(planner, draft).document_number == "街发〔2026〕7号"
    assert refused.value.code == "plan_state_changed"
    assert list(history["to_state"]) == ["in_review", "approved"]
    assert list(history["reason"]) == ["", "户数略超，群众同意"]


def test_a_plan_comes_into_force_by_publishing_alone(planner, tiny_store):
    draft = _draft(planner, tiny_store)
    with pytest.raises(ValueError, match="publishing"):
        plans.set_plan_state(planner, draft, PlanState.IN_FORCE, from_states=[PlanState.DRAFT])


def test_an_imported_grid_with_a_cell_of_another_community_is_refused(own_tiny_store):
    with pytest.raises(InputError) as refused, own_tiny_store.store.system() as connection:
        cells = fabrics.read_cells(connection, own_tiny_store.fabric_id)
        plans.import_plan(
            connection,
            tiny.grids(),
            pd.DataFrame({"cell": cells["cell"], "grid_code": tiny.GRID_JIA_NORTH}),
            subdistrict_id=own_tiny_store.subdistrict_id,
            fabric_id=own_tiny_store.fabric_id,
            name="x",
        )
    assert refused.value.code == "grid_crosses_community"


def test_a_new_plan_without_grids_has_every_cell_in_none(planner, tiny_store):
    plan_id = plans.create_plan(
        planner,
        subdistrict_id=tiny_store.subdistrict_id,
        fabric_id=tiny_store.fabric_id,
        name="空白",
    )
    assignment = plans.read_assignment(planner, plan_id)
    assert plans.read_plan_grids(planner, plan_id).empty
    assert len(assignment) == 24
    assert assignment["grid_id"].isna().all()


def test_an_unknown_plan_is_not_found(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection, pytest.raises(NotFound):
        plans.read_plan(connection, PlanId(10**9))
