"""A case's page in words: events told in Chinese, departments with their duty, values of another template kept."""

from datetime import UTC, datetime

from api.schemas.case_desk import departments_of, desk_of, weeks_of
from gis.casework.categories import read_categories
from gis.casework.states import MOVES
from gis.casework.steps import StepProgress, next_steps
from gis.casework.whistle import WhistleProgress
from gis.casework.working_time import read_calendar
from gis.model.access import Role
from gis.store.case_events import CaseEventRecord
from gis.store.case_figures import WeekCount
from gis.workflows.case_desk import CaseDesk, Offer
from gis.workflows.live_standards import CaseStandards
from tests.api.schemas.test_cases import NOW, _case

STANDARDS = CaseStandards({1: read_categories()}, {1: read_calendar()})


def _event(serial, kind, payload=None, note=""):
    return CaseEventRecord(serial, 1, serial, kind, "", "in_progress", note, payload or {}, None, 7, NOW, NOW)


def _view(events=(), category="0104", progress=None, whistle=None):
    tree = read_categories()
    steps = tree.steps_of(category) if category in tree.categories else []
    progress = progress or StepProgress()
    desk = CaseDesk(
        case=_case(category=category),
        events=tuple(events),
        offers=(Offer(MOVES["solve"], "还差一步"),),
        whistle=whistle or WhistleProgress((), ()),
        steps=tuple(steps),
        progress=progress,
        next_steps=tuple(next_steps(steps, progress, now=NOW)),
    )
    return desk_of(
        desk,
        "甲",
        lambda user_id: f"网格员 {user_id:03d}",
        standards=STANDARDS,
        role=Role.GRID_WORKER,
        now=NOW,
    )


def test_events_are_told_in_words_with_who_and_what():
    view = _view(
        [
            _event(1, "filed", {"rule": "不在清单"}),
            _event(2, "judge_up", {"departments": ["police", "another"]}),
            _event(3, "step", {"step": "notice", "limit_hours": 7, "limit_at": "2026-11-25T17:30:00+08:00"}),
            _event(4, "prioritise", {"priority": 1, "from_priority": 3}),
            _event(5, "strange"),
        ]
    )
    told = [(event.kind_chinese, event.told) for event in view.timeline]
    assert told == [
        ("登记", ["不在清单"]),
        ("研判：向上吹哨", ["呼叫：公安派出所、another"]),
        ("办理进展", ["限期整改告知", "限 7 个工作小时，至 2026-11-25 17:30"]),
        ("调整优先级", ["优先级 3 → 1"]),
        ("strange", []),
    ]
    assert view.timeline[0].made_by_name == "网格员 007"


def test_called_departments_say_their_duty_and_whether_they_came():
    events = [
        _event(1, "judge_up", {"departments": ["police"]}),
        _event(2, "check_in", {"department": "police"}, "已到"),
    ]
    (called,) = _view(events, whistle=WhistleProgress(("police",), ("police",))).called
    assert (called.chinese, called.is_here, called.note, called.checked_in_at) == (
        "公安派出所",
        True,
        "已到",
        NOW,
    )
    (waiting,) = _view(events, whistle=WhistleProgress(("police",), ())).called
    assert (waiting.is_here, waiting.note, waiting.checked_in_at) == (False, "", None)


def test_steps_say_which_is_done_which_is_next_and_what_hinders():
    steps = _view(category="0301", progress=StepProgress(("photo",))).steps
    assert [(step.is_done, step.is_next) for step in steps] == [
        (True, False), (False, True), (False, False), (False, False),
    ]  # fmt: skip
    (first, *_) = _view(category="0301").steps
    assert first.hindrance


def test_moves_say_what_hinders_them_and_another_template_does_no_harm():
    view = _view(category="8888")
    assert [(move.move, move.hindrance) for move in view.case.moves] == [("solve", "还差一步")]
    assert (view.steps, view.suggested, view.questions) == ([], [], [])


def test_the_duty_list_names_every_department():
    assert {one.code for one in departments_of(read_categories())} == set(read_categories().departments)


def test_weeks_are_told_by_their_monday():
    monday = datetime(2026, 11, 23, tzinfo=UTC).date()
    assert [(week.monday, week.cases) for week in weeks_of([WeekCount(monday, 3)])] == [(monday, 3)]
