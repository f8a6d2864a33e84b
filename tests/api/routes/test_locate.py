"""``GET /api/v1/locate``: units for everybody, people for those who may see them, no crash for anybody."""

from datetime import timedelta

import pytest

from gis.model.units import UnitKind
from gis.space.crs import from_wgs84
from gis.store import people, units
from gis.workflows import live_people
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
HERE = {"lon": LON, "lat": LAT}


@pytest.fixture(scope="module")
def staffed(service):
    with service.world.store.system() as connection:
        people.save_roles(connection, [{"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid"}])
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        holder = people.add_officeholder(connection, territory="tiny", number=17)
        people.appoint(
            connection, role="grid_leader", unit_id=grid.unit_id, officeholder_id=holder, from_date=FIRST_DAY
        )
    live_people._watched(service.world.store)._checked_at_s = float("-inf")
    return service


def _kinds(answer):
    return {unit["kind"]: unit["code"] for unit in answer["units"]}


def test_a_visitor_is_told_the_units_and_no_people(staffed):
    answer = staffed.visitor().get("/api/v1/locate", params=HERE).json()
    assert _kinds(answer)["grid"] == tiny.GRID_JIA_SOUTH
    assert _kinds(answer)["building"] == "B07"
    assert answer["people"] is None
    assert answer["certainty_chinese"] == "确定"


def test_a_grid_worker_is_told_who_acts_by_number(staffed):
    answer = staffed.program("grid_worker").get("/api/v1/locate", params=HERE).json()
    (person,) = answer["people"]
    assert (person["officeholder_number"], person["is_vacant"]) == ("017", False)
    (first, *_) = answer["responders"]
    assert (first["officeholder_number"], first["unit_id"]) == ("017", person["unit_id"])
    assert first["walk_s"] >= 0


def test_a_visitor_is_told_no_responders(staffed):
    answer = staffed.visitor().get("/api/v1/locate", params=HERE).json()
    assert answer["responders"] is None
    assert answer["nearest_service_points"] == []


def test_a_department_is_told_no_people(staffed):
    assert staffed.program("department").get("/api/v1/locate", params=HERE).json()["people"] is None


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "cgcs2000", "EPSG:4545"])
def test_the_coordinate_system_is_told_by_the_caller(service, crs):
    lon, lat = from_wgs84(LON, LAT, crs=crs)
    answer = service.visitor().get("/api/v1/locate", params={"lon": lon, "lat": lat, "crs": crs}).json()
    assert _kinds(answer)["building"] == "B07"


def test_near_a_border_candidates_are_ranked_with_their_shares(service):
    lon, lat = tiny.lon_lat(200.5, 50)
    answer = service.visitor().get("/api/v1/locate", params={"lon": lon, "lat": lat, "accuracy_m": 30}).json()
    shares = [chance["probability_share"] for chance in answer["candidates"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert answer["certainty"] in {"likely", "unsure"}


def test_another_day_is_answered_with_its_plan(service):
    answer = (
        service.visitor()
        .get("/api/v1/locate", params={**HERE, "at": str(FIRST_DAY - timedelta(days=1))})
        .json()
    )
    assert answer["on"] == str(FIRST_DAY - timedelta(days=1))
    assert "grid" not in _kinds(answer)


def test_a_building_or_an_address_may_be_asked_for_instead(service):
    visitor = service.visitor()
    by_place = visitor.get("/api/v1/locate", params=HERE).json()
    building = next(unit["id"] for unit in by_place["units"] if unit["kind"] == "building")
    by_number = visitor.get("/api/v1/locate", params={"building": building, "stairwell": 2}).json()
    assert by_number["stairwell"] == 2
    assert _kinds(by_number)["grid"] == tiny.GRID_JIA_SOUTH
    by_address = visitor.get("/api/v1/locate", params={"address": "围院1栋"}).json()
    assert _kinds(by_address)["estate"] == tiny.WALLED_ESTATE


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({}, 422, "place_missing"),
        ({"lon": LON}, 422, "place_missing"),
        ({**HERE, "crs": "mars"}, 422, "crs_unknown"),
        ({**HERE, "accuracy_m": -1}, 422, "accuracy_invalid"),
        ({"lon": 1e308, "lat": 1e308}, 422, "position_invalid"),
        ({"lon": "NaN", "lat": LAT}, 422, None),
        ({"lon": "inf", "lat": LAT}, 422, None),
        ({**HERE, "at": "yesterday"}, 422, None),
        ({**HERE, "colour": "red"}, 422, None),
        ({"building": 10**12}, 404, "building_unknown"),
        ({"building": 10**30}, 422, None),
        ({"address": "龙门客栈"}, 404, "address_unknown"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(service, params, status, code):
    answer = service.visitor().get("/api/v1/locate", params=params)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert code is None or answer.json()["code"] == code


@pytest.mark.parametrize(("lon", "lat"), [(0, 0), (180, 90), (-180, -90), (72.004, 35.0)])
def test_anywhere_on_earth_is_answered(service, lon, lat):
    for crs in ("wgs84", "gcj02", "bd09"):
        answer = service.visitor().get("/api/v1/locate", params={"lon": lon, "lat": lat, "crs": crs})
        assert answer.status_code == 200
        assert answer.json()["is_outside"]
