from concurrent.futures import ThreadPoolExecutor

import pytest

from gis.errors import CannotSatisfy, Conflict, InputError, NotAllowed, NotFound
from gis.model.access import Role
from gis.model.plans import grid_name
from gis.redraw import strokes
from gis.store import operations
from gis.workflows import redraw_plan
from gis.workflows.redraw_plan import Chosen, Drawn
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


def test_a_draft_begins_as_the_plan_in_force(office):
    assert office.sketch().grid_of_cell == office.sketch(office.world.plan_id).grid_of_cell


def test_a_stroke_is_kept_and_undone_to_the_identical_plan(office):
    before, cells = office.sketch(), office.cells_of(0)[:2]
    done = office.assign(cells, office.grid(1))
    assert done.serial == 1
    assert office.sketch().cells_of([office.grid(1)]) == sorted([*before.cells_of([office.grid(1)]), *cells])
    redraw_plan.undo(office.store, office.wang, office.drawn())
    assert office.sketch() == before
    redraw_plan.redo(office.store, office.wang, office.drawn())
    assert office.sketch().grid_of_cell[cells[0]] == office.grid(1)


def test_a_stroke_sent_twice_is_done_once(office):
    cells = office.cells_of(0)[:1]
    first = office.assign(cells, office.grid(1), version=0, key="same")
    again = office.assign(cells, office.grid(1), version=0, key="same")
    assert again == first and office.version() == 1


def test_a_new_grid_gets_the_next_number_of_its_community_and_can_be_taken_back(office):
    before = office.sketch()
    community = before.grids[office.grid(0)].community_id
    done = redraw_plan.open_grid(
        office.store,
        office.wang,
        office.drawn(),
        community_id=community,
        chosen=Chosen(cell_ids=office.cells_of(0)[:3]),
    )
    (opened,) = done.payload["opened"]
    assert opened["number"] > max(grid.number for grid in before.grids.values())
    assert opened["name"] == grid_name("甲社区", opened["number"])
    redraw_plan.undo(office.store, office.wang, office.drawn())
    assert office.sketch() == before
    redraw_plan.redo(office.store, office.wang, office.drawn())
    assert office.sketch().grids[opened["grid_id"]].name == opened["name"]


def test_a_merged_grid_leaves_and_comes_back_with_its_name(office):
    before = office.sketch()
    redraw_plan.merge(
        office.store, office.wang, office.drawn(), grid_ids=[office.grid(0)], into_grid_id=office.grid(1)
    )
    assert office.grid(0) not in office.sketch().grids
    redraw_plan.undo(office.store, office.wang, office.drawn())
    assert office.sketch() == before


def test_a_split_makes_two_grids_of_one(office):
    line = [(106.551, 29.4), (106.551, 29.6)]
    redraw_plan.split(office.store, office.wang, office.drawn(), grid_id=office.grid(0), line=line)
    sizes = sorted(len(office.sketch().cells_of([grid])) for grid in office.sketch().grids)
    assert sizes == [2, 4, 5, 6, 6]


def test_strokes_of_two_planners_on_different_cells_merge(office):
    office.assign(office.cells_of(0)[:1], None, version=0)
    office.assign(office.cells_of(2)[:1], None, who=office.li, version=0)
    assert office.version() == 2


def test_a_stroke_on_cells_that_another_has_moved_since_is_refused_by_name(office):
    cells = office.cells_of(0)[:2]
    office.assign(cells, office.grid(1), who=office.li, version=0)
    with pytest.raises(Conflict) as refused:
        office.assign(cells[:1], None, version=0)
    assert refused.value.code == "plan_cells_changed"
    assert refused.value.facts["by_user_id"] == office.li.user_id
    assert office.version() == 1


def test_undo_is_refused_by_name_where_another_has_touched_the_cells(office):
    cells = office.cells_of(0)[:2]
    office.assign(cells, office.grid(1))
    office.assign(cells[:1], None, who=office.li)
    with pytest.raises(Conflict) as refused:
        redraw_plan.undo(office.store, office.wang, office.drawn())
    assert refused.value.code == "undo_blocked"
    assert refused.value.facts["by_user_id"] == office.li.user_id


def test_nothing_to_undo_is_said(office):
    with pytest.raises(Conflict) as refused:
        redraw_plan.undo(office.store, office.wang, office.drawn())
    assert refused.value.code == "nothing_to_undo"


def test_a_locked_grid_holds_even_against_its_own_planner(office):
    lock = {"grid_ids": [office.grid(0)], "is_locked": True}
    redraw_plan.lock(office.store, office.wang, office.drawn(), **lock)
    with pytest.raises(CannotSatisfy):
        office.assign(office.cells_of(0)[:1], office.grid(1))
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=None, is_locked=True)
    redraw_plan.lock(office.store, office.wang, office.drawn(), grid_ids=None, is_locked=False)
    office.assign(office.cells_of(0)[:1], office.grid(1))


def test_a_grid_never_takes_cells_of_another_community(office):
    with pytest.raises(CannotSatisfy):
        office.assign(office.cells_of(0)[:1], office.grid(2))


def test_only_what_is_in_no_grid_is_taken_where_that_is_asked(office):
    everything = list(office.sketch().grid_of_cell)
    yi = [cell for cell in everything if cell not in office.cells_of(0) + office.cells_of(1)]
    done = redraw_plan.assign(
        office.store,
        office.wang,
        office.drawn(),
        chosen=Chosen(cell_ids=yi),
        grid_id=office.grid(2),
        take_only_from=strokes.ONLY_UNASSIGNED,
    )
    assert len(done.changes["cells"]) == 1


def test_a_plan_in_force_is_immutable(office):
    drawn = Drawn(office.world.plan_id, 0, "key")
    with pytest.raises(Conflict) as refused:
        redraw_plan.assign(
            office.store, office.wang, drawn, chosen=Chosen(cell_ids=office.cells_of(0)[:1]), grid_id=None
        )
    assert refused.value.code == "plan_not_editable"


def test_a_version_ahead_of_the_plan_is_refused(office):
    with pytest.raises(InputError):
        office.assign(office.cells_of(0)[:1], None, version=7)


def test_who_works_in_one_community_cannot_redraw_the_subdistrict(office):
    community = office.sketch().grids[office.grid(0)].community_id
    narrow = office.town.account("zhao", Role.PLANNER, [community])
    with pytest.raises((NotAllowed, NotFound)):
        office.assign(office.cells_of(0)[:1], None, who=narrow)
    assert office.version() == 0


def test_many_strokes_at_once_all_arrive_and_the_log_replays_to_the_plan(office):
    cells = office.cells_of(0)
    before = office.sketch()

    def paint(cell):
        redraw_plan.assign(
            office.store,
            office.wang,
            Drawn(office.draft, 0, f"cell-{cell}"),
            chosen=Chosen(cell_ids=[cell]),
            grid_id=office.grid(1),
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(paint, cells))
    assert office.cells_of(0) == []
    with office.store.session(office.wang) as connection:
        records = operations.read_operations(connection, office.draft)
    moved = {move[0]: move[2] for record in records for move in record.changes["cells"]}
    assert {**before.grid_of_cell, **moved} == office.sketch().grid_of_cell
    assert [record.serial for record in records] == list(range(1, len(cells) + 1))
