import pytest

from gis.errors import CannotSatisfy, NotFound
from gis.model.bands import Band, CommunityBands
from gis.store import operations, plans
from gis.workflows import propose_plan, redraw_plan, review_plan
from gis.workflows.propose_plan import Wish
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database
QUICK_S = 5.0


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


def propose(office, plan_id=None, **wish):
    return propose_plan.propose(
        office.store, office.wang, plan_id or office.draft, Wish(time_limit_s=QUICK_S, **wish)
    )


def test_what_needs_putting_right_is_put_right_and_the_asker_is_left_alone(office):
    before = office.sketch()
    proposal = propose(office)
    assert office.sketch() == before and office.version() == 0
    state = review_plan.describe(office.store, office.wang, proposal)
    assert state.unassigned_households == 0
    assert all(grid.in_band for grid in state.grids)
    judged = review_plan.judge(office.store, office.wang, proposal)
    assert judged.may_be_approved, judged.breaches


def test_only_the_communities_asked_for_are_redrawn(office):
    yi = office.sketch().grids[office.grid(2)].community_id
    proposal = propose(office, community_ids=(yi,), existing_weight_share=0.0)
    _, found = review_plan.differ(office.store, office.wang, proposal, against=office.draft)
    communities = {office.sketch().grids[office.grid(n)].community_id for n in (0, 1)}
    assert found.moves
    touched = {move.from_grid_id for move in found.moves} | {move.to_grid_id for move in found.moves}
    assert not touched & {office.grid(0), office.grid(1)} and yi not in communities


def test_a_locked_grid_stays_as_it_is(office):
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=[office.grid(3)], is_locked=True)
    held = office.cells_of(3)
    proposal = propose(office)
    after = office.sketch(proposal)
    assert after.cells_of([office.grid(3)]) == held
    assert [grid_id for grid_id, grid in after.grids.items() if grid.is_locked] == [office.grid(3)]


def test_the_number_of_grids_asked_for_is_proposed_and_an_impossible_one_says_the_range(office):
    whole = tuple({grid.community_id for grid in office.sketch().grids.values()})
    wish = Wish(time_limit_s=QUICK_S, community_ids=whole, grids=5)
    proposal = propose_plan.propose(
        office.store, office.wang, office.draft, wish, bands=CommunityBands(Band(200, 500, 300))
    )
    assert len(set(office.sketch(proposal).grid_of_cell.values()) - {None}) == 5
    with pytest.raises(CannotSatisfy) as refused:
        propose(office, community_ids=whole, grids=500)
    assert refused.value.facts["most"] < 500


def test_the_proposals_log_gives_the_proposal(office):
    proposal = propose(office)
    with office.store.session(office.wang) as connection:
        (record,) = operations.read_operations(connection, proposal)
        heads = plans.read_plan(connection, proposal)
    moved = {move[0]: move[2] for move in record.changes["cells"]}
    assert {**office.sketch().grid_of_cell, **moved} == office.sketch(proposal).grid_of_cell
    assert (record.kind, heads.name) == ("proposal", "草案·建议")


def test_a_plan_with_nothing_to_put_right_is_told_so(office):
    office.assign(office.homeless(), office.grid(2))
    with pytest.raises(CannotSatisfy):
        propose(office)


def test_a_community_of_elsewhere_is_not_found(office):
    with pytest.raises(NotFound):
        propose(office, community_ids=(987654,))


def test_as_a_job_it_gives_the_draft_and_its_progress(office):
    steps = []
    arguments = {"plan_id": office.draft, "time_limit_s": QUICK_S, "name": "夜间建议", "grids": None}
    result = propose_plan.run_job(
        office.store, office.wang, arguments, lambda step, done, total: steps.append(step)
    )
    assert office.sketch(result["plan_id"]).grids and "保存建议方案" in steps


def test_an_impossible_band_says_so_or_comes_as_near_as_it_can(office):
    try:
        proposal = propose_plan.propose(
            office.store,
            office.wang,
            office.draft,
            Wish(time_limit_s=QUICK_S),
            bands=CommunityBands(Band(5000, 6000, 5500)),
        )
    except CannotSatisfy as error:
        assert error.chinese
    else:
        assert office.sketch(proposal).grid_of_cell.keys() == office.sketch().grid_of_cell.keys()
