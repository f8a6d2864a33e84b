"""Read cases as figures for maps and tables: never disputes, never a word that was told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import UnitId
from gis.store.frames import read_table
from gis.store.programs import statement

MOST_CASES = 200_000


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Cases reported in one week; ``monday`` is its first day in China."""

    monday: date
    cases: int


@dataclass(frozen=True, slots=True)
class PlacedCases:
    """Cases with a place, and how many older ones were left out, so that nothing is short silently."""

    points: pd.DataFrame
    left_out: int


def read_case_points(
    connection: Connection,
    *,
    within: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    categories: Collection[str] | None = None,
    states: Collection[str] | None = None,
    limit: int = MOST_CASES,
) -> PlacedCases:
    """Read the cases with a place that the session may see, the earliest first; disputes have none.

    Parameters
    ----------
    since, until
        Reported from (included) to (excluded).
    categories
        Codes of two digits (with all below) or four.
    limit
        The newest so many are read.

    Returns
    -------
    PlacedCases
        Points: case_id, number, category, state, priority, grid_id, community_id, building_id (Int64), lon, lat (WGS-84),
        reported_at, due_at, solved_at, closed_at, satisfaction (Int64).
    """
    asked: dict[str, tuple[str, object]] = {
        "c.path <@ CAST(:within AS ltree)": ("within", within),
        "c.reported_at >= :since": ("since", since),
        "c.reported_at < :until": ("until", until),
        "(c.category = ANY(CAST(:categories AS text[])) OR left(c.category, 2) = ANY(CAST(:categories AS text[])))": (
            "categories",
            [*categories] if categories else None,
        ),
        "c.state = ANY(CAST(:states AS text[]))": ("states", [*states] if states else None),
    }
    chosen = {condition: given for condition, given in asked.items() if given[1] is not None}
    known = dict(chosen.values())
    newest = read_table(connection, statement("case_figures", "points", *chosen), {"limit": limit, **known})
    points = newest.iloc[::-1].reset_index(drop=True)
    left_out = 0
    if len(points) == limit:
        counted = connection.scalar(statement("case_figures", "points_count", *chosen), known)
        left_out = int(counted or 0) - len(points)
    whole = dict.fromkeys(("grid_id", "community_id", "building_id", "satisfaction"), "Int64")
    moments = ("reported_at", "due_at", "solved_at", "closed_at")
    typed = points.astype(whole).assign(**{name: pd.to_datetime(points[name], utc=True) for name in moments})
    return PlacedCases(typed, left_out)


def count_cases_by_building(connection: Connection, *, within: str, since: datetime) -> pd.DataFrame:
    """Count cases per building and main category: building_id, category (two digits), cases. No disputes."""
    known = {"within": within, "since": since}
    return read_table(connection, statement("case_figures", "counts"), known)


def count_by_week(
    connection: Connection, unit_id: UnitId, category: str, *, now: datetime, weeks: int
) -> list[WeekCount]:
    """Count the cases of a 小类 in a grid or community by week of reporting, the present week last. No disputes."""
    known = {"unit_id": unit_id, "category": category, "now": now, "weeks": weeks}
    rows = connection.execute(statement("case_figures", "weeks"), known)
    return [WeekCount(row.monday, row.cases) for row in rows]
