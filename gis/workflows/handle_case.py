"""Move a case along its path; every move is an event, and nobody overwrites somebody faster."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gis.casework.categories import read_categories
from gis.casework.states import CaseState, Move, check_move
from gis.casework.whistle import WhistleProgress, departments_to_call, whistle_progress
from gis.errors import InputError, NotAllowed
from gis.model.access import Right, Scope
from gis.model.ids import CaseId
from gis.store import cases
from gis.store.engine import Connection, Store

_SATISFACTION = range(1, 6)


def move_case(
    store: Store,
    scope: Scope,
    case_id: CaseId,
    name: str,
    *,
    version: int | None = None,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> cases.CaseRecord:
    """Take one step with a case.

    Parameters
    ----------
    name
        A move of ``gis.casework.states.MOVES``.
    version
        What the person had before them; a case that changed since is refused.
    facts
        What belongs to the step: ``departments`` (judge_up), ``department`` (check_in), ``step`` (step),
        ``into_case_id`` (merge), ``satisfaction`` 1-5 (close).

    Raises
    ------
    NotFound
        No such case within the scope.
    NotAllowed, Conflict, InputError
        See ``check_move``; ``case_changed`` where the version is stale.
    """
    if not scope.may(Right.HANDLE_CASES):
        raise NotAllowed(
            f"{scope.role} may not handle cases", chinese="您的角色不办理事项", code="move_not_allowed"
        )
    with store.session(scope) as connection:
        case = cases.read_case(connection, case_id)
        move = check_move(name, CaseState(case.state), scope.role, note=note)
        payload = _payload(case, move, dict(facts or {}))
        moved = cases.append_case_event(
            connection,
            case_id,
            kind=move.name,
            from_state=case.state,
            to_state=move.to_state.value if move.to_state else None,
            payload=payload,
            note=note.strip(),
            by=scope.user_id,
            expected_version=version if version is not None else case.version,
            change=_change(move, payload),
        )
        if move.name == "merge":
            cases.link_cases(connection, case_id, CaseId(payload["into_case_id"]), kind="duplicate")
        return _start_when_all_came(connection, moved, scope) if move.name == "check_in" else moved


def progress_of(connection: Connection, case_id: CaseId) -> WhistleProgress:
    """Say whom a case's whistle called and who came."""
    return whistle_progress(
        (event.kind, event.payload) for event in cases.read_case_events(connection, case_id)
    )


def _change(move: Move, payload: Mapping[str, Any]) -> cases.CaseChange:
    now = datetime.now(UTC)
    if move.name == "solve":
        return cases.CaseChange(solved_at=now)
    if move.to_state in (CaseState.CLOSED, CaseState.RETURNED, CaseState.MERGED):
        return cases.CaseChange(closed_at=now, satisfaction=payload.get("satisfaction"))
    if move.name == "whistle":
        return cases.CaseChange(route="whistle")
    if move.name == "discuss":
        return cases.CaseChange(route="discuss")
    return cases.CaseChange(is_reopened=move.name == "reopen")


def _payload(case: cases.CaseRecord, move: Move, facts: dict[str, Any]) -> dict[str, Any]:
    """Keep of the facts what the step asks for, checked; anything else is refused."""
    taken = _TAKES.get(move.name, lambda _case, _facts: {})(case, facts)
    surplus = set(facts) - set(taken)
    if surplus:
        raise InputError(
            f"{move.name} takes no {sorted(surplus)}",
            chinese=f"“{move.chinese}”不接受参数：{'、'.join(sorted(surplus))[:80]}",
            code="fact_unexpected",
        )
    return taken


def _departments(case: cases.CaseRecord, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "departments": list(
            departments_to_call(read_categories(), case.category, facts.get("departments", ()))
        )
    }


def _department(case: cases.CaseRecord, facts: dict[str, Any]) -> dict[str, Any]:
    code = str(facts.get("department", ""))
    departments_to_call(read_categories(), case.category, [code])
    return {"department": code}


def _step(case: cases.CaseRecord, facts: dict[str, Any]) -> dict[str, Any]:
    step = facts.get("step")
    known = read_categories().get(case.category).steps
    if step is None:
        return {}
    if step not in known:
        told = "、".join(known) or "无"
        raise InputError(f"no step {step!r}", chinese=f"该类事项的步骤只有：{told}", code="step_unknown")
    return {"step": step}


def _into(case: cases.CaseRecord, facts: dict[str, Any]) -> dict[str, Any]:
    into = facts.get("into_case_id")
    if not isinstance(into, int) or into == case.case_id:
        raise InputError(
            "merge into what?", chinese="请指明并入哪一件事项，且不能是自身", code="merge_target_missing"
        )
    return {"into_case_id": into}


def _satisfaction(case: cases.CaseRecord, facts: dict[str, Any]) -> dict[str, Any]:
    told = facts.get("satisfaction")
    if told is None:
        return {}
    if told not in _SATISFACTION:
        raise InputError(f"satisfaction {told!r}", chinese="满意度为 1 至 5", code="satisfaction_invalid")
    return {"satisfaction": told}


_TAKES = {
    "judge_up": _departments,
    "check_in": _department,
    "step": _step,
    "merge": _into,
    "close": _satisfaction,
}


def _start_when_all_came(connection: Connection, case: cases.CaseRecord, scope: Scope) -> cases.CaseRecord:
    """Work begins when the last department called has checked in."""
    if case.state != CaseState.CALLED or not progress_of(connection, case.case_id).is_complete:
        return case
    return cases.append_case_event(
        connection,
        case.case_id,
        kind="all_checked_in",
        from_state=case.state,
        to_state=CaseState.IN_PROGRESS.value,
        by=scope.user_id,
        expected_version=case.version,
    )
