"""Who may move a case from where to where."""

import pytest

from gis.casework.states import ENDED, MOVES, STATE_CHINESE, CaseState, check_move, moves_from
from gis.errors import Conflict, InputError, NotAllowed
from gis.model.access import Role


def _reachable(start):
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        for move in MOVES.values():
            if state in move.states and move.to_state and move.to_state not in found:
                found.add(move.to_state)
                waiting.append(move.to_state)
    return found


def test_every_state_can_be_reached_and_has_a_name():
    assert _reachable(CaseState.REPORTED) == set(CaseState)
    assert set(STATE_CHINESE) == set(CaseState)


def test_from_every_state_that_is_not_the_end_an_end_can_be_reached():
    for state in set(CaseState) - ENDED:
        assert _reachable(state) & ENDED, state


def test_the_subdistrict_alone_judges_a_whistle():
    assert MOVES["judge_up"].roles == MOVES["judge_own"].roles == {Role.LEADER}
    with pytest.raises(NotAllowed) as refusal:
        check_move("judge_up", CaseState.JUDGING, Role.GRID_WORKER, note="x")
    assert refusal.value.code == "move_not_allowed"


def test_visitors_planners_and_administrators_move_nothing():
    for role in (Role.ANONYMOUS, Role.PLANNER, Role.ADMINISTRATOR, Role.APPROVER):
        assert all(role not in move.roles for move in MOVES.values())


def test_a_move_out_of_turn_is_a_conflict_that_names_the_state():
    with pytest.raises(Conflict) as refusal:
        check_move("close", CaseState.REPORTED, Role.COMMUNITY)
    assert refusal.value.facts["state"] == "reported"
    assert "已登记" in refusal.value.chinese


def test_solving_says_what_was_done():
    with pytest.raises(InputError) as refusal:
        check_move("solve", CaseState.IN_PROGRESS, Role.GRID_WORKER, note="  ")
    assert refusal.value.code == "note_missing"
    assert (
        check_move("solve", CaseState.IN_PROGRESS, Role.GRID_WORKER, note="已清理").to_state
        is CaseState.SOLVED
    )


def test_an_unknown_move_is_refused():
    with pytest.raises(InputError) as refusal:
        check_move("vanish", CaseState.REPORTED, Role.COMMUNITY)
    assert refusal.value.code == "move_unknown"


def test_what_is_offered_is_what_is_allowed():
    for state in CaseState:
        for role in Role:
            for move in moves_from(state, role):
                assert check_move(move.name, state, role, note="因为") is move
