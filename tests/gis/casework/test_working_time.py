"""Deadlines in working hours, reckoned by hand."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from gis.casework.working_time import calendar_document, parse_calendar, read_calendar
from gis.errors import InputError

CHINA = timezone(timedelta(hours=8))
CALENDAR = read_calendar()


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 09:00", 3, "2026-11-23 12:00"),  # Monday, the whole morning
        ("2026-11-23 09:00", 3.5, "2026-11-23 14:00"),  # half an hour into the afternoon
        ("2026-11-23 09:00", 7, "2026-11-23 17:30"),
        ("2026-11-23 09:00", 8, "2026-11-24 10:00"),
        ("2026-11-23 12:30", 1, "2026-11-23 14:30"),  # filed in the lunch break
        ("2026-11-27 17:00", 1, "2026-11-30 09:30"),  # Friday evening into Monday
        ("2026-11-28 10:00", 1, "2026-11-30 10:00"),  # Saturday
        ("2026-09-30 16:30", 2, "2026-10-08 10:00"),  # over the National Day week
        ("2026-10-09 16:30", 2, "2026-10-10 10:00"),  # Saturday 10 October is worked
        ("2026-02-13 17:00", 1, "2026-02-14 09:30"),  # Saturday before the Spring Festival is worked
        ("2026-02-14 17:00", 1, "2026-02-24 09:30"),  # and the festival is not
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
        ("2026-11-23 20:00", 0, "2026-11-24 09:00"),
    ],
)
def test_a_deadline_passes_over_nights_week_ends_and_holidays(start, hours, due):
    assert CALENDAR.due(_at(start), hours) == _at(due)


def test_a_moment_in_another_zone_is_the_same_moment():
    assert CALENDAR.due(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 3) == _at("2026-11-23 12:00")


@pytest.mark.parametrize("hours", [0.5, 3, 7, 14.25, 35])
def test_hours_worked_until_the_deadline_are_the_hours_given(hours):
    start = _at("2026-09-29 11:20")
    assert CALENDAR.worked_hours(start, CALENDAR.due(start, hours)) == pytest.approx(hours)


def test_no_time_passes_backwards_or_at_night():
    assert CALENDAR.worked_hours(_at("2026-11-24 10:00"), _at("2026-11-23 10:00")) == 0
    assert CALENDAR.worked_hours(_at("2026-11-23 18:00"), _at("2026-11-24 08:00")) == 0


def test_an_unknown_year_follows_the_week_and_says_so():
    assert CALENDAR.knows(date(2026, 5, 1))
    assert not CALENDAR.knows(date(2031, 5, 1))
    assert CALENDAR.is_working_day(date(2031, 5, 1))


def test_holidays_of_2026_are_as_the_state_council_announced():
    off = [day for day in CALENDAR.off if day.year == 2026]
    assert len(off) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert len([day for day in CALENDAR.worked if day.year == 2026]) == 6


@pytest.mark.parametrize("hours", [-1, 2001, float("nan"), float("inf")])
def test_an_absurd_limit_is_refused(hours):
    with pytest.raises(InputError):
        CALENDAR.due(_at("2026-11-23 09:00"), hours)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InputError) as refusal:
        CALENDAR.due(datetime(2026, 11, 23, 9, 0), 1)  # noqa: DTZ001
    assert refusal.value.code == "moment_without_zone"


SHIFTS = [["09:00", "12:00"], ["13:30", "17:30"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"shifts": []},
        {"shifts": None},
        {"shifts": "09:00"},
        {"shifts": [["09:00"]]},
        {"shifts": [["12:00", "09:00"]]},
        {"shifts": [["09:00", "12:00"], ["11:00", "17:00"]]},
        {"shifts": [["09:00+08:00", "12:00+08:00"]]},
        {"zone_hours": 9},
        {"years": []},
        {"years": {"26": {}}},
        {"years": {"2026": []}},
        {"years": {"2026": {"holidays": []}}},
        {"years": {"2026": {"off": "2026-01-01"}}},
        {"years": {"2026": {"off": [20260101]}}},
        {"years": {"2026": {"off": ["2026-02-30"]}}},
        {"years": {"2026": {"off": ["2027-02-01"]}}},
        {"years": {"2026": {"off": ["2026-10-07/2026-10-01"]}}},
        {"years": {"2026": {"off": ["2026-01-01/2026-03-01"]}}},
        {"years": {"2026": {"work": ["2026-10-12"]}}},
        {"years": {"2026": {"off": ["2026-10-10"], "work": ["2026-10-10"]}}},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(fault):
    with pytest.raises(InputError) as refusal:
        parse_calendar({"shifts": SHIFTS, "years": {}, **fault})
    assert refusal.value.code == "calendar_invalid"


def test_holidays_around_new_year_may_stand_with_either_year():
    calendar = parse_calendar({"shifts": SHIFTS, "years": {"2027": {"off": ["2026-12-31/2027-01-02"]}}})
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.years == {2027}


def test_a_calendar_is_kept_with_its_years_in_order_and_nothing_besides():
    years = {"2027": {"work": ["2027-01-02"]}, "2026": {}}
    kept = calendar_document({"source": "x", "shifts": SHIFTS, "years": years})
    assert [*kept] == ["zone_hours", "shifts", "years"]
    assert [*kept["years"]] == ["2026", "2027"]
    assert parse_calendar(kept) == parse_calendar({"shifts": SHIFTS, "years": years})
