import threading

import pytest

from gis.errors import CannotSatisfy, InputError, NotAllowed, NotFound
from gis.model.access import Role, Scope
from gis.model.bands import Band, CommunityBands
from gis.partition.draw import draw_cells
from gis.store import jobs, operations, plans, queue
from gis.workflows import jobs as jobs_of_house
from gis.workflows import propose_plan, redraw_plan, review_plan
from gis.workflows.proposal_criteria import Criterion
from gis.workflows.proposal_wish import Wish
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database
QUICK_S = 5.0


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


def told(office, bands=None, **wish):
    wished = Wish(time_limit_s=QUICK_S, **wish)
    return propose_plan.propose(office.store, office.wang, office.draft, wished, bands=bands)


def propose(office, **wish):
    return told(office, **wish).plan_id


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
    proposal = propose(office, bands=CommunityBands(Band(200, 500, 300)), community_ids=whole, grids=5)
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
        proposal = propose(office, bands=CommunityBands(Band(5000, 6000, 5500)))
    except CannotSatisfy as error:
        assert error.chinese
    else:
        assert office.sketch(proposal).grid_of_cell.keys() == office.sketch().grid_of_cell.keys()


class Stopped:
    """A progress whose work is asked to end from the beginning."""

    def __init__(self):
        self.stop = threading.Event()
        self.stop.set()
        self.steps = []

    def __call__(self, step, done, total):
        self.steps.append(step)


def test_a_stopped_proposal_keeps_the_best_so_far_and_says_that_it_was_stopped(office):
    progress = Stopped()
    wish = Wish(existing_weight_share=0.0, community_ids=whole(office))
    stopped = propose_plan.propose(office.store, office.wang, office.draft, wish, progress=progress)
    assert stopped.was_stopped and progress.steps[-1] == "保存建议方案"
    drawn = office.sketch(stopped.plan_id)
    assert drawn.grid_of_cell.keys() == office.sketch().grid_of_cell.keys()
    assert None not in drawn.grid_of_cell.values()
    assert not told(office, community_ids=whole(office)).was_stopped


def whole(office):
    return tuple({grid.community_id for grid in office.sketch().grids.values()})


def test_what_is_told_of_a_proposal_is_what_the_draft_holds(office):
    report = told(office, community_ids=whole(office))
    state = review_plan.describe(office.store, office.wang, report.plan_id)
    filled = [grid for grid in state.grids if grid.cells]
    assert (report.grids, report.grids_in_band) == (len(filled), sum(grid.in_band for grid in filled))
    assert sum(item.households for item in report.communities) == state.households
    assert sum(item.grids for item in report.communities) == report.grids
    _, found = review_plan.differ(office.store, office.wang, report.plan_id, against=office.draft)
    assert report.moved_households == found.households
    assert report.is_finished and not report.was_stopped and not report.out_of_band


def test_each_grid_out_of_the_band_is_told_by_its_name_with_the_reason(office):
    narrow = CommunityBands(Band(395, 405, 400))
    jia = office.sketch().grids[office.grid(0)].community_id
    report = told(office, bands=narrow, community_ids=(jia,))
    state = review_plan.describe(office.store, office.wang, report.plan_id, bands=narrow)
    out = {
        grid.grid.grid_id: grid
        for grid in state.grids
        if grid.grid.community_id == jia and grid.cells and not grid.in_band
    }
    assert {item.grid_id for item in report.out_of_band} == out.keys()
    for item in report.out_of_band:
        grid = out[item.grid_id]
        assert (item.name, item.households) == (grid.grid.name, grid.households)
        assert item.explanation.startswith(f"{grid.grid.name}（{grid.households} 户）")
        assert str(item.grid_id) not in item.explanation
    whys = " ".join(item.explanation for item in report.communities)
    assert "任何网格数都无法" in whys and "个网格超出区间" in whys


def test_a_locked_grid_out_of_the_band_is_told_to_have_been_kept(office):
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=[office.grid(1)], is_locked=True)
    jia = office.sketch().grids[office.grid(1)].community_id
    report = told(office, bands=CommunityBands(Band(100, 470, 300)), community_ids=(jia,))
    (kept,) = [item for item in report.out_of_band if item.grid_id == office.grid(1)]
    assert kept.reason == "kept" and "保持原样" in kept.explanation


def test_an_exact_answer_is_proven_in_communities_small_enough(office):
    report = told(office, community_ids=whole(office), exact=True)
    assert [item.is_proven_optimal for item in report.communities] == [True, True]


def test_numbers_of_grids_are_asked_for_by_community(office):
    jia, yi = (office.sketch().grids[office.grid(n)].community_id for n in (0, 2))
    loose = CommunityBands(Band(100, 500, 300))
    report = told(office, bands=loose, community_ids=(jia, yi), grids_by_community={jia: 4})
    assert {item.community_id: item.grids for item in report.communities}[jia] == 4
    with pytest.raises(InputError) as refused:
        told(office, community_ids=(jia,), grids_by_community={yi: 2})
    assert refused.value.code == "community_not_drawn"
    with pytest.raises(InputError):
        told(office, community_ids=(jia,), grids=2, grids_by_community={jia: 2})
    with pytest.raises(CannotSatisfy) as refused:
        told(office, community_ids=(jia,), grids_by_community={jia: 60})
    assert refused.value.chinese.startswith("甲社区要求 60 个网格")


def test_new_grids_take_the_next_numbers_in_the_order_that_the_engine_gave_them(office, monkeypatch):
    answers = []

    def listened(*args, **kwargs):
        assert kwargs["numbering"] == "columns"
        answers.append(draw_cells(*args, **kwargs))
        return answers[0]

    monkeypatch.setattr(propose_plan, "draw_cells", listened)
    yi = office.sketch().grids[office.grid(2)].community_id
    wish = {"existing_weight_share": 0.0, "numbering": "columns", "community_ids": (yi,)}
    report = told(office, bands=CommunityBands(Band(60, 150, 110)), **wish)
    sketch, drawn = office.sketch(report.plan_id), answers[0].cells.drop_duplicates("grid_code")
    of_code = {
        code: sketch.grid_of_cell[cell] for code, cell in zip(drawn["grid_code"], drawn["cell"], strict=True)
    }
    new = [code for code in of_code if code not in {str(office.grid(n)) for n in range(4)}]
    numbers = [sketch.grids[of_code[code]].number for code in sorted(new)]
    assert len(new) >= 3
    assert numbers == list(range(numbers[0], numbers[0] + len(new)))


def test_what_is_balanced_beside_households_is_measured_and_told(office):
    balance = {Criterion.RESIDENTS: 0.25, Criterion.FLOOR_AREA_M2: 0.25}
    report = told(office, community_ids=whole(office), existing_weight_share=0.0, balance=balance)
    cells = review_plan.read_fabric(office.store, office.wang, report.plan_id)
    grid = cells["cell"].map(office.sketch(report.plan_id).grid_of_cell)
    sums = cells.groupby([cells["community_id"], grid])["residents"].sum()
    mean = sums.groupby(level=0).transform("mean")
    residents, floor_area = report.evenness
    assert residents.worst_share == pytest.approx(((sums - mean).abs() / mean).max())
    assert (residents.criterion, residents.tolerance_share) == (Criterion.RESIDENTS, 0.25)
    assert floor_area.note == "占地面积乘层数"


@pytest.mark.parametrize("share", [0.0, float("nan"), 1.5])
def test_a_tolerance_that_is_none_is_refused_before_anything_waits(office, share):
    with pytest.raises(InputError) as refused:
        propose_plan.order_proposal(
            office.store, office.wang, office.draft, {"balance": {Criterion.RESIDENTS: share}}
        )
    assert refused.value.code == "tolerance_invalid"


def test_the_optimum_is_proven_with_a_further_figure_to_balance(office):
    report = told(office, community_ids=whole(office), balance={Criterion.RESIDENTS: 0.2}, exact=True)
    assert all(community.is_proven_optimal for community in report.communities)


def test_cases_are_balanced_only_for_who_sees_them_and_where_there_are_any(office):
    balance = {Criterion.OPEN_CASES: 0.5}
    with pytest.raises(CannotSatisfy) as refused:
        told(office, community_ids=whole(office), balance=balance)
    assert refused.value.chinese == "所选范围没有在办诉求的数据，无法均衡"
    blind = Scope(office.wang.user_id, Role.ANONYMOUS, office.wang.paths)
    wish = Wish(community_ids=whole(office), balance=balance)
    with pytest.raises(NotAllowed):
        propose_plan.propose(office.store, blind, office.draft, wish)


def test_a_proposals_report_is_found_again_by_its_draft_and_by_nobody_elses(office):
    jobs_of_house.register()
    job_id = propose_plan.order_proposal(
        office.store, office.wang, office.draft, {"time_limit_s": QUICK_S, "grids_by_community": {}}
    )
    queue.run_worker(office.store, until_empty=True)
    with office.store.session(office.wang) as connection:
        result = jobs.read_job(connection, job_id).result
    found = propose_plan.find_report(office.store, office.wang, result["plan_id"])
    assert found == result and result["communities"]
    assert propose_plan.find_report(office.store, office.wang, office.draft) is None
