"""Cases (诉求、事项): file, list, read, and move along; every change is an event."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query, Response

from api.boxes import QueryBox
from api.paging import Page, Window, page_of
from api.rules import PublicScope, needs
from api.schemas import case_desk as desk_wire
from api.schemas import cases as wire
from api.schemas.values import Id, Lat, Lon
from api.wiring import CurrentStore
from gis.casework.admission import CaseSource
from gis.casework.states import CaseState
from gis.model.access import Right, Scope
from gis.model.ids import CaseId
from gis.store import case_events, cases, photos
from gis.workflows import accounts, case_desk, handle_case
from gis.workflows.file_case import file_case, near_cases
from gis.workflows.keep_photo import blur_photo, keep_photo, open_original, read_derivative
from gis.workflows.live_places import live_places
from gis.workflows.live_standards import case_standards

router = APIRouter(prefix="/api/v1/cases", tags=["诉求"])

Seeing = Annotated[Scope, needs(Right.SEE_CASES)]
UnitPath = Annotated[str | None, Query(alias="within", pattern=r"^\d{1,18}(\.\d{1,18}){0,9}$")]
Category = Annotated[str, Query(pattern=r"^\d{2}(\d{2})?$")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are asked for."""

    box: QueryBox
    within: UnitPath = None
    state: Annotated[list[CaseState] | None, Query(description="可重复")] = None
    category: Annotated[list[Category] | None, Query(description="大类或小类，可重复")] = None
    since: Annotated[datetime | None, Query(description="登记时间，含")] = None
    until: Annotated[datetime | None, Query(description="登记时间，不含")] = None
    source: Annotated[list[CaseSource] | None, Query(description="可重复")] = None
    priority: Annotated[int | None, Query(ge=1, le=5)] = None
    words: Annotated[str | None, Query(alias="q", max_length=60, description="编号、事项、地点中的字")] = None
    is_overdue: Annotated[bool, Query(description="只列超过时限仍未办结的")] = False


@router.get("")
def list_cases(
    store: CurrentStore, scope: Seeing, window: Window, asked: Annotated[CaseQuery, Depends()]
) -> Page[wire.CaseRow]:
    """List the cases of the caller's area, the latest first."""
    with store.session(scope) as connection:
        found = cases.list_cases(
            connection,
            within=asked.within,
            states=asked.state,
            categories=asked.category,
            since=asked.since,
            until=asked.until,
            sources=asked.source,
            priority=asked.priority,
            words=asked.words or None,
            overdue_at=datetime.now(UTC) if asked.is_overdue else None,
            box=asked.box,
            after=None if window.after is None else CaseId(window.after),
            limit=window.limit + 1,
        )
    tree = case_standards(store).tree
    rows = wire.rows_of(found, live_places(store).today().name_of, tree=tree, now=datetime.now(UTC))
    return page_of(rows, window, lambda row: row.id)


@router.post("", status_code=201)
def file(
    body: wire.NewCaseBody,
    response: Response,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.FILE_CASES)],
    key: Key = None,
) -> wire.CaseFiled:
    """File a case; the same ``Idempotency-Key`` files nothing again and answers 200."""
    # Of what was sent only: a field that a later version adds must not make a phone's retry look like another.
    digest = hashlib.sha256(body.model_dump_json(exclude_unset=True).encode()).hexdigest()
    filed = file_case(store, scope, body.filing(), key=key, request_hash=digest)
    if filed.is_repeat:
        response.status_code = 200
    name = live_places(store).today().name_of(filed.case.unit_id)
    role = scope.role if scope.holds(filed.case.path) else None
    return wire.filed_of(filed, name, standards=case_standards(store), role=role, now=datetime.now(UTC))


@router.get("/categories")
def list_categories(store: CurrentStore, scope: PublicScope) -> list[wire.CategoryView]:
    """List the 小类 in use, with limits, questions and steps."""
    return [wire.category_of(category) for category in case_standards(store).tree.categories.values()]


@router.get("/departments")
def list_departments(store: CurrentStore, scope: PublicScope) -> list[desk_wire.DepartmentView]:
    """List whom a whistle may call, each with its duty (报到职责清单)."""
    return desk_wire.departments_of(case_standards(store).tree)


@router.get("/duplicates")
def list_near_cases(
    store: CurrentStore, scope: Seeing, lon: Lon, lat: Lat, category: Annotated[str, Query(max_length=4)]
) -> list[wire.NearCaseView]:
    """List open cases nearby that may be the same, before filing."""
    return [wire.near_of(near) for near in near_cases(store, scope, category, lon, lat)]


@router.get("/{case_id}")
def read(case_id: Id, store: CurrentStore, scope: Seeing) -> wire.CaseView:
    """Read a case, and what the caller may do with it."""
    with store.session(scope) as connection:
        case = cases.read_case(connection, CaseId(case_id))
    name = live_places(store).today().name_of(case.unit_id)
    role = scope.role if scope.holds(case.path) else None
    return wire.view_of(case, name, standards=case_standards(store), role=role, now=datetime.now(UTC))


@router.get("/{case_id}/desk")
def read_desk(case_id: Id, store: CurrentStore, scope: Seeing) -> desk_wire.CaseDeskView:
    """Read a case with its timeline, whistle, own steps, and what the caller may do with it."""
    desk = case_desk.open_case(store, scope, CaseId(case_id))
    names = accounts.display_names(store)
    unit_name = live_places(store).today().name_of(desk.case.unit_id)
    return desk_wire.desk_of(
        desk,
        unit_name,
        lambda user_id: names.get(user_id, ""),
        standards=case_standards(store),
        role=scope.role,
        now=datetime.now(UTC),
    )


@router.get("/{case_id}/trend")
def read_trend(case_id: Id, store: CurrentStore, scope: Seeing) -> list[desk_wire.WeekView]:
    """Count by week what was reported of the same 小类 in the same grid; nothing for a dispute."""
    return desk_wire.weeks_of(case_desk.trend_of(store, scope, CaseId(case_id)))


@router.get("/{case_id}/events")
def read_events(case_id: Id, store: CurrentStore, scope: Seeing) -> list[wire.CaseEventView]:
    """Read everything that happened to a case."""
    with store.session(scope) as connection:
        cases.read_case(connection, CaseId(case_id))
        events = case_events.read_case_events(connection, CaseId(case_id))
    return [wire.event_of(event) for event in events]


@router.post("/{case_id}/events", status_code=201)
def move(
    case_id: Id,
    body: wire.MoveBody,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.HANDLE_CASES)],
) -> wire.CaseView:
    """Take one step with a case; a case that changed since ``version`` answers 409."""
    moved = handle_case.move_case(
        store,
        scope,
        CaseId(case_id),
        body.move,
        version=body.version,
        note=body.note,
        facts=body.facts,
        made_at=body.made_at,
    )
    name = live_places(store).today().name_of(moved.unit_id)
    return wire.view_of(moved, name, standards=case_standards(store), role=scope.role, now=datetime.now(UTC))


@router.get("/{case_id}/whistle")
def read_whistle(case_id: Id, store: CurrentStore, scope: Seeing) -> wire.WhistleView:
    """Say which departments a whistle called, and which have checked in."""
    with store.session(scope) as connection:
        cases.read_case(connection, CaseId(case_id))
        progress = handle_case.progress_of(connection, CaseId(case_id))
    return wire.WhistleView(
        called=list(progress.called),
        checked_in=list(progress.checked_in),
        missing=list(progress.missing),
        is_complete=progress.is_complete,
    )


@router.get("/{case_id}/photos")
def list_photos(case_id: Id, store: CurrentStore, scope: Seeing) -> list[wire.PhotoView]:
    """List a case's photos."""
    with store.session(scope) as connection:
        cases.read_case(connection, CaseId(case_id))
        found = photos.read_photos(connection, CaseId(case_id))
    return wire.photos_of(found)


@router.post("/{case_id}/photos", status_code=201)
def add_photo(
    *,
    case_id: Id,
    content: Annotated[bytes, Body(media_type="application/octet-stream")],
    sha256: Annotated[str, Query(pattern=r"^[0-9a-fA-F]{64}$", description="手机上计算的 SHA-256")],
    capture: Annotated[wire.PhotoCapture, Depends()],
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.FILE_CASES)],
) -> wire.PhotoKept:
    """Add a photo as raw bytes; the same photo sent again is the same photo."""
    photo_id = keep_photo(store, scope, CaseId(case_id), content, sha256, capture=capture.told())
    return wire.PhotoKept(id=photo_id, sha256=sha256.lower())


@router.get("/photos/{photo_id}")
def show_photo(photo_id: Id, store: CurrentStore, scope: Seeing) -> Response:
    """Show a photo, upright and without its EXIF; kept nowhere, since it may be blurred the next moment."""
    content = read_derivative(store, scope, photo_id)
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@router.post("/photos/{photo_id}/blur", status_code=204)
def blur(
    photo_id: Id,
    body: wire.BlurBody,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.FILE_CASES)],
) -> None:
    """Make faces or plates in a photo unrecognisable, for good."""
    blur_photo(store, scope, photo_id, body.boxes)


@router.post("/photos/{photo_id}/original")
def show_original(
    photo_id: Id,
    body: wire.OriginalBody,
    store: CurrentStore,
    scope: Annotated[Scope, needs(Right.REVEAL_CONTACTS)],
) -> Response:
    """Open a sealed original for a reason, which is logged."""
    content = open_original(store, scope, photo_id, reason=body.reason)
    return Response(content, media_type="application/octet-stream")
