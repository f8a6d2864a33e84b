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
from pathlib import Path

from gis.errors import InputError

_FILE = Path(__file__).with_name("calendar.toml")
_LONGEST_HOURS = 2000.0


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
    """

    zone: timezone
    shifts: tuple[tuple[time, time], ...]
    off: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

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
    """Read a calendar; the one shipped where no path is given."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    years: Mapping[str, Mapping[str, list[str]]] = document["years"]
    return WorkCalendar(
        zone=timezone(timedelta(hours=document["zone_hours"])),
        shifts=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in document["shifts"]),
        off=frozenset(day for year in years.values() for span in year["off"] for day in _days(span)),
        worked=frozenset(day for year in years.values() for span in year["work"] for day in _days(span)),
        years=frozenset(int(year) for year in years),
    )


def _days(span: str) -> Iterator[date]:
    """Days of ``2026-02-15/2026-02-23``, both included, or of a single day."""
    first, _, last = span.partition("/")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += timedelta(days=1)
