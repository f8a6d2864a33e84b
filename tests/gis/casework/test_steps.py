"""A category's own way: one step after the other, the five parties only once the notice has run out."""

from datetime import UTC, datetime, timedelta

import pytest

from gis.casework.categories import read_categories
from gis.casework.steps import StepProgress, is_done, next_steps, step_progress, take_step
from gis.casework.working_time import read_calendar
from gis.errors import Conflict, InputError

WEDNESDAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # nine in the morning in China
CLUTTER = read_categories().steps_of("0301")


def _take(code, progress, now=WEDNESDAY, limit_hours=None):
    return take_step(CLUTTER, progress, code, limit_hours=limit_hours, now=now, calendar=read_calendar())


def _next(progress, now=WEDNESDAY):
    return [(offer.step.code, bool(offer.hindrance)) for offer in next_steps(CLUTTER, progress, now=now)]


def test_the_photo_comes_first_and_needs_a_photo():
    assert _next(StepProgress()) == [("photo", True)]
    assert _next(StepProgress(has_photo=True)) == [("photo", False)]
    with pytest.raises(Conflict) as refusal:
        _take("photo", StepProgress())
    assert refusal.value.code == "step_hindered"


def test_another_category_begins_its_way_anew():
    told = [("photo", {}), ("step", {"step": "photo"}), ("reclassify", {"category": "0301"})]
    assert _next(step_progress(told)) == [("photo", True)]


def test_a_notice_gives_working_hours_and_the_moment_they_end():
    kept = _take("notice", StepProgress(("photo",)), limit_hours=7)
    assert kept["limit_at"] == "2026-11-25T17:30:00+08:00"
    assert _take("notice", StepProgress(("photo",)))["limit_hours"] == 21


@pytest.mark.parametrize("hours", [0, -1, 401, float("nan"), float("inf")])
def test_a_limit_that_is_none_is_refused(hours):
    with pytest.raises(InputError) as refusal:
        _take("notice", StepProgress(("photo",)), limit_hours=hours)
    assert refusal.value.code == "step_limit_invalid"


def test_the_five_parties_come_only_when_the_notice_has_run_out_and_are_passed_over_before():
    given = StepProgress(("photo", "notice"), WEDNESDAY + timedelta(hours=2), has_photo=True)
    assert _next(given) == [("joint_team", True), ("removed", False)]
    late = WEDNESDAY + timedelta(hours=2)
    assert _take("joint_team", given, late)["parties"] == ["居委会", "物业", "城管", "消防", "社区民警"]


def test_no_step_is_taken_twice_or_before_its_turn():
    for code, done in (("notice", ()), ("photo", ("photo",)), ("joint_team", ("photo", "notice", "removed"))):
        with pytest.raises(Conflict) as refusal:
            _take(code, StepProgress(done, has_photo=True))
        assert refusal.value.code == "step_out_of_turn"
    with pytest.raises(InputError):
        _take("burnt", StepProgress())


def test_the_way_is_done_with_its_last_step_and_a_category_without_steps_at_once():
    assert not is_done(CLUTTER, StepProgress(("photo", "notice")))
    assert is_done(CLUTTER, StepProgress(("photo", "notice", "removed")))
    assert is_done([], StepProgress())


def test_progress_is_read_off_the_events_and_begins_anew_when_reopened():
    events = [
        ("photo", {}),
        ("step", {"step": "photo"}),
        ("step", {"step": "notice", "limit_at": "2026-11-25T17:30:00+08:00"}),
        ("step", {}),
        ("photo", {}),
    ]
    progress = step_progress(events)
    assert (progress.done, progress.has_photo) == (("photo", "notice"), True)
    assert progress.limit_at == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    assert step_progress([*events, ("reopen", {})]) == StepProgress()
