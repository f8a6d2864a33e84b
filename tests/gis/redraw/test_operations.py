import random

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.errors import CannotSatisfy, Conflict, InputError, WanggeError
from gis.redraw import strokes
from gis.redraw.history import Logged, redoable, undoable
from gis.redraw.operations import (
    Move,
    Operation,
    OperationKind,
    apply,
    from_record,
    inverse,
    replay,
    to_payload,
)
from gis.redraw.totals import grid_totals, unassigned_totals
from tests.gis.redraw.fabric import JIA, YI, cells, community_of_cell, grid, sketch

COMMUNITY = community_of_cell()
CELLS = cells()


def test_an_operation_leaves_the_sketch_it_was_given_alone():
    before = sketch()
    apply(before, strokes.assign(before, [3], 1), COMMUNITY)
    assert before == sketch()


def test_a_cell_no_longer_where_the_operation_supposes_is_a_conflict_that_names_it():
    before = sketch()
    stroke = strokes.assign(before, [3, 4], 1)
    moved = apply(before, strokes.assign(before, [3], None), COMMUNITY)
    with pytest.raises(Conflict) as refused:
        apply(moved, stroke, COMMUNITY)
    assert refused.value.code == "plan_cells_changed"
    assert refused.value.facts["cells"] == [3]


@pytest.mark.parametrize("grid_id", [1, 2])
def test_a_locked_grid_neither_gains_nor_loses(grid_id):
    locked = apply(sketch(), strokes.lock(sketch(), [grid_id]), COMMUNITY)
    with pytest.raises(CannotSatisfy) as refused:
        apply(locked, strokes.assign(locked, [3], 1), COMMUNITY)
    assert refused.value.code == "grid_locked"


def test_a_grid_never_takes_a_cell_of_another_community():
    with pytest.raises(CannotSatisfy) as refused:
        apply(sketch(), strokes.assign(sketch(), [5], 1), COMMUNITY)
    assert refused.value.code == "grid_across_communities"


def test_a_cell_named_twice_or_unknown_is_refused():
    for moves in ((Move(3, 2, 1), Move(3, 2, 1)), (Move(99, None, 1),)):
        with pytest.raises(InputError):
            apply(sketch(), Operation(OperationKind.ASSIGN, moves), COMMUNITY)


def test_a_grid_that_still_holds_cells_cannot_leave_the_plan():
    with pytest.raises(Conflict):
        apply(sketch(), Operation(OperationKind.MERGE, closed=(grid(1),)), COMMUNITY)


def test_the_log_gives_back_the_operation_that_was_written():
    opened = strokes.new_grid(sketch(), grid(4), [1, 2])
    assert from_record(opened.kind, opened.moves, to_payload(opened)) == opened


@st.composite
def stroke_sequences(draw, authors=1):
    """Random strokes as plain values; those that the plan refuses are skipped when played."""
    stroke = st.one_of(
        st.tuples(
            st.just("assign"),
            st.lists(st.integers(1, 24), min_size=1, max_size=6),
            st.integers(1, 8) | st.none(),
        ),
        st.tuples(st.just("new_grid"), st.lists(st.integers(1, 24), max_size=6), st.sampled_from([JIA, YI])),
        st.tuples(st.just("merge"), st.lists(st.integers(1, 8), min_size=1, max_size=2), st.integers(1, 8)),
        st.tuples(st.just("split"), st.integers(1, 8), st.floats(106.5495, 106.5585)),
        st.tuples(st.just("lock"), st.lists(st.integers(1, 8), max_size=2), st.booleans()),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("redo"), st.none(), st.none()),
    )
    return draw(st.lists(st.tuples(st.integers(0, authors - 1), stroke), max_size=50))


def _operation(state, log, author, stroke):
    kind, first, second = stroke
    if kind == "assign":
        return strokes.assign(state, first, second), None
    if kind == "new_grid":
        fresh = max([*state.grids, *(g.grid_id for e in log for g in e.operation.opened)], default=0) + 1
        return strokes.new_grid(state, grid(fresh, second), first), None
    if kind == "merge":
        return strokes.merge(state, first, second), None
    if kind == "split":
        fresh = max([*state.grids, *(g.grid_id for e in log for g in e.operation.opened)], default=0) + 1
        opened = grid(fresh, state.grids[first].community_id) if first in state.grids else grid(fresh)
        return strokes.split(state, CELLS, first, [(second, 29.4), (second, 29.6)], opened), None
    if kind == "lock":
        return (strokes.lock if second else strokes.unlock)(state, first or None), None
    entry = (undoable if kind == "undo" else redoable)(log, author)
    if entry is None:
        return None, None
    return inverse(entry.operation, OperationKind(kind)), entry.version


def play(sequence, most=None):
    state, log = sketch(), []
    for author, stroke in sequence:
        try:
            operation, undoes = _operation(state, log, author, stroke)
            if operation is None:
                continue
            state = apply(state, operation, COMMUNITY)
        except WanggeError:
            continue
        log.append(Logged(len(log) + 1, author, operation, undoes))
        if len(log) == most:
            break
    return state, log


CELLS_OF = {unit: [cell for cell, of in COMMUNITY.items() if of == unit] for unit in (JIA, YI)}


def sequence_of(seed, authors, length=150):
    """A long sequence from one number: quicker to make than one that hypothesis draws piece by piece."""
    rng = random.Random(seed)

    def some(unit, least):
        return rng.sample(CELLS_OF[unit], rng.randint(least, 5))

    kinds = {
        "assign": lambda unit: (some(unit, 1), rng.choice([None, *range(1, 9)])),
        "new_grid": lambda unit: (some(unit, 0), unit),
        "merge": lambda unit: (rng.sample(range(1, 9), 2), rng.randint(1, 8)),
        "split": lambda unit: (rng.randint(1, 8), rng.uniform(106.5495, 106.5585)),
        "lock": lambda unit: ([rng.randint(1, 8)], True) if rng.random() < 0.3 else ([], False),
        "undo": lambda unit: (None, None),
        "redo": lambda unit: (None, None),
    }
    chosen = rng.choices(list(kinds), weights=[8, 2, 1, 2, 1, 3, 2], k=length)
    return [(rng.randrange(authors), (kind, *kinds[kind](rng.choice([JIA, YI])))) for kind in chosen]


def test_two_hundred_sequences_of_fifty_by_two_authors_keep_every_law():
    community = pd.Series(COMMUNITY)
    areas = CELLS.set_index("cell").geometry
    whole = {unit: areas[community.index[community == unit]].union_all() for unit in (JIA, YI)}
    done = 0
    for seed in range(200):
        state, log = play(sequence_of(seed, authors=2), most=50)
        done += len(log)
        assert state.grid_of_cell.keys() == COMMUNITY.keys()
        assert all(
            grid_id is None or state.grids[grid_id].community_id == COMMUNITY[cell]
            for cell, grid_id in state.grid_of_cell.items()
        )
        assert replay(sketch(), (entry.operation for entry in log), COMMUNITY) == state
        back = replay(state, (inverse(entry.operation) for entry in reversed(log)), COMMUNITY)
        assert back == sketch()
        if seed % 20 == 0:
            in_grid = pd.Series(state.grid_of_cell).astype("Int64")
            shapes = CELLS.assign(grid=CELLS["cell"].map(in_grid).fillna(-CELLS["community_id"]))
            parts = shapes.dissolve("grid", method="coverage")
            assert shapely.coverage_is_valid(parts.geometry.to_numpy())
            for unit, area in whole.items():
                assert parts[parts["community_id"] == unit].union_all().equals(area)
    assert done > 200 * 45


LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(LAWS, max_examples=80)
@given(stroke_sequences(authors=2))
def test_after_any_edits_each_cell_is_in_one_grid_of_its_own_community(sequence):
    state, _ = play(sequence)
    assert state.grid_of_cell.keys() == COMMUNITY.keys()
    for cell, grid_id in state.grid_of_cell.items():
        assert grid_id is None or state.grids[grid_id].community_id == COMMUNITY[cell]
    totals = grid_totals(CELLS, state)["households"].sum() + unassigned_totals(CELLS, state)["households"]
    assert totals == CELLS["households"].sum()


@LAWS
@given(stroke_sequences(authors=2))
def test_undoing_the_log_backwards_gives_the_identical_plan(sequence):
    state, log = play(sequence)
    for entry in reversed(log):
        state = apply(state, inverse(entry.operation), COMMUNITY)
    assert state == sketch()


@LAWS
@given(stroke_sequences(authors=2))
def test_replaying_the_log_gives_the_identical_plan(sequence):
    state, log = play(sequence)
    assert replay(sketch(), (entry.operation for entry in log), COMMUNITY) == state


@settings(LAWS, max_examples=80)
@given(stroke_sequences(authors=1))
def test_an_author_alone_can_undo_to_the_start_and_redo_to_the_end(sequence):
    state, log = play(sequence)
    end, steps = state, 0
    while (entry := undoable(log, 0)) is not None:
        operation = inverse(entry.operation)
        state = apply(state, operation, COMMUNITY)
        log.append(Logged(len(log) + 1, 0, operation, entry.version))
        steps += 1
    assert state == sketch()
    for _ in range(steps):
        entry = redoable(log, 0)
        operation = inverse(entry.operation, OperationKind.REDO)
        state = apply(state, operation, COMMUNITY)
        log.append(Logged(len(log) + 1, 0, operation, entry.version))
    assert state == end
