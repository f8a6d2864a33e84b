"""Filing: placed, judged, numbered, once."""

from datetime import UTC, datetime, timedelta

import pytest

from gis.casework.admission import CaseSource
from gis.errors import Conflict, InputError, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.units import UnitKind
from gis.store import accounts, case_events, units
from gis.workflows.file_case import Filing, file_case, near_cases
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
SMOKE = {"category": "0104", "title": "底商油烟"}


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def worker(world):
    with world.store.system() as connection:
        user_id = accounts.create_account(
            connection, login="w1", password_hash="x", display_name="网格员", role=Role.GRID_WORKER
        )
    return world.scope(role=Role.GRID_WORKER, user_id=user_id)


def test_a_case_at_a_position_belongs_to_building_grid_and_community(world, worker):
    case = file_case(world.store, worker, Filing(lon=LON, lat=LAT, **SMOKE)).case
    with world.store.session(worker) as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
    assert (case.unit_id, case.building_id, case.grid_id) == (
        building.unit_id,
        building.unit_id,
        grid.unit_id,
    )
    assert case.number.startswith("微型-")
    assert case.state == "reported"
    assert case.due_at > case.reported_at


def test_the_same_key_files_once_and_another_content_under_it_is_refused(world, worker):
    filing = Filing(lon=LON, lat=LAT, **SMOKE)
    first = file_case(world.store, worker, filing, key="k1", request_hash="h1")
    again = file_case(world.store, worker, filing, key="k1", request_hash="h1")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert again.case.case_id == first.case.case_id
    with pytest.raises(Conflict) as refusal:
        file_case(world.store, worker, filing, key="k1", request_hash="other")
    assert refusal.value.code == "idempotency_key_reused"


def test_a_case_may_be_placed_by_building_or_by_address_as_well(world, worker):
    with world.store.system() as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B08")
    by_building = file_case(
        world.store, worker, Filing(building_id=building.unit_id, stairwell=2, **SMOKE)
    ).case
    assert by_building.building_id == building.unit_id
    assert by_building.address.endswith("2单元")
    by_address = file_case(world.store, worker, Filing(address=by_building.address, **SMOKE)).case
    assert by_address.building_id == building.unit_id


def test_a_dispute_keeps_no_place_below_the_community(world, worker):
    case = file_case(world.store, worker, Filing("0601", "邻里", lon=LON, lat=LAT)).case
    assert (case.building_id, case.grid_id, case.lon) == (None, None, None)
    assert case.unit_id == case.community_id


def test_a_departments_task_off_the_list_is_returned_and_a_residents_request_referred(world, worker):
    returned = file_case(world.store, worker, Filing("9902", "填表", CaseSource.DEPARTMENT, lon=LON, lat=LAT))
    assert returned.case.state == "returned"
    assert "准入清单" in returned.admission.rule
    referred = file_case(world.store, worker, Filing("9901", "别的事", lon=LON, lat=LAT))
    assert referred.case.state == "referred"
    with world.store.session(worker) as connection:
        (event,) = case_events.read_case_events(connection, returned.case.case_id)
    assert event.payload["rule"] == returned.admission.rule


def test_an_open_case_nearby_is_offered(world, worker):
    lon, lat = tiny.lon_lat(300, 150)
    first = file_case(world.store, worker, Filing("0202", "井盖", lon=lon, lat=lat))
    assert first.duplicates == ()
    second = file_case(world.store, worker, Filing("0202", "井盖缺了", lon=lon, lat=lat))
    assert [near.case_id for near in second.duplicates] == [first.case.case_id]
    assert len(near_cases(world.store, worker, "0202", lon, lat)) == 2


@pytest.mark.parametrize(
    ("filing", "code"),
    [
        (Filing(**SMOKE), "case_place_missing"),
        (Filing(address="龙门客栈", **SMOKE), "case_place_missing"),
        (Filing(lon=-0.1, lat=51.5, **SMOKE), "case_outside"),
        (Filing(is_elsewhere=True, **SMOKE), "case_place_missing"),
        (Filing(lon=LON, lat=LAT, address="隔壁街道", is_elsewhere=True, **SMOKE), "case_within"),
        (Filing("0000", "x", lon=LON, lat=LAT), "category_unknown"),
        (Filing(lon=LON, lat=LAT, crs="mars", **SMOKE), "crs_unknown"),
        (Filing(lon=LON, lat=LAT, reported_at=datetime.now(UTC) + timedelta(days=1), **SMOKE), "clock_wrong"),
        (Filing(lon=LON, lat=LAT, reported_at=datetime(2020, 1, 1, tzinfo=UTC), **SMOKE), "clock_wrong"),
        (Filing(lon=LON, lat=LAT, reported_at=datetime(2026, 11, 1), **SMOKE), "clock_wrong"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_filed_is_refused_with_what_to_do(world, worker, filing, code):
    with pytest.raises(InputError) as refusal:
        file_case(world.store, worker, filing)
    assert refusal.value.code == code
    assert refusal.value.chinese


def test_a_building_that_is_not_there_is_not_found(world, worker):
    with pytest.raises(NotFound):
        file_case(world.store, worker, Filing(building_id=10**12, **SMOKE))


def test_a_request_about_another_sub_district_is_recorded_there_and_referred(world, worker):
    far = world.scope("999999", role=Role.GRID_WORKER, user_id=worker.user_id)
    filed = file_case(world.store, far, Filing(lon=LON, lat=LAT, **SMOKE))
    assert (filed.case.state, filed.case.route) == ("referred", "refer")
    assert filed.case.building_id is not None
    assert "微型街道" in filed.admission.rule
    with world.store.session(world.scope(role=Role.COMMUNITY)) as connection:
        (event,) = case_events.read_case_events(connection, filed.case.case_id)
    assert event.payload["rule"] == filed.admission.rule


@pytest.mark.parametrize(
    ("role", "source"),
    [
        (Role.GRID_WORKER, CaseSource.DEPARTMENT),
        (Role.DEPARTMENT, CaseSource.DEPARTMENT),
        (Role.PLANNER, CaseSource.RESIDENT),
    ],
)
def test_no_task_and_no_planner_files_into_another_sub_district(world, worker, role, source):
    far = world.scope("999999", role=role, user_id=worker.user_id)
    with pytest.raises(NotAllowed):
        file_case(world.store, far, Filing(lon=LON, lat=LAT, source=source, **SMOKE))
    with pytest.raises(NotAllowed):
        file_case(world.store, ANONYMOUS, Filing(lon=LON, lat=LAT, **SMOKE))


def test_the_phones_own_time_is_kept(world, worker):
    told = datetime.now(UTC) - timedelta(days=3)
    case = file_case(world.store, worker, Filing(lon=LON, lat=LAT, reported_at=told, **SMOKE)).case
    assert case.reported_at == told
