"""Count working hours by a calendar with Chinese holidays and the week-ends worked in exchange.

A working day is one the calendar says is worked; else one from Monday to Friday that it does not say is off.
Shifts are half-open: at exactly 12:00 the morning is over. A year that the calendar does not know follows the
week alone, and ``knows`` says so.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from gis.errors import InputError

_FILE = Path(__file__).with_name("calendar.toml")
_LONGEST_HOURS = 2000.0
_LONGEST_SPAN_DAYS = 31
_MOST_SPANS = 60
_MOST_YEARS = 60
_MOST_SHIFTS = 4


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When offices work.

    Attributes
    ----------
    zone
        China's time, UTC+8.
    shifts
        Hours of a working day, in order.
    off, worked
        Days off besides week-ends; week-ends that are worked.
    years
        Years whose official arrangement is known.
    number
        Of the version kept, counted up by one.
    """

    zone: timezone
    shifts: tuple[tuple[time, time], ...]
    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]
    number: int = 1

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def knows(self, day: date) -> bool:
        """Whether the arrangement of the day's year is known."""
        return day.year in self.years

    def due(self, start: datetime, hours: float) -> datetime:
        """Give the moment at which so many working hours have passed since ``start``.

        Parameters
        ----------
        start
            With a time zone.
        hours
            0 to 2,000.

        Returns
        -------
        datetime
            In China's time. Of 0 hours: the first working moment from ``start`` on.

        Raises
        ------
        InputError
            ``limit_invalid``; a start without a time zone is refused as ``moment_without_zone``.
        """
        if not 0 <= hours <= _LONGEST_HOURS:
            raise InputError(f"limit of {hours} h", chinese=f"时限 {hours} 小时无效", code="limit_invalid")
        left = timedelta(hours=hours)
        for begin, end in self._shifts_from(self._local(start)):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise InputError("no working day found", chinese="工作日历中没有工作日", code="calendar_empty")

    def worked_hours(self, start: datetime, end: datetime) -> float:
        """Working hours between two moments; 0 where ``end`` is not after ``start``."""
        local_start, local_end = self._local(start), self._local(end)
        total = timedelta()
        for begin, finish in self._shifts_from(local_start):
            if begin >= local_end:
                break
            total += min(finish, local_end) - begin
        return total / timedelta(hours=1)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise InputError("moment without a zone", chinese="时间缺少时区", code="moment_without_zone")
        return moment.astimezone(self.zone)

    def _shifts_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working stretches from a moment on, for ten years."""
        for offset in range(3660):
            day = start.date() + timedelta(days=offset)
            if not self.is_working_day(day):
                continue
            for opens, closes in self.shifts:
                begin = max(datetime.combine(day, opens, self.zone), start)
                end = datetime.combine(day, closes, self.zone)
                if begin < end:
                    yield begin, end


@cache
def read_calendar(path: Path = _FILE) -> WorkCalendar:
    """Read a calendar's file; the one shipped where no path is given. See ``parse_calendar``."""
    return parse_calendar(tomllib.loads(path.read_text(encoding="utf-8")))


def read_calendar_file() -> dict[str, Any]:
    """Give what the shipped file holds: ``source``, ``certainty``, ``zone_hours``, ``shifts``, ``years``."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def parse_calendar(document: Mapping[str, Any]) -> WorkCalendar:
    """Read a calendar: ``zone_hours``, ``shifts`` and, by year, ``off`` (days or spans) and ``work`` (days).

    Raises
    ------
    InputError
        ``calendar_invalid``, naming the year and the day: a text that is no day, a span that runs backwards or
        longer than 31 days, a day of another year (the days around New Year excepted), a make-up day that is no
        week-end or is off as well; shifts that overlap or do not lie in a day.
    """
    years = document.get("years", {})
    if not isinstance(years, Mapping) or len(years) > _MOST_YEARS:
        raise _invalid(f"年份应不多于 {_MOST_YEARS} 个")
    off: set[date] = set()
    worked: set[date] = set()
    for year, entry in years.items():
        if not (isinstance(year, str) and len(year) == 4 and year.isdigit() and year.startswith("2")):
            raise _invalid(f"“{str(year)[:20]}”不是年份")
        if not isinstance(entry, Mapping) or set(entry) - {"off", "work"}:
            raise _invalid(f"{year} 年只应有放假（off）和调休上班（work）两项")
        off |= _days_of(entry, "off", int(year))
        worked |= _days_of(entry, "work", int(year))
    idle = sorted(day for day in worked if day.weekday() < 5 or day in off)
    if idle:
        raise _invalid(f"调休上班日 {idle[0]} 不是周末，或同时列为放假")
    zone = document.get("zone_hours", 8)
    if zone != 8:
        raise _invalid("时区应为东八区")
    return WorkCalendar(
        zone=timezone(timedelta(hours=zone)),
        shifts=_shifts(document.get("shifts")),
        off=frozenset(off),
        worked=frozenset(worked),
        years=frozenset(int(year) for year in years),
    )


def calendar_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """Write a calendar that ``parse_calendar`` took as it is kept: years in order, nothing besides."""
    years = {
        year: {name: [*map(str, document["years"][year].get(name, []))] for name in ("off", "work")}
        for year in sorted(document.get("years", {}))
    }
    return {"zone_hours": 8, "shifts": [[*shift] for shift in document["shifts"]], "years": years}


def _shifts(told: Any) -> tuple[tuple[time, time], ...]:
    try:
        shifts = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in told)
    except (TypeError, ValueError) as error:
        raise _invalid("作息应写成一段或几段，如 09:00 至 12:00") from error
    flat = [moment for shift in shifts for moment in shift]
    is_in_order = all(former < latter for former, latter in pairwise(flat))
    if not 1 <= len(shifts) <= _MOST_SHIFTS or not is_in_order or any(moment.tzinfo for moment in flat):
        raise _invalid(f"作息应为 1 至 {_MOST_SHIFTS} 段，先后不重叠")
    return shifts


def _days_of(entry: Mapping[str, Any], name: str, year: int) -> set[date]:
    spans = entry.get(name, [])
    if not isinstance(spans, list) or len(spans) > _MOST_SPANS:
        raise _invalid(f"{year} 年的“{name}”应为至多 {_MOST_SPANS} 项的列表")
    days = {day for span in spans for day in _days(span, year)}
    strange = [day for day in days if not date(year - 1, 12, 25) <= day <= date(year + 1, 1, 7)]
    if strange:
        raise _invalid(f"{year} 年所列的 {min(strange)} 不在该年")
    return days


def _days(span: Any, year: int) -> list[date]:
    """Days of ``2026-02-15/2026-02-23``, both included, or of a single day."""
    first, _, last = span.partition("/") if isinstance(span, str) else ("", "", "")
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        told = f"{year} 年的“{str(span)[:40]}”不是日期，应写成 {year}-10-01 或 {year}-10-01/{year}-10-07"
        raise _invalid(told) from error
    if not 0 <= (end - begin).days <= _LONGEST_SPAN_DAYS:
        raise _invalid(f"{year} 年的“{span}”前后颠倒，或长于 {_LONGEST_SPAN_DAYS} 天")
    return [begin + timedelta(days=offset) for offset in range((end - begin).days + 1)]


def _invalid(fault: str) -> InputError:
    return InputError(fault, chinese=f"工作日历有误：{fault}", code="calendar_invalid")
