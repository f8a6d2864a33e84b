"""What ``/api/v1/cases`` takes and answers."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import geopandas as gpd
import pandas as pd
from fastapi import Query
from pydantic import BaseModel, Field

from api.schemas.values import Body, Id
from gis.casework.admission import SOURCE_CHINESE, CaseSource
from gis.casework.categories import ROUTE_CHINESE, CaseCategory, CaseRoute, CategoryTree
from gis.casework.duplicates import NearCase
from gis.casework.states import ENDED, STATE_CHINESE, CaseState, Move, moves_from
from gis.model.access import Role
from gis.store.case_events import CaseEventRecord
from gis.store.cases import CaseRecord
from gis.workflows.file_case import FiledCase, Filing
from gis.workflows.keep_photo import Capture
from gis.workflows.live_standards import CaseStandards

CHINA = datetime.timezone(datetime.timedelta(hours=8))


class NewCaseBody(Body):
    """A case as filed; the place is a building, a position, or an address, in this order."""

    category: str = Field(min_length=4, max_length=4, description="事项小类编号，如 0104")
    title: str = Field(min_length=1, max_length=100)
    description: str = Field(default="", max_length=2000)
    source: CaseSource = CaseSource.RESIDENT
    building_id: Id | None = None
    stairwell: int | None = Field(default=None, ge=1, le=99)
    lon: float | None = None
    lat: float | None = None
    crs: str = Field(default="wgs84", max_length=20)
    accuracy_m: float | None = None
    address: str = Field(default="", max_length=200)
    reported_at: datetime.datetime | None = None
    provisional_number: str = Field(default="", max_length=40)
    answers: dict[str, str] = Field(default_factory=dict, max_length=20)
    is_elsewhere: bool = Field(default=False, description="地点不在本街道：按书面地址登记并转办")

    def filing(self) -> Filing:
        """Hand over as the workflow takes it."""
        return Filing(**self.model_dump())


class MoveBody(Body):
    """One step with a case, made on a version."""

    move: str = Field(max_length=30)
    version: int | None = Field(default=None, ge=1)
    note: str = Field(default="", max_length=2000)
    facts: dict[str, Any] = Field(default_factory=dict, max_length=5)
    made_at: datetime.datetime | None = Field(default=None, description="实际办理时间，迟报时给出，带时区")


class CaseMove(BaseModel):
    """What the caller may do with a case now."""

    move: str
    chinese: str
    needs_note: bool
    hindrance: str = Field(default="", description="眼下不能办的原因；空：可以办")


class CaseView(BaseModel):
    """A case as it is now."""

    id: int
    number: str
    provisional_number: str
    category: str
    category_chinese: str
    title: str
    description: str
    address: str
    source: str
    source_chinese: str
    route: str
    route_chinese: str
    state: str
    state_chinese: str
    is_closed: bool
    is_overdue: bool
    is_dispute: bool
    priority: int
    unit_id: int
    unit_name: str
    community_id: int | None
    grid_id: int | None
    building_id: int | None
    lon: float | None
    lat: float | None
    version: int
    satisfaction: int | None
    answers: dict[str, Any]
    departments: list[str]
    opened_at: datetime.datetime
    due_at: datetime.datetime | None
    is_due_sure: bool = Field(description="时限所在年份的放假安排是否已知")
    solved_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    moves: list[CaseMove] = Field(default_factory=list)


class CaseRow(BaseModel):
    """A case in a list."""

    id: int
    number: str
    category: str
    category_chinese: str
    title: str
    address: str
    source_chinese: str
    route_chinese: str
    state: str
    state_chinese: str
    is_closed: bool
    is_overdue: bool
    priority: int
    unit_id: int
    unit_name: str
    grid_id: int | None
    lon: float | None
    lat: float | None
    version: int
    opened_at: datetime.datetime
    due_at: datetime.datetime | None


class NearCaseView(BaseModel):
    """An open case nearby that may be the same."""

    id: int
    number: str
    title: str
    distance_m: float


class CaseFiled(BaseModel):
    """What became of a filing."""

    case: CaseView
    rule: str
    duplicates: list[NearCaseView]
    is_repeat: bool


class CaseEventView(BaseModel):
    """One thing that happened."""

    id: int
    serial: int
    kind: str
    from_state: str
    to_state: str
    to_state_chinese: str
    note: str
    payload: dict[str, Any]
    made_by: int | None
    made_at: datetime.datetime
    recorded_at: datetime.datetime


class CategoryView(BaseModel):
    """One 小类 of the template."""

    code: str
    chinese: str
    major_chinese: str
    limit_hours: float | None
    duplicate_radius_m: float
    priority: int
    route: str
    is_dispute: bool
    is_listed: bool
    departments: list[str]
    questions: list[str]
    steps: list[str]


class PhotoView(BaseModel):
    """One photo of a case; ``sha256`` is of the bytes as they left the phone."""

    id: int
    sha256: str
    size_bytes: int
    taken_at: datetime.datetime | None
    added_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class PhotoCapture:
    """When and where the phone took a photo, for cameras that write nothing into it."""

    taken_at: Annotated[datetime.datetime | None, Query(description="拍摄时间，带时区")] = None
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None
    accuracy_m: Annotated[float | None, Query(ge=0, le=100_000)] = None

    def told(self) -> Capture:
        """Hand over as the workflow takes it; a time without a zone is China's."""
        taken_at = self.taken_at
        if taken_at is not None and taken_at.tzinfo is None:
            taken_at = taken_at.replace(tzinfo=CHINA)
        return Capture(taken_at, self.lon, self.lat, self.accuracy_m)


class BlurBody(Body):
    """Places of a photo to make unrecognisable: left, top, right, bottom as shares of its sides."""

    boxes: list[tuple[float, float, float, float]] = Field(min_length=1, max_length=50)


class OriginalBody(Body):
    """Why the original is opened."""

    reason: str = Field(max_length=500)


class PhotoKept(BaseModel):
    """A photo that arrived whole."""

    id: int
    sha256: str


class WhistleView(BaseModel):
    """Departments called, and those that came."""

    called: list[str]
    checked_in: list[str]
    missing: list[str]
    is_complete: bool


_AS_KEPT = (
    "number", "provisional_number", "category", "title", "description", "address", "source", "route", "state", "priority",
    "is_dispute",
    "unit_id", "community_id", "grid_id", "building_id", "lon", "lat", "version", "satisfaction", "answers",
    "departments", "due_at", "solved_at", "closed_at",
)  # fmt: skip


def view_of(
    case: CaseRecord,
    unit_name: str,
    *,
    standards: CaseStandards,
    role: Role | None = None,
    now: datetime.datetime,
) -> CaseView:
    """Write a case as the wire has it, its words by the templates it was filed under."""
    state = CaseState(case.state)
    is_closed = state in ENDED
    is_overdue = bool(case.due_at and not is_closed and not case.solved_at and case.due_at < now)
    moves = [] if role is None else [_move(move) for move in moves_from(state, role)]
    return CaseView(
        **{name: getattr(case, name) for name in _AS_KEPT},
        id=case.case_id,
        category_chinese=standards.tree_of(case.categories_version).chinese_of(case.category),
        source_chinese=_chinese(SOURCE_CHINESE, CaseSource, case.source),
        route_chinese=_chinese(ROUTE_CHINESE, CaseRoute, case.route),
        state_chinese=STATE_CHINESE[state],
        is_closed=is_closed,
        is_overdue=is_overdue,
        unit_name=unit_name,
        opened_at=case.reported_at,
        is_due_sure=case.due_at is None
        or standards.calendar_of(case.calendar_version).knows(case.due_at.date()),
        moves=moves,
    )


def rows_of(
    found: gpd.GeoDataFrame, name_of: Callable[[int], str], *, tree: CategoryTree, now: datetime.datetime
) -> list[CaseRow]:
    """Write listed cases as the wire has them."""
    return [_row(row, name_of(int(row["unit_id"])), tree, now) for row in found.to_dict("records")]


def _row(row: dict[Any, Any], unit_name: str, tree: CategoryTree, now: datetime.datetime) -> CaseRow:
    state, point = CaseState(row["state"]), row["geometry"]
    due_at = None if pd.isna(row["due_at"]) else row["due_at"]
    is_closed = state in ENDED
    return CaseRow(
        id=row["case_id"],
        number=row["number"],
        category=row["category"],
        category_chinese=tree.chinese_of(row["category"]),
        title=row["title"],
        address=row["address"],
        source_chinese=_chinese(SOURCE_CHINESE, CaseSource, row["source"]),
        route_chinese=_chinese(ROUTE_CHINESE, CaseRoute, row["route"]),
        state=row["state"],
        state_chinese=STATE_CHINESE[state],
        is_closed=is_closed,
        is_overdue=bool(due_at is not None and not is_closed and pd.isna(row["solved_at"]) and due_at < now),
        priority=row["priority"],
        unit_id=row["unit_id"],
        unit_name=unit_name,
        grid_id=None if pd.isna(row["grid_id"]) else row["grid_id"],
        lon=None if point is None else point.x,
        lat=None if point is None else point.y,
        version=row["version"],
        opened_at=row["reported_at"],
        due_at=due_at,
    )


def _chinese(words: Any, kind: Any, value: str) -> str:
    """The Chinese word of a value, or the value where it is of another time."""
    return str(words[kind(value)]) if value in set(kind) else value


def _move(move: Move) -> CaseMove:
    return CaseMove(move=move.name, chinese=move.chinese, needs_note=move.needs_note)


def filed_of(
    filed: FiledCase,
    unit_name: str,
    *,
    standards: CaseStandards,
    role: Role | None,
    now: datetime.datetime,
) -> CaseFiled:
    """Write what became of a filing."""
    return CaseFiled(
        case=view_of(filed.case, unit_name, standards=standards, role=role, now=now),
        rule=filed.admission.rule,
        duplicates=[near_of(near) for near in filed.duplicates],
        is_repeat=filed.is_repeat,
    )


def near_of(near: NearCase) -> NearCaseView:
    """Write a case nearby."""
    return NearCaseView(
        id=near.case_id, number=near.number, title=near.title, distance_m=round(near.distance_m, 1)
    )


def event_of(event: CaseEventRecord) -> CaseEventView:
    """Write an event."""
    chinese = STATE_CHINESE[CaseState(event.to_state)] if event.to_state in set(CaseState) else event.to_state
    return CaseEventView(
        id=event.id,
        serial=event.serial,
        kind=event.kind,
        from_state=event.from_state,
        to_state=event.to_state,
        to_state_chinese=chinese,
        note=event.note,
        payload=event.payload,
        made_by=event.made_by,
        made_at=event.made_at,
        recorded_at=event.recorded_at,
    )


def photos_of(found: pd.DataFrame) -> list[PhotoView]:
    """Write a case's photos."""
    return [
        PhotoView(
            id=row["id"],
            sha256=row["sha256"],
            size_bytes=row["size_bytes"],
            taken_at=None if pd.isna(row["taken_at"]) else row["taken_at"],
            added_at=row["added_at"],
        )
        for row in found.to_dict("records")
    ]


def category_of(category: CaseCategory) -> CategoryView:
    """Write a 小类."""
    return CategoryView(
        code=category.code,
        chinese=category.chinese,
        major_chinese=category.major_chinese,
        limit_hours=category.limit_hours,
        duplicate_radius_m=category.duplicate_radius_m,
        priority=category.priority,
        route=category.route,
        is_dispute=category.is_dispute,
        is_listed=category.is_listed,
        departments=list(category.departments),
        questions=list(category.questions),
        steps=list(category.steps),
    )
