"""What a case's own page is told: the case, its events, the whistle, its own steps, and what may be done."""

import datetime
from collections.abc import Callable
from dataclasses import replace

from pydantic import BaseModel

from api.schemas import cases as wire
from gis.casework.categories import CategoryTree
from gis.casework.states import MOVES
from gis.casework.steps import StepOffer
from gis.model.access import Role
from gis.store.case_events import CaseEventRecord
from gis.store.case_figures import WeekCount
from gis.workflows.case_desk import CaseDesk
from gis.workflows.live_standards import CaseStandards

EVENT_CHINESE = {
    "filed": "登记",
    "photo": "上传照片",
    "photo_blurred": "照片遮挡处理",
    "all_checked_in": "全部到位，开始办理",
    "rehomed": "网格调整，移交新网格",
}


class DepartmentView(BaseModel):
    """A department of the duty list (报到职责清单)."""

    code: str
    chinese: str
    level: str
    duty: str


class CalledDepartment(DepartmentView):
    """A department that a whistle called."""

    is_here: bool
    checked_in_at: datetime.datetime | None
    note: str


class StepView(BaseModel):
    """One of a category's own steps."""

    code: str
    chinese: str
    needs: str
    limit_hours: float | None
    parties: list[str]
    is_done: bool
    is_next: bool
    hindrance: str


class TimelineEvent(wire.CaseEventView):
    """One thing that happened, as people read it."""

    kind_chinese: str
    made_by_name: str
    told: list[str]


class CaseDeskView(BaseModel):
    """A case with all that its page shows; ``departments`` are those that may be called."""

    case: wire.CaseView
    timeline: list[TimelineEvent]
    called: list[CalledDepartment]
    suggested: list[str]
    departments: list[DepartmentView]
    steps: list[StepView]
    limit_at: datetime.datetime | None
    questions: list[str]


class WeekView(BaseModel):
    """Cases of the same 小类 reported in one week in the same grid or community."""

    monday: datetime.date
    cases: int


def desk_of(
    desk: CaseDesk,
    unit_name: str,
    name_of_user: Callable[[int], str],
    *,
    standards: CaseStandards,
    role: Role,
    now: datetime.datetime,
) -> CaseDeskView:
    """Write a case's page."""
    own = standards.tree_of(desk.case.categories_version)
    tree = replace(standards.tree, steps={**own.steps, **standards.tree.steps})
    case = wire.view_of(desk.case, unit_name, standards=standards, role=role, now=now)
    case.moves = [
        wire.CaseMove(
            move=offer.move.name,
            chinese=offer.move.chinese,
            needs_note=offer.move.needs_note,
            hindrance=offer.hindrance,
        )
        for offer in desk.offers
    ]
    category = own.categories.get(desk.case.category)
    return CaseDeskView(
        case=case,
        timeline=[_event(event, name_of_user, tree) for event in desk.events],
        called=_called(desk, tree),
        suggested=list(category.departments) if category else [],
        departments=departments_of(tree),
        steps=_steps(desk),
        limit_at=desk.progress.limit_at,
        questions=list(category.questions) if category else [],
    )


def departments_of(tree: CategoryTree) -> list[DepartmentView]:
    """Write the duty list."""
    return [
        DepartmentView(code=one.code, chinese=one.chinese, level=one.level, duty=one.duty)
        for one in tree.departments.values()
    ]


def weeks_of(weeks: list[WeekCount]) -> list[WeekView]:
    """Write a series by week."""
    return [WeekView(monday=week.monday, cases=week.cases) for week in weeks]


def _called(desk: CaseDesk, tree: CategoryTree) -> list[CalledDepartment]:
    arrivals = {
        str(event.payload.get("department")): event for event in desk.events if event.kind == "check_in"
    }
    called = []
    for code in desk.whistle.called:
        known, arrival = tree.departments.get(code), arrivals.get(code)
        is_here = code in desk.whistle.checked_in
        called.append(
            CalledDepartment(
                code=code,
                chinese=tree.chinese_of_department(code),
                level=known.level if known else "",
                duty=known.duty if known else "",
                is_here=is_here,
                checked_in_at=arrival.made_at if arrival and is_here else None,
                note=arrival.note if arrival and is_here else "",
            )
        )
    return called


def _steps(desk: CaseDesk) -> list[StepView]:
    offers: dict[str, StepOffer] = {offer.step.code: offer for offer in desk.next_steps}
    return [
        StepView(
            code=step.code,
            chinese=step.chinese,
            needs=step.needs,
            limit_hours=step.limit_hours,
            parties=list(step.parties),
            is_done=step.code in desk.progress.done,
            is_next=step.code in offers,
            hindrance=offers[step.code].hindrance if step.code in offers else "",
        )
        for step in desk.steps
    ]


def _event(event: CaseEventRecord, name_of_user: Callable[[int], str], tree: CategoryTree) -> TimelineEvent:
    move = MOVES.get(event.kind)
    chinese = move.chinese if move else EVENT_CHINESE.get(event.kind, event.kind)
    who = "" if event.made_by is None else name_of_user(event.made_by)
    return TimelineEvent(
        **wire.event_of(event).model_dump(), kind_chinese=chinese, made_by_name=who, told=_told(event, tree)
    )


def _told(event: CaseEventRecord, tree: CategoryTree) -> list[str]:
    """What an event's facts say, in words."""
    payload, words = event.payload, []
    if payload.get("departments"):
        names = "、".join(tree.chinese_of_department(code) for code in payload["departments"])
        words.append(f"呼叫：{names}" if event.kind == "judge_up" else f"转给：{names}")
    if payload.get("department"):
        words.append(tree.chinese_of_department(str(payload["department"])))
    if payload.get("step") in tree.steps:
        words.append(tree.steps[payload["step"]].chinese)
    if payload.get("parties"):
        words.append("参加：" + "、".join(payload["parties"]))
    if payload.get("limit_at"):
        moment = datetime.datetime.fromisoformat(payload["limit_at"])
        words.append(f"限 {payload['limit_hours']:g} 个工作小时，至 {moment:%Y-%m-%d %H:%M}")
    if payload.get("satisfaction"):
        words.append(f"满意度 {payload['satisfaction']}/5")
    if payload.get("priority"):
        words.append(f"优先级 {payload.get('from_priority', '')} → {payload['priority']}")
    if payload.get("from_category"):
        former, now = (tree.chinese_of(payload[name]) for name in ("from_category", "category"))
        words.append(f"类别 {former} → {now}")
        words += [f"原{question}：{answer}" for question, answer in payload.get("from_answers", {}).items()]
    if payload.get("rule"):
        words.append(str(payload["rule"]))
    if payload.get("into_case_id"):
        words.append(f"并入事项 {payload['into_case_id']}")
    return words
