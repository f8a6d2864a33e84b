from gis.redraw import strokes
from gis.redraw.history import Logged, last_to_touch, redoable, undoable
from gis.redraw.operations import OperationKind, inverse
from tests.gis.redraw.fabric import sketch

STROKE = strokes.assign(sketch(), [3, 4], 1)


def test_undo_takes_ones_own_latest_not_the_plans():
    log = [Logged(1, 7, STROKE), Logged(2, 8, strokes.lock(sketch(), [3]))]
    assert undoable(log, 7).version == 1
    assert undoable(log, 9) is None


def test_an_undone_operation_is_not_undone_again_but_can_be_redone():
    log = [Logged(1, 7, STROKE), Logged(2, 7, inverse(STROKE), undoes_version=1)]
    assert undoable(log, 7) is None
    assert redoable(log, 7).version == 2
    log.append(Logged(3, 7, inverse(log[1].operation, OperationKind.REDO), undoes_version=2))
    assert undoable(log, 7).version == 3
    assert redoable(log, 7) is None


def test_a_fresh_edit_ends_what_could_be_redone():
    log = [Logged(1, 7, STROKE), Logged(2, 7, inverse(STROKE), undoes_version=1), Logged(3, 7, STROKE)]
    assert redoable(log, 7) is None


def test_who_stands_in_the_way_is_the_last_other_author_on_those_cells():
    log = [Logged(1, 7, STROKE), Logged(2, 8, STROKE), Logged(3, 9, STROKE), Logged(4, 7, STROKE)]
    assert last_to_touch(log, [3], since=1, but_not=7) == 9
    assert last_to_touch(log, [3], since=3, but_not=7) is None
    assert last_to_touch(log, [5], since=1, but_not=7) is None
