"""Move a case along its path; every move is an event, and nobody overwrites somebody faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gis.casework.admission import CaseSource, check_answers, judge_admission
from gis.casework.categories import CaseCategory, CaseRoute, CategoryTree
from gis.casework.states import CaseState, Move, check_move
from gis.casework.steps import is_done, step_progress, take_step
from gis.casework.whistle import WhistleProgress, check_arrival, departments_to_call, whistle_progress
from gis.errors import Conflict, InputError, NotAllowed
from gis.model.access import Right, Role, Scope
from gis.model.ids import CaseId
from gis.store import case_events, cases
from gis.store.engine import Connection, Store
from gis.workflows.live_standards import CaseStandards, case_standards

_SATISFACTION = range(1, 6)
_PRIORITIES = range(1, 6)
_TOLD_LATE_AT_MOST = timedelta(days=60)
_CLOCK_MAY_LEAD = timedelta(minutes=10)
_LONGEST_ANSWER = 200


def move_case(
    store: Store,
    scope: Scope,
    case_id: CaseId,
    name: str,
    *,
    version: int | None = None,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    made_at: datetime | None = None,
) -> cases.CaseRecord:
    """Take one step with a case.

    Parameters
    ----------
    name
        A move of ``gis.casework.states.MOVES``.
    version
        What the person had before them; a case that changed since is refused.
    facts
        What belongs to the step: ``departments`` (judge_up, refer), ``department`` (check_in on behalf of one),
        ``step`` and ``limit_hours`` (step), ``into_case_id`` (merge), ``priority`` (prioritise),
        ``category`` (reclassify),
        ``satisfaction`` 1-5 (close).
    made_at
        When it was done, by the maker's clock, where it is told later; not before the case's last event.

    Raises
    ------
    NotFound
        No such case within the scope.
    NotAllowed, Conflict, InputError
        See ``check_move``; ``move_not_allowed`` also outside the scope;
        ``case_changed`` where the version is stale; ``clock_wrong``; ``steps_missing``.
    """
    if not scope.may(Right.HANDLE_CASES):
        raise NotAllowed(
            f"{scope.role} may not handle cases", chinese="您的角色不办理事项", code="move_not_allowed"
        )
    with store.session(scope) as connection:
        case = cases.read_case(connection, case_id)
        _refuse_follower(scope, case)
        move = check_move(name, CaseState(case.state), scope.role, note=note)
        events = case_events.read_case_events(connection, case_id)
        moment = _moment(made_at, events)
        turn = _Turn(connection, scope, case, move, events, moment, case_standards(store))
        payload = _payload(turn, dict(facts or {}))
        moved = cases.append_case_event(
            connection,
            case_id,
            kind=move.name,
            from_state=case.state,
            to_state=move.to_state.value if move.to_state else None,
            payload=payload,
            note=note.strip(),
            by=scope.user_id,
            made_at=moment,
            expected_version=version if version is not None else case.version,
            change=_change(turn, payload),
        )
        if move.name == "merge":
            case_events.link_cases(connection, case_id, CaseId(payload["into_case_id"]), kind="duplicate")
        return _start_when_all_came(connection, moved, scope, moment) if move.name == "check_in" else moved


def _refuse_follower(scope: Scope, case: cases.CaseRecord) -> None:
    """Who filed a case outside their own area follows it, and leaves it to those who work there."""
    if not scope.holds(case.path):
        raise NotAllowed(
            f"case {case.case_id} lies outside the scope",
            chinese="该事项由所在网格、社区办理；您登记后可以查看进展",
            code="move_not_allowed",
        )


def progress_of(connection: Connection, case_id: CaseId) -> WhistleProgress:
    """Say whom a case's whistle called and who came."""
    return _whistle(case_events.read_case_events(connection, case_id))


def _whistle(events: list[case_events.CaseEventRecord]) -> WhistleProgress:
    return whistle_progress((event.kind, event.payload) for event in events)


def _moment(made_at: datetime | None, events: list[case_events.CaseEventRecord]) -> datetime:
    """The maker's clock is believed within bounds: ten minutes ahead of ours, or behind the case's last event."""
    now = datetime.now(UTC)
    if made_at is None:
        return now
    earliest = max(events[-1].made_at - _CLOCK_MAY_LEAD, now - _TOLD_LATE_AT_MOST)
    if made_at.tzinfo is None or not earliest <= made_at <= now + _CLOCK_MAY_LEAD:
        raise InputError(
            f"made_at {made_at} is not believable",
            chinese="办理时间应带时区，不早于上一步、不晚于现在，且在最近 60 天内",
            code="clock_wrong",
            value=made_at.isoformat(),
        )
    return made_at


def _change(turn: "_Turn", payload: Mapping[str, Any]) -> cases.CaseChange:
    move, departments = turn.move, tuple(payload.get("departments", ()))
    if move.name == "reclassify":
        return _reclassified(turn, payload)
    if move.name == "solve":
        return cases.CaseChange(solved_at=turn.moment)
    if move.to_state in (CaseState.CLOSED, CaseState.RETURNED, CaseState.MERGED):
        return cases.CaseChange(closed_at=turn.moment, satisfaction=payload.get("satisfaction"))
    if move.name in (CaseRoute.WHISTLE, CaseRoute.DISCUSS, CaseRoute.REFER):
        return cases.CaseChange(route=move.name, departments=departments)
    return cases.CaseChange(
        priority=payload.get("priority"), is_reopened=move.name == "reopen", departments=departments
    )


def _reclassified(turn: "_Turn", payload: Mapping[str, Any]) -> cases.CaseChange:
    """The time of the other category counts from the report: nobody gains any by filing wrongly."""
    case, category = turn.case, turn.standards.tree.get(payload["category"])
    calendar, limit_hours = turn.standards.calendar, category.limit_hours
    return cases.CaseChange(
        category=category.code,
        answers=payload["answers"],
        priority=payload.get("priority"),
        due_at=None if limit_hours is None else calendar.due(case.reported_at, limit_hours),
        route=category.route.value if case.state in (CaseState.REPORTED, CaseState.ACCEPTED) else None,
        categories_version=turn.standards.tree.number,
        calendar_version=calendar.number,
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """A case at the moment of a move: who moves it, where it stands, and what happened before."""

    connection: Connection
    scope: Scope
    case: cases.CaseRecord
    move: Move
    events: list[case_events.CaseEventRecord]
    moment: datetime
    standards: CaseStandards

    @property
    def own_tree(self) -> CategoryTree:
        """The version of the categories that the case was filed under."""
        return self.standards.tree_of(self.case.categories_version)


def _payload(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    """Keep of the facts what the step asks for, checked; anything else is refused."""
    taken = _TAKES.get(turn.move.name, lambda _turn, _facts: {})(turn, facts)
    surplus = set(facts) - set(taken)
    if surplus:
        raise InputError(
            f"{turn.move.name} takes no {sorted(surplus)}",
            chinese=f"“{turn.move.chinese}”不接受参数：{'、'.join(sorted(surplus))[:80]}",
            code="fact_unexpected",
        )
    return taken


def _listed(facts: dict[str, Any]) -> list[str]:
    chosen = facts.get("departments", [])
    if not isinstance(chosen, list) or not all(isinstance(code, str) for code in chosen):
        raise InputError("departments is no list", chinese="部门应为编号列表", code="department_unknown")
    return chosen


def _departments(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    own = turn.own_tree.categories.get(turn.case.category)
    usual = own.departments if own else ()
    return {"departments": list(departments_to_call(turn.standards.tree, usual, _listed(facts)))}


def _referred(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    """A case may be referred to departments of the list, or to somebody named in the note alone."""
    return _departments(turn, facts) if _listed(facts) else {}


def _department(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    """A department checks in as itself; the sub-district may record it for one."""
    own = turn.scope.department
    code = str(facts.get("department") or own)
    if turn.scope.role is Role.DEPARTMENT and (not own or code != own):
        raise NotAllowed(
            f"account of {own!r} checks in as {code!r}",
            chinese="只能以本部门名义报到" if own else "您的账号未指定部门，请联系系统管理员",
            code="department_not_own",
        )
    check_arrival(_whistle(turn.events), turn.standards.tree, code)
    return {"department": code}


def _step(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    if facts.get("step") is None:
        return {}
    limit_hours = facts.get("limit_hours")
    if limit_hours is not None and (
        isinstance(limit_hours, bool) or not isinstance(limit_hours, int | float)
    ):
        raise InputError("limit is no number", chinese="限期应为工作小时数", code="step_limit_invalid")
    return take_step(
        turn.own_tree.steps_of(turn.case.category),
        step_progress((event.kind, event.payload) for event in turn.events),
        str(facts["step"]),
        limit_hours=limit_hours,
        now=turn.moment,
        calendar=turn.standards.calendar,
    )


def _solve(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    """A category's own way is gone to its end before the case counts as solved."""
    known = turn.own_tree.categories.get(turn.case.category)
    steps = turn.own_tree.steps_of(turn.case.category) if known else []
    if not is_done(steps, step_progress((event.kind, event.payload) for event in turn.events)):
        told = " → ".join(step.chinese for step in steps)
        raise Conflict("steps missing", chinese=f"该类事项须走完专有步骤再办结：{told}", code="steps_missing")
    return {}


def _into(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    into = facts.get("into_case_id")
    if not isinstance(into, int) or isinstance(into, bool) or into == turn.case.case_id:
        raise InputError(
            "merge into what?", chinese="请指明并入哪一件事项，且不能是自身", code="merge_target_missing"
        )
    cases.read_case(turn.connection, CaseId(into))
    return {"into_case_id": into}


def _satisfaction(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    told = facts.get("satisfaction")
    if told is None:
        return {}
    if isinstance(told, bool) or told not in _SATISFACTION:
        raise InputError(f"satisfaction {told!r}", chinese="满意度为 1 至 5", code="satisfaction_invalid")
    return {"satisfaction": told}


def _priority(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    told = facts.get("priority")
    if isinstance(told, bool) or told not in _PRIORITIES:
        raise InputError(f"priority {told!r}", chinese="优先级为 1（最急）至 5", code="priority_invalid")
    return {"priority": told, "from_priority": turn.case.priority}


def _category(turn: _Turn, facts: dict[str, Any]) -> dict[str, Any]:
    told = facts.get("category")
    if not isinstance(told, str):
        raise InputError("category is no code", chinese="请选择改为哪个类别", code="category_missing")
    category = turn.standards.tree.get(told)
    chinese, code = "", ""
    if category.code == turn.case.category:
        chinese, code = "事项已是这一类别，请选择另一类别", "category_same"
    elif category.is_dispute != turn.case.is_dispute:
        # Into one, a place, photos and viewers are there already; out of one, others would come to see it.
        chinese, code = (
            "矛盾纠纷与其他类别之间不能互改：前者不留地点、知情范围不同，请另行登记",
            "category_dispute",
        )
    elif judge_admission(CaseSource(turn.case.source), category).is_returned:
        chinese, code = (
            f"“{category.full_chinese}”不在准入清单内，部门任务不能改入，请退回部门",
            "category_not_listed",
        )
    if code:
        raise InputError(f"no {turn.case.category} to {told}: {code}", chinese=chinese, code=code)
    return {"category": category.code, "from_category": turn.case.category} | _carried(turn, category, facts)


def _carried(turn: _Turn, category: CaseCategory, facts: dict[str, Any]) -> dict[str, Any]:
    """The other category's answers and priority; the former answers stay in the event.

    A priority that somebody set by hand is a judgement about this case, and stays.
    """
    answers = facts.get("answers", {})
    if not isinstance(answers, dict) or not all(
        isinstance(told, str) and len(told) <= _LONGEST_ANSWER for told in answers.values()
    ):
        raise InputError("answers are no texts", chinese="补充问题的回答应为文字", code="answer_unexpected")
    check_answers(answers, category)
    carried: dict[str, Any] = {
        "answers": {question: told for question, told in answers.items() if told.strip()}
    }
    if turn.case.answers:
        carried["from_answers"] = turn.case.answers
    is_set_by_hand = any(event.kind == "prioritise" for event in turn.events)
    if category.priority != turn.case.priority and not is_set_by_hand:
        carried |= {"priority": category.priority, "from_priority": turn.case.priority}
    return carried


_TAKES = {
    "judge_up": _departments,
    "refer": _referred,
    "check_in": _department,
    "step": _step,
    "solve": _solve,
    "merge": _into,
    "close": _satisfaction,
    "prioritise": _priority,
    "reclassify": _category,
}


def _start_when_all_came(
    connection: Connection, case: cases.CaseRecord, scope: Scope, moment: datetime
) -> cases.CaseRecord:
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
        made_at=moment,
        expected_version=case.version,
    )
