"""The life of a case: its states, and who may move it from where to where.

Three paths meet in ``in_progress``::

    reported ─ accept ─> accepted ─ start ─────────────────────────> in_progress ─ solve ─> solved ─ close ─> closed
                            ├─ discuss ─> discussing ─ decide ─> decided ─ start ─┘             └─ reopen ─> in_progress
                            └─ whistle ─> judging ─ judge_own ─> in_progress
                                             └──── judge_up ──> called ─ (every department checked in) ─> in_progress

``refer`` sends what is not on the list to whom it concerns (转办), ``return_task`` sends a department's task
back; a duplicate is merged into the case it repeats. Nothing is edited away: each move is an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gis.errors import Conflict, InputError, NotAllowed
from gis.model.access import ROLE_CHINESE, Role


class CaseState(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISCUSSING = "discussing"
    DECIDED = "decided"
    JUDGING = "judging"
    CALLED = "called"
    IN_PROGRESS = "in_progress"
    SOLVED = "solved"
    CLOSED = "closed"
    REFERRED = "referred"
    RETURNED = "returned"
    MERGED = "merged"


STATE_CHINESE = {
    CaseState.REPORTED: "已登记",
    CaseState.ACCEPTED: "已受理",
    CaseState.DISCUSSING: "议事中",
    CaseState.DECIDED: "已议定",
    CaseState.JUDGING: "待研判",
    CaseState.CALLED: "待报到",
    CaseState.IN_PROGRESS: "办理中",
    CaseState.SOLVED: "已办结，待回访",
    CaseState.CLOSED: "已结案",
    CaseState.REFERRED: "已转办",
    CaseState.RETURNED: "已退回",
    CaseState.MERGED: "已并案",
}

ENDED = frozenset({CaseState.CLOSED, CaseState.RETURNED, CaseState.MERGED})

_GRID = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
_COMMUNITY = frozenset({Role.COMMUNITY})
_SUBDISTRICT = frozenset({Role.LEADER})
_DOING = frozenset({Role.GRID_WORKER, Role.COMMUNITY, Role.LEADER, Role.DEPARTMENT})
_OPEN = frozenset(CaseState) - ENDED


@dataclass(frozen=True, slots=True)
class Move:
    """One step that a person may take with a case.

    Attributes
    ----------
    states
        Where it may be taken from.
    to_state
        Where it leads; None: the case stays where it is.
    roles
        Account roles that may take it.
    needs_note
        A reason has to be written.
    """

    name: str
    chinese: str
    states: frozenset[CaseState]
    to_state: CaseState | None
    roles: frozenset[Role]
    needs_note: bool = False


def _move(
    name: str, chinese: str, states: str, to_state: str, roles: frozenset[Role], *, note: bool = False
) -> Move:
    return Move(
        name,
        chinese,
        frozenset(CaseState(state) for state in states.split()),
        CaseState(to_state) if to_state else None,
        roles,
        note,
    )


_ALL = (
    _move("accept", "受理", "reported", "accepted", _GRID | _SUBDISTRICT),
    _move("start", "开始办理", "accepted decided referred", "in_progress", _DOING),
    _move("discuss", "提交居民议事", "reported accepted", "discussing", _GRID),
    _move("decide", "社区议定", "discussing", "decided", _COMMUNITY, note=True),
    _move("whistle", "吹哨", "reported accepted in_progress", "judging", _GRID, note=True),
    _move("judge_own", "研判：街道自行处置", "judging", "in_progress", _SUBDISTRICT, note=True),
    _move("judge_up", "研判：向上吹哨", "judging", "called", _SUBDISTRICT, note=True),
    _move("check_in", "部门报到", "called", "", frozenset({Role.DEPARTMENT}) | _SUBDISTRICT),
    _move("step", "办理进展", "in_progress", "", _DOING, note=True),
    _move("solve", "办结", "in_progress referred", "solved", _DOING, note=True),
    _move("close", "回访结案", "solved", "closed", _COMMUNITY | _SUBDISTRICT),
    _move("reopen", "重新办理", "solved closed", "in_progress", _GRID | _SUBDISTRICT, note=True),
    _move("refer", "转办", "reported accepted in_progress", "referred", _COMMUNITY | _SUBDISTRICT, note=True),
    _move("return_task", "退回部门", "reported accepted", "returned", _COMMUNITY | _SUBDISTRICT, note=True),
    _move("prioritise", "调整优先级", " ".join(sorted(_OPEN)), "", _COMMUNITY | _SUBDISTRICT, note=True),
    _move(
        "reclassify",
        "改类别",
        " ".join(sorted(_OPEN - {CaseState.SOLVED})),
        "",
        _COMMUNITY | _SUBDISTRICT,
        note=True,
    ),
    Move("merge", "并案", _OPEN, CaseState.MERGED, _GRID | _SUBDISTRICT),
    Move("comment", "备注", frozenset(CaseState), None, _DOING, needs_note=True),
)

MOVES: Mapping[str, Move] = {move.name: move for move in _ALL}


def moves_from(state: CaseState, role: Role) -> list[Move]:
    """List what a role may do with a case in a state."""
    return [move for move in _ALL if state in move.states and role in move.roles]


def check_move(name: str, state: CaseState, role: Role, *, note: str = "") -> Move:
    """Give the move of a name where it may be taken.

    Raises
    ------
    InputError
        ``move_unknown``; ``note_missing``.
    NotAllowed
        ``move_not_allowed``: not with this role.
    Conflict
        ``move_out_of_turn``: not from this state.
    """
    move = MOVES.get(name)
    if move is None:
        told = "、".join(f"{known.chinese}（{known.name}）" for known in _ALL)
        raise InputError(
            f"no move {name!r}", chinese=f"没有“{name[:20]}”这一步，可选：{told}", code="move_unknown"
        )
    if role not in move.roles:
        who = "、".join(ROLE_CHINESE[known] for known in sorted(move.roles))
        raise NotAllowed(
            f"{role} may not {name}",
            chinese=f"“{move.chinese}”由{who}操作",
            code="move_not_allowed",
            move=name,
        )
    if state not in move.states:
        raise Conflict(
            f"no {name} from {state}",
            chinese=f"事项当前为“{STATE_CHINESE[state]}”，不能{move.chinese}",
            code="move_out_of_turn",
            state=state.value,
            move=name,
        )
    if move.needs_note and not note.strip():
        raise InputError(
            f"{name} needs a note",
            chinese=f"“{move.chinese}”请写明情况或理由",
            code="note_missing",
            move=name,
        )
    return move
