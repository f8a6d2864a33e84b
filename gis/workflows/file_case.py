"""File a case: place it, judge whether it comes in, set its deadline, number it, and show what it may repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from gis.casework.admission import Admission, CaseSource, check_answers, judge_admission
from gis.casework.categories import CaseCategory, CategoryTree
from gis.casework.duplicates import NearCase, find_duplicates, search_box
from gis.casework.numbers import short_name
from gis.casework.working_time import WorkCalendar
from gis.errors import InputError
from gis.model.access import Role, Scope
from gis.model.ids import CaseId
from gis.store import cases, idempotency
from gis.store.engine import Connection, Store
from gis.workflows.live_places import live_places
from gis.workflows.live_standards import case_standards
from gis.workflows.place_case import CasePlace, Whereabouts, place_case

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
    is_elsewhere
        The filer says that the place is in no sub-district here: recorded by its address, and referred.
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
    is_elsewhere: bool = False

    def whereabouts(self) -> Whereabouts:
        """What it says of the place."""
        return Whereabouts(**{item.name: getattr(self, item.name) for item in fields(Whereabouts)})


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
        ``category_unknown``, ``case_place_missing``, ``case_outside``, ``case_within``, ``clock_wrong``; ``answer_unexpected``:
        to a question that the category does not ask; ``source_not_own``: a department sends its own tasks.
    NotFound
        ``building_unknown``.
    NotAllowed
        The place lies outside the scope; a grid worker or community, whose people hear requests from anywhere,
        records in the whole own sub-district and follows what lies outside their area; in another sub-district, and
        outside all of them, what they record is referred (转办).
    Conflict
        ``idempotency_key_reused``: the key came with something else.
    """
    standards = case_standards(store)
    tree = standards.tree_knowing(filing.category)
    category = tree.get(filing.category)
    _check_told(scope, filing, category, standards.questions_of(category.code))
    place = place_case(live_places(store).today(), scope, filing.whereabouts(), filing.source)
    admission = judge_admission(filing.source, category, referred_to=place.referred_to)
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


def _duplicates(connection: Connection, category: CaseCategory, place: CasePlace) -> list[NearCase]:
    if category.is_dispute or place.lon is None or place.lat is None:
        return []
    return _near(connection, category, place.lon, place.lat)


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
    place: CasePlace,
    calendar: WorkCalendar,
) -> cases.NewCase:
    category = tree.get(filing.category)
    reported_at = _reported_at(filing)
    limit_hours = None if admission.is_returned else category.limit_hours
    return cases.NewCase(
        number_prefix=short_name(place.subdistrict),
        unit_id=place.unit_id,
        category=category.code,
        title=filing.title,
        source=filing.source.value,
        state=admission.state.value,
        route=admission.route.value,
        description=filing.description,
        address=place.address,
        provisional_number=filing.provisional_number,
        community_id=place.community_id,
        grid_id=place.grid_id,
        building_id=place.building_id,
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
