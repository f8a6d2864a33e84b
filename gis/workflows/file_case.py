"""File a case: place it, judge whether it comes in, set its deadline, number it, and show what it may repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gis.casework.admission import Admission, CaseSource, check_answers, judge_admission
from gis.casework.categories import CaseCategory, CategoryTree
from gis.casework.duplicates import NearCase, find_duplicates, search_box
from gis.casework.numbers import short_name
from gis.casework.working_time import WorkCalendar
from gis.errors import InputError
from gis.locate.places import PlaceAnswer
from gis.model.access import Role, Scope
from gis.model.ids import CaseId, UnitId
from gis.space.crs import to_wgs84
from gis.store import cases, idempotency
from gis.store.engine import Connection, Store
from gis.workflows.live_places import LivePlaces, live_places
from gis.workflows.live_standards import case_standards
from gis.workflows.locate_case import place_of_match

_DUPLICATES_LOOKED_AT = 500
_CLOCK_MAY_LEAD = timedelta(minutes=10)
_FILED_LATE_AT_MOST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person files.

    Attributes
    ----------
    category
        小类, 2+2 digits.
    building_id, stairwell
        The place, when it was scanned or chosen; it goes before a position, and that before an address.
    lon, lat, crs, accuracy_m
        The place as a position.
    address
        As written; the place where neither is given.
    reported_at
        By the phone's clock, with a zone; now where not given.
    provisional_number
        What the phone called it.
    """

    category: str
    title: str
    source: CaseSource = CaseSource.RESIDENT
    description: str = ""
    building_id: int | None = None
    stairwell: int | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str = "wgs84"
    accuracy_m: float | None = None
    address: str = ""
    reported_at: datetime | None = None
    provisional_number: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FiledCase:
    """What became of a filing.

    Attributes
    ----------
    case
        As kept.
    admission
        Whether it came in, and the rule where it did not.
    duplicates
        Open cases nearby that may be the same.
    is_repeat
        The filing had been received before; this is the former answer.
    """

    case: cases.CaseRecord
    admission: Admission
    duplicates: tuple[NearCase, ...]
    is_repeat: bool = False


def file_case(
    store: Store, scope: Scope, filing: Filing, *, key: str | None = None, request_hash: str = ""
) -> FiledCase:
    """File a case once.

    Parameters
    ----------
    key, request_hash
        The submission's idempotency key and the digest of what was submitted: the same key files nothing
        again. Case, event and key are kept in one transaction, so neither a retry nor a crash doubles or loses.

    Raises
    ------
    InputError
        ``category_unknown``, ``case_place_missing``, ``case_outside``, ``clock_wrong``; ``answer_unexpected``:
        to a question that the category does not ask; ``source_not_own``: a department sends its own tasks.
    NotFound
        ``building_unknown``.
    NotAllowed
        The place lies outside the scope; a grid worker or community, whose people hear requests from anywhere,
        records in the whole own sub-district and follows what lies outside their area.
    Conflict
        ``idempotency_key_reused``: the key came with something else.
    """
    standards = case_standards(store)
    tree = standards.tree_knowing(filing.category)
    category = tree.get(filing.category)
    _check_told(scope, filing, category, standards.questions_of(category.code))
    place = _place(live_places(store), scope, filing)
    admission = judge_admission(filing.source, category)
    with store.session(scope) as connection:
        former = _former(connection, scope, key, request_hash)
        if former is not None:
            return FiledCase(former, admission, (), is_repeat=True)
        duplicates = _duplicates(connection, category, place)
        new = _new_case(filing, tree, admission, place, standards.calendar)
        payload = {"rule": admission.rule} if admission.rule else {}
        case = cases.file_case(connection, new, by=scope.user_id, payload=payload)
        if key is not None:
            idempotency.remember(
                connection,
                key,
                user_id=scope.user_id,
                request_hash=request_hash,
                status=201,
                response={"case_id": case.case_id},
            )
    return FiledCase(case, admission, tuple(duplicates))


def _check_told(scope: Scope, filing: Filing, category: CaseCategory, asked: frozenset[str]) -> None:
    check_answers(filing.answers, category, asked)
    if scope.role is Role.DEPARTMENT and filing.source is not CaseSource.DEPARTMENT:
        raise InputError(
            f"a department files as {filing.source}",
            chinese="职能部门登记的来源只能是“部门任务”",
            code="source_not_own",
        )


def near_cases(store: Store, scope: Scope, category_code: str, lon: float, lat: float) -> list[NearCase]:
    """Find open cases of a category near a WGS-84 position, for asking before filing."""
    category = case_standards(store).tree_knowing(category_code).get(category_code)
    with store.session(scope) as connection:
        return _near(connection, category, lon, lat)


def _former(
    connection: Connection, scope: Scope, key: str | None, request_hash: str
) -> cases.CaseRecord | None:
    if key is None:
        return None
    remembered = idempotency.recall(connection, key, user_id=scope.user_id, request_hash=request_hash)
    if remembered is None:
        return None
    return cases.read_case(connection, CaseId(int(remembered.response["case_id"])))


def _place(live: LivePlaces, scope: Scope, filing: Filing) -> PlaceAnswer:
    snapshot = live.today()
    if filing.building_id is not None:
        place = snapshot.places.of_building(filing.building_id, stairwell=filing.stairwell)
    elif filing.lon is not None and filing.lat is not None:
        lon, lat = to_wgs84(filing.lon, filing.lat, crs=filing.crs)
        place = snapshot.places.at(lon, lat, accuracy_m=filing.accuracy_m)
    elif filing.address.strip():
        matches = snapshot.book.search(filing.address, limit=1, within=scope.paths)
        if not matches:
            raise _no_place(f"没有找到地址“{filing.address[:80]}”，请在地图上选点或选择楼栋")
        place = place_of_match(snapshot, matches[0])
    else:
        raise _no_place("请给出地点：扫楼栋二维码、在地图上选点、定位，或写明地址")
    if place.community is None and place.subdistrict is None:
        raise InputError(
            "the place lies outside the sub-district",
            chinese="该位置不在本街道范围内，请核对坐标或坐标系",
            code="case_outside",
            lon=place.lon,
            lat=place.lat,
        )
    return place


def _no_place(chinese: str) -> InputError:
    return InputError("the case has no place", chinese=chinese, code="case_place_missing")


def _duplicates(connection: Connection, category: CaseCategory, place: PlaceAnswer) -> list[NearCase]:
    return [] if category.is_dispute else _near(connection, category, place.lon, place.lat)


def _near(connection: Connection, category: CaseCategory, lon: float, lat: float) -> list[NearCase]:
    if category.duplicate_radius_m <= 0:
        return []
    box = search_box(lon, lat, category)
    found = cases.list_cases(connection, categories=[category.code], box=box, limit=_DUPLICATES_LOOKED_AT)
    return find_duplicates(found, lon, lat, category)


def _new_case(
    filing: Filing,
    tree: CategoryTree,
    admission: Admission,
    place: PlaceAnswer,
    calendar: WorkCalendar,
) -> cases.NewCase:
    category = tree.get(filing.category)
    reported_at = _reported_at(filing)
    limit_hours = None if admission.is_returned else category.limit_hours
    subdistrict = place.subdistrict.name if place.subdistrict else "街道"
    smallest = place.building or place.grid or place.community or place.subdistrict
    if smallest is None:
        raise _no_place("该位置不属于任何社区")
    return cases.NewCase(
        number_prefix=short_name(subdistrict),
        unit_id=UnitId(smallest.unit_id),
        category=category.code,
        title=filing.title,
        source=filing.source.value,
        state=admission.state.value,
        route=admission.route.value,
        description=filing.description,
        address=filing.address or _address_of(place),
        provisional_number=filing.provisional_number,
        community_id=UnitId(place.community.unit_id) if place.community else None,
        grid_id=UnitId(place.grid.unit_id) if place.grid else None,
        building_id=UnitId(place.building.unit_id) if place.building else None,
        lon=place.lon,
        lat=place.lat,
        accuracy_m=filing.accuracy_m,
        priority=category.priority,
        is_dispute=category.is_dispute,
        reported_at=reported_at,
        due_at=None if limit_hours is None else calendar.due(reported_at, limit_hours),
        answers=dict(filing.answers),
        categories_version=tree.number,
        calendar_version=calendar.number,
    )


def _reported_at(filing: Filing) -> datetime:
    """The phone's clock is believed within bounds: neither from the future nor months ago."""
    now = datetime.now(UTC)
    if filing.reported_at is None:
        return now
    told = filing.reported_at
    if told.tzinfo is None or not now - _FILED_LATE_AT_MOST <= told <= now + _CLOCK_MAY_LEAD:
        raise InputError(
            f"reported_at {told} is not believable",
            chinese="登记时间应带时区，不晚于现在，且在最近 60 天内；请检查手机时间",
            code="clock_wrong",
            value=told.isoformat(),
        )
    return told


def _address_of(place: PlaceAnswer) -> str:
    """Place in words where none were given: 融汇江山3栋2单元."""
    parts = [place.estate.name if place.estate else "", place.building.name if place.building else ""]
    stairwell = f"{place.stairwell}单元" if place.stairwell and place.building else ""
    front = parts[0] if parts[0] not in parts[1] else ""
    return front + parts[1] + stairwell
