import pytest

from gis.errors import NotFound
from gis.model.access import ANONYMOUS
from gis.model.bands import Band, CommunityBands
from gis.redraw.attention import AttentionKind
from gis.workflows import review_plan
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture(scope="module")
def office(town):
    """A draft in which B18 has joined 乙北: 470 households, up from 350."""
    office = Office(town)
    office.assign(office.homeless(), office.grid(2))
    return office


def test_households_in_grids_and_in_none_are_all_households(office, town):
    before = review_plan.describe(town.store, town.wang, town.world.plan_id)
    after = review_plan.describe(town.store, town.wang, office.draft)
    for state in (before, after):
        assert (
            sum(grid.households for grid in state.grids) + state.unassigned_households
            == state.households
            == 1610
        )
    assert (before.unassigned_households, after.unassigned_households) == (120, 0)


def test_a_grid_is_shown_with_what_it_held_in_the_base(office, town):
    state = review_plan.describe(town.store, town.wang, office.draft)
    (grid,) = [grid for grid in state.grids if grid.grid.grid_id == office.grid(2)]
    assert (grid.households, grid.base_households, grid.in_band, grid.community_name) == (
        470,
        350,
        True,
        "乙社区",
    )


def test_the_band_is_data(office, town):
    narrow = review_plan.describe(
        town.store, town.wang, office.draft, bands=CommunityBands(Band(300, 400, 350))
    )
    over = {problem.grid_id for problem in narrow.problems if problem.kind is AttentionKind.OUT_OF_BAND}
    assert over == {office.grid(1), office.grid(2)}


def test_the_judge_and_the_panel_agree_on_the_band(office, town):
    for plan_id in (town.world.plan_id, office.draft):
        judged = review_plan.judge(town.store, town.wang, plan_id, bands=CommunityBands(Band(300, 400, 350)))
        state = review_plan.describe(
            town.store, town.wang, plan_id, bands=CommunityBands(Band(300, 400, 350))
        )
        panel = {p.grid_id for p in state.problems if p.kind is AttentionKind.OUT_OF_BAND}
        assert {b["grid_id"] for b in judged.breaches if b["rule"] == "band"} == panel


def test_homes_in_no_grid_can_never_be_approved_and_the_band_can_with_a_reason(office, town):
    before = review_plan.judge(town.store, town.wang, town.world.plan_id)
    assert not before.may_be_approved
    after = review_plan.judge(town.store, town.wang, office.draft, bands=CommunityBands(Band(300, 400, 350)))
    assert after.may_be_approved and after.needs_reason
    assert all(str(b["grid_id"]) not in b["chinese"].split("共")[0] for b in after.breaches if b["grid_id"])


def test_what_changes_hands_is_what_moved(office, town):
    against, found = review_plan.consequences(town.store, town.wang, office.draft)
    (passed,) = found.transfers
    assert against == town.world.plan_id
    assert (passed.from_grid_id, passed.to_grid_id, passed.households) == (None, office.grid(2), 120)


def test_a_plan_compared_with_itself_is_the_same(office, town):
    _, found = review_plan.differ(town.store, town.wang, office.draft, against=office.draft)
    assert found.moves == ()


def test_the_first_plan_has_nothing_to_be_compared_with(town):
    with pytest.raises(NotFound):
        review_plan.differ(town.store, town.wang, town.world.plan_id)


def test_a_visitor_sees_no_draft(office, town):
    with pytest.raises(NotFound):
        review_plan.describe(town.store, ANONYMOUS, office.draft)


def test_bounds_name_the_streets_around_a_grid(office, town):
    name, found = review_plan.bounds(town.store, town.wang, office.draft, office.grid(0))
    assert name.endswith("第一网格")
    assert all((found.east, found.south, found.west, found.north))
    with pytest.raises(NotFound):
        review_plan.bounds(town.store, town.wang, office.draft, 987654)
