"""Keep cases and everything that happens to them; nothing is edited away."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, Row

from gis.errors import Conflict, NotFound
from gis.model.ids import CaseId, PlanId, UnitId, UserId
from gis.store.case_events import keep_event
from gis.store.frames import read_shapes
from gis.store.layers import IN_BOX, Box
from gis.store.programs import statement

_CHINA = timezone(timedelta(hours=8))
_CONDITIONS = {
    "within": "c.path <@ CAST(:within AS ltree)",
    "states": "c.state = ANY(CAST(:states AS text[]))",
    "categories": (
        "(c.category = ANY(CAST(:categories AS text[])) OR left(c.category, 2) = ANY(CAST(:categories AS text[])))"
    ),
    "since": "c.reported_at >= :since",
    "until": "c.reported_at < :until",
    "sources": "c.source = ANY(CAST(:sources AS text[]))",
    "priority": "c.priority = :priority",
    "words": "(strpos(c.number, :words) > 0 OR strpos(c.title, :words) > 0 OR strpos(c.address, :words) > 0)",
    "overdue_at": "c.due_at < :overdue_at AND c.solved_at IS NULL AND c.closed_at IS NULL",
    "after": "c.id < :after",
}


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is filed.

    Attributes
    ----------
    number_prefix
        Short name of the sub-district, the first part of the number.
    unit_id
        The smallest unit it belongs to; who works there or above sees it.
    lon, lat
        WGS-84; a dispute keeps none, and is filed at its community.
    reported_at
        As the phone's clock says; now where not given. The number carries this day.
    answers
        Answers to the category's extra questions.
    categories_version, calendar_version
        The versions of the templates that it was filed under.
    """

    number_prefix: str
    unit_id: UnitId
    category: str
    title: str
    source: str
    state: str
    route: str = ""
    description: str = ""
    address: str = ""
    provisional_number: str = ""
    community_id: UnitId | None = None
    grid_id: UnitId | None = None
    building_id: UnitId | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    priority: int = 3
    is_dispute: bool = False
    reported_at: datetime | None = None
    due_at: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    categories_version: int = 1
    calendar_version: int = 1


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as it is now; ``version`` counts its events."""

    case_id: CaseId
    number: str
    provisional_number: str
    unit_id: UnitId
    path: str
    community_id: UnitId | None
    grid_id: UnitId | None
    building_id: UnitId | None
    category: str
    title: str
    description: str
    address: str
    source: str
    route: str
    state: str
    priority: int
    is_dispute: bool
    accuracy_m: float | None
    answers: dict[str, Any]
    departments: list[str]
    version: int
    satisfaction: int | None
    plan_id: PlanId | None
    reported_by: UserId | None
    reported_at: datetime
    due_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    lon: float | None
    lat: float | None
    categories_version: int
    calendar_version: int


@dataclass(frozen=True, slots=True)
class CaseChange:
    """Values that an event gives a case besides its state; None leaves a value as it is.

    ``departments`` are added to those that see the case. Another category brings its own ``due_at`` and
    ``answers``, None where it has no limit or asks nothing, and the versions it is classified under.
    """

    priority: int | None = None
    category: str | None = None
    answers: Mapping[str, Any] | None = None
    categories_version: int | None = None
    calendar_version: int | None = None
    route: str | None = None
    satisfaction: int | None = None
    departments: tuple[str, ...] = ()
    due_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    is_reopened: bool = False


def file_case(
    connection: Connection,
    case: NewCase,
    *,
    by: UserId | None = None,
    payload: Mapping[str, Any] | None = None,
) -> CaseRecord:
    """File a case, number it, and append its first event (``filed``).

    The number is ``prefix-YYYYMMDD-serial`` with the day in China and at least four digits of serial. A dispute
    keeps no place, no address and no unit below the community.
    """
    day = (case.reported_at or datetime.now(UTC)).astimezone(_CHINA).date()
    known = {item.name: getattr(case, item.name) for item in fields(case)} | {"by": by}
    known["number"] = _next_number(connection, known.pop("number_prefix"), day)
    known["answers"] = json.dumps(dict(case.answers), ensure_ascii=False)
    if case.is_dispute:
        known |= {"grid_id": None, "building_id": None, "unit_id": case.community_id or case.unit_id}
        known |= {"address": "", "accuracy_m": None}
    case_id = CaseId(connection.execute(statement("cases", "file"), known).scalar_one())
    keep_event(
        connection,
        case_id,
        1,
        kind="filed",
        to_state=case.state,
        by=by,
        made_at=case.reported_at,
        payload=payload,
    )
    return read_case(connection, case_id)


def _next_number(connection: Connection, prefix: str, day: date) -> str:
    """Take the next serial of a sub-district's day; held until the transaction ends, so none is given twice."""
    serial = connection.execute(
        statement("cases", "next_number"), {"prefix": prefix, "day": day}
    ).scalar_one()
    return f"{prefix}-{day:%Y%m%d}-{serial:04d}"


def read_case(connection: Connection, case_id: CaseId) -> CaseRecord:
    """Read a case.

    Raises
    ------
    NotFound
        There is none of this id that the session may see.
    """
    return _read(connection, "c.id = :value", case_id)


def read_case_by_number(connection: Connection, number: str) -> CaseRecord:
    """Read a case by the number the server gave it."""
    return _read(connection, "c.number = :value", number)


def _read(connection: Connection, condition: str, value: object) -> CaseRecord:
    row = connection.execute(statement("cases", "case", condition), {"value": value}).first()
    if row is None:
        raise NotFound(f"no case {value}", chinese=f"没有编号为 {value} 的事项", code="case_unknown")
    return CaseRecord(**row._mapping)


def list_cases(
    connection: Connection,
    *,
    within: str | None = None,
    states: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    sources: Collection[str] | None = None,
    priority: int | None = None,
    words: str | None = None,
    overdue_at: datetime | None = None,
    box: Box | None = None,
    after: CaseId | None = None,
    limit: int = 100,
) -> gpd.GeoDataFrame:
    """List the cases the session may see, the latest first.

    Parameters
    ----------
    categories
        Codes of two digits (with all below) or four.
    since, until
        Reported from (included) to (excluded).
    words
        Part of the number, title or address.
    overdue_at
        Only those neither solved nor ended whose deadline lies before this moment.
    after
        The last case of the page before: the cursor.

    Returns
    -------
    GeoDataFrame
        case_id, number, unit_id, path, community_id, grid_id, building_id, category, title, address, source, route,
        state, priority, is_dispute, version, satisfaction, reported_by, reported_at, due_at, solved_at, closed_at,
        geometry (None where it has no place).
    """
    asked: dict[str, Any] = {
        "within": within,
        "states": None if states is None else list(states),
        "categories": None if categories is None else list(categories),
        "since": since,
        "until": until,
        "sources": None if sources is None else list(sources),
        "priority": priority,
        "words": words,
        "overdue_at": overdue_at,
        "after": after,
    }
    known = {name: value for name, value in asked.items() if value is not None}
    conditions = [_CONDITIONS[name] for name in known]
    if box is not None:
        conditions.append(IN_BOX.format("c"))
        known |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    return read_shapes(connection, statement("cases", "cases", *conditions), known | {"limit": limit})


def append_case_event(
    connection: Connection,
    case_id: CaseId,
    *,
    kind: str,
    from_state: str | None = None,
    to_state: str | None = None,
    payload: Mapping[str, Any] | None = None,
    note: str = "",
    by: UserId | None = None,
    organisation_id: int | None = None,
    made_at: datetime | None = None,
    expected_version: int | None = None,
    change: CaseChange | None = None,
) -> CaseRecord:
    """Append an event to a case, and with it another state or other values.

    Parameters
    ----------
    from_state, expected_version
        What the case was when the event was decided on; not checked where not given.
    to_state
        The same state where not given.

    Raises
    ------
    NotFound
        There is no such case that the session may see.
    Conflict
        It changed meanwhile (``case_changed``; ``facts`` say its state and version).
    """
    row = connection.execute(statement("cases", "lock_case"), {"case_id": case_id}).first()
    if row is None:
        raise NotFound(f"no case {case_id}", chinese=f"没有编号为 {case_id} 的事项", code="case_unknown")
    _refuse_changed(row, from_state, expected_version)
    state = to_state or row.state
    known = {**_values_of(change or CaseChange()), "case_id": case_id, "state": state}
    version = connection.execute(statement("cases", "change"), known).scalar_one()
    keep_event(
        connection,
        case_id,
        version,
        kind=kind,
        from_state=row.state,
        to_state=state,
        payload=payload,
        note=note,
        by=by,
        organisation_id=organisation_id,
        made_at=made_at,
    )
    return read_case(connection, case_id)


def _values_of(change: CaseChange) -> dict[str, Any]:
    known = {item.name: getattr(change, item.name) for item in fields(change)}
    answers = None if change.answers is None else json.dumps(dict(change.answers), ensure_ascii=False)
    return {**known, "departments": list(change.departments), "answers": answers}


def _refuse_changed(row: Row[Any], from_state: str | None, expected_version: int | None) -> None:
    """Refuse an event that was decided on something older."""
    is_older = expected_version is not None and row.version != expected_version
    if is_older or (from_state is not None and row.state != from_state):
        raise Conflict(
            f"case {row.id} is {row.state}, version {row.version}",
            chinese="该事项已被他人处理，请刷新后再操作",
            code="case_changed",
            state=row.state,
            version=row.version,
        )
