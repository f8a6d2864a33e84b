import random

import pytest
import shapely

from gis.errors import WanggeError
from gis.redraw.operations import replay
from gis.store import operations, plan_grids, plans
from gis.workflows import plan_desk, redraw_plan
from gis.workflows.plan_desk import fabric_of, grid_shapes, read_sketch
from gis.workflows.standing_plan import log_as_it_stands, operation_of, sketch_as_it_stands
from tests.gis.workflows.office import Office, Town

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def town(store):
    return Town(store)


@pytest.fixture
def office(town):
    return Office(town)


def stands(office, store=None):
    """The sketch kept, the sketch as the tables have it, and the log."""
    store = store or office.store
    with store.session(office.wang) as connection:
        plan = plans.read_plan(connection, office.draft)
        fabric = fabric_of(store, connection, plan)
        kept = sketch_as_it_stands(store, connection, plan, fabric)
        log = log_as_it_stands(store, connection, plan)
        return kept, read_sketch(connection, office.draft), log, fabric


def stroke_at_random(office, rng, who, sketch):
    """One stroke of any kind; many are refused, as in life."""
    grids = list(sketch.grids)
    start = rng.choice(list(sketch.grid_of_cell))
    cells = [cell for cell in sketch.grid_of_cell if start <= cell < start + 2]
    drawn = office.drawn()
    kind = rng.choice(["assign", "assign", "assign", "merge", "split", "lock", "undo", "redo"])
    arguments = (office.store, who, drawn)
    if kind == "assign":
        office.assign(cells, rng.choice([*grids, None]), who=who)
    elif kind == "merge":
        redraw_plan.merge(*arguments, grid_ids=[rng.choice(grids)], into_grid_id=rng.choice(grids))
    elif kind == "split":
        lon = 106.549 + rng.random() * 0.005
        redraw_plan.split(*arguments, grid_id=rng.choice(grids), line=[(lon, 29.4), (lon, 29.6)])
    elif kind == "lock":
        redraw_plan.lock(*arguments, grid_ids=[rng.choice(grids)], is_locked=rng.random() < 0.4)
    else:
        (redraw_plan.undo if kind == "undo" else redraw_plan.redo)(*arguments)


def test_two_authors_strokes_leave_kept_sketch_tables_log_and_shapes_of_one_mind(office):
    start, rng, done = office.sketch(), random.Random(6), 0
    stored = start
    for _ in range(90):
        try:
            stroke_at_random(office, rng, rng.choice([office.wang, office.li]), stored)
            done += 1
        except WanggeError:
            continue
        kept, stored, _, _ = stands(office)
        assert kept == stored
    assert done > 15 and office.version() == done
    kept, stored, log, fabric = stands(office)
    assert [entry.version for entry in log] == list(range(1, done + 1))
    assert replay(start, (entry.operation for entry in log), fabric.community_of_cell) == stored
    assert len(stored.grid_of_cell) == len(fabric.cells)
    assert shapely.coverage_is_valid(grid_shapes(fabric, stored).geometry.to_numpy())


def test_strokes_written_elsewhere_are_taken_over(office):
    stands(office)
    cells = office.cells_of(0)[:2]
    with office.store.session(office.wang) as connection:
        moves = redraw_plan._as_frame(
            redraw_plan.strokes.assign(office.sketch(), cells, office.grid(1)).moves
        )
        operations.append_operation(connection, office.draft, kind="assign", changes=moves)
    kept, stored, log, _ = stands(office)
    assert kept == stored and kept.grid_of_cell[cells[0]] == office.grid(1)
    assert len(log) == 1


def test_a_stroke_that_was_given_up_is_not_kept(office, monkeypatch):
    before = stands(office)[0]
    monkeypatch.setattr(operations, "append_operation", _fails)
    with pytest.raises(RuntimeError):
        office.assign(office.cells_of(0)[:2], office.grid(1))
    assert stands(office)[0] == before


def _fails(*_, **__):
    raise RuntimeError("the database went away")


def test_a_plan_changed_beside_its_log_is_read_anew(office):
    cells = office.cells_of(0)[:1]
    stale = stands(office)[0]
    office.assign(cells, office.grid(1))
    plan_desk.put_on_shelf(
        office.store,
        ("plan", office.draft),
        type(plan_desk.seen_on_shelf(office.store, ("plan", office.draft)))(
            0, type(stale)(stale.grids, {**stale.grid_of_cell, cells[0]: None})
        ),
    )
    kept, stored, _, _ = stands(office)
    assert kept == stored


def test_what_the_log_says_is_what_was_done(office):
    record = office.assign(office.cells_of(0)[:2], office.grid(1))
    assert operation_of(record).grid_ids() == {office.grid(0), office.grid(1)}
    undone = redraw_plan.undo(office.store, office.wang, office.drawn())
    assert undone.undoes_serial == record.serial


def test_a_grid_that_comes_back_bears_its_code_again(office):
    def codes():
        with office.store.session(office.wang) as connection:
            return plan_grids.read_official_codes(connection, office.draft)

    before = codes()
    redraw_plan.merge(
        office.store, office.wang, office.drawn(), grid_ids=[office.grid(0)], into_grid_id=office.grid(1)
    )
    assert office.grid(0) in before and office.grid(0) not in codes()
    redraw_plan.undo(office.store, office.wang, office.drawn())
    assert codes() == before
