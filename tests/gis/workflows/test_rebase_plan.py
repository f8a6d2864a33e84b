from dataclasses import replace
from datetime import date

import pytest

from gis.errors import CannotSatisfy, Conflict
from gis.model.access import Role
from gis.store import editions, plans
from gis.workflows import publish_plan, rebase_plan, redraw_plan
from tests.gis.store.conftest import fill
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def filled(make_store):
    """The tiny world, filled once; others are copies of it."""
    with make_store() as store:
        world = fill(store)
        store.close()
        yield world


@pytest.fixture
def offices(make_store, filled):
    """Two drafts of one base, and an approver."""
    with make_store(like=filled.store) as store:
        town = Town(store, replace(filled, store=store))
        yield Office(town), Office(town), town.account("lead", Role.APPROVER)


def complete(office, cells, grid):
    office.assign(office.homeless(), office.grid(2))
    if cells:
        office.assign(cells, office.grid(grid))


def approved(office, lead):
    publish_plan.submit(office.store, office.wang, office.draft)
    publish_plan.approve(office.store, lead, office.draft, document_number="1号", reason="试")


def in_force(office, lead):
    approved(office, lead)
    with office.store.system() as connection:
        today = editions.today(connection)
    publish_plan.publish(office.store, lead, office.draft, from_date=today)
    return today


def test_a_draft_on_the_plan_in_force_needs_no_rebase(offices):
    first, _, _ = offices
    assert not rebase_plan.look(first.store, first.wang, first.draft).is_needed
    with pytest.raises(CannotSatisfy):
        rebase_plan.carry_over(first.store, first.wang, first.draft)


def test_an_overtaken_plan_is_refused_and_its_rebased_draft_comes_into_force_with_both_changes(offices):
    first, second, lead = offices
    cells = first.cells_of(0)
    complete(first, cells[:1], 1)
    complete(second, cells[1:2], 1)
    today = in_force(first, lead)
    approved(second, lead)
    with pytest.raises(Conflict) as refused:
        publish_plan.publish(second.store, lead, second.draft, from_date=today)
    assert refused.value.code == "plan_base_superseded"
    before = second.sketch()
    seen = rebase_plan.look(second.store, second.wang, second.draft)
    assert seen.is_needed and seen.rebased.clashes == ()
    fresh, _ = rebase_plan.carry_over(second.store, second.wang, second.draft, name="变基草案")
    assert second.sketch() == before
    rebased = second.sketch(fresh)
    assert {rebased.grid_of_cell[cell] for cell in cells[:2]} == {first.grid(1)}
    with second.store.session(second.wang) as connection:
        record = plans.read_plan(connection, fresh)
    assert (record.base_plan_id, record.version, record.name) == (first.draft, 1, "变基草案")
    second.draft = fresh
    assert in_force(second, lead) == today


def test_undoing_the_rebase_gives_the_plan_in_force(offices):
    first, second, lead = offices
    complete(first, first.cells_of(0)[:1], 1)
    complete(second, second.cells_of(0)[1:3], 1)
    in_force(first, lead)
    second.draft, _ = rebase_plan.carry_over(second.store, second.wang, second.draft)
    redraw_plan.undo(second.store, second.wang, second.drawn())
    assert second.sketch().grid_of_cell == first.sketch().grid_of_cell


def test_a_draft_overtaken_by_a_plan_of_a_day_to_come_is_rebased_on_that_plan(offices):
    first, second, lead = offices
    complete(first, [], 1)
    approved(first, lead)
    publish_plan.publish(first.store, lead, first.draft, from_date=date(2099, 1, 1))
    complete(second, second.cells_of(0)[:1], 1)
    fresh, _ = rebase_plan.carry_over(second.store, second.wang, second.draft)
    with second.store.session(second.wang) as connection:
        assert plans.read_plan(connection, fresh).base_plan_id == first.draft


def test_locks_come_along_even_where_the_plan_in_force_has_locks_of_its_own(offices):
    first, second, lead = offices
    cells = first.cells_of(0)
    complete(first, cells[:1], 1)
    redraw_plan.lock(first.store, first.wang, first.drawn(), grid_ids=None, is_locked=True)
    in_force(first, lead)
    complete(second, cells[1:2], 1)
    redraw_plan.lock(second.store, second.wang, second.drawn(), grid_ids=[second.grid(1)], is_locked=True)
    fresh, _ = rebase_plan.carry_over(second.store, second.wang, second.draft)
    after = second.sketch(fresh)
    assert {after.grid_of_cell[cell] for cell in cells[:2]} == {first.grid(1)}
    assert [grid_id for grid_id, grid in after.grids.items() if grid.is_locked] == [second.grid(1)]
    second.draft = fresh
    redraw_plan.undo(second.store, second.wang, second.drawn())
    assert not any(grid.is_locked for grid in second.sketch().grids.values())
