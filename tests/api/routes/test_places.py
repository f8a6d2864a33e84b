import pytest

pytestmark = pytest.mark.database


def test_service_points_and_facilities_are_public(service):
    points = service.visitor().get("/api/v1/service-points").json()["features"]
    assert points and all(point["geometry"]["type"] == "Point" for point in points)
    facilities = service.visitor().get("/api/v1/facilities").json()["features"]
    chosen = facilities[0]["properties"]["category"]
    only = service.visitor().get(f"/api/v1/facilities?category={chosen}").json()["features"]
    assert {feature["properties"]["category"] for feature in only} == {chosen}
    assert service.visitor().get("/api/v1/facilities?category=casino").status_code == 422


def test_a_box_that_holds_nothing_gives_an_empty_page(service):
    answer = service.visitor().get("/api/v1/facilities?box=0,0,1,1").json()
    assert answer == {"type": "FeatureCollection", "features": []}


def test_what_the_community_found_of_a_facility_is_kept(service):
    facility_id = service.visitor().get("/api/v1/facilities").json()["features"][0]["id"]
    at = f"/api/v1/facilities/{facility_id}/confirmation"
    assert service.visitor().put(at, json={"confirmation": "closed"}).status_code == 401
    assert service.program("approver").put(at, json={"confirmation": "closed"}).status_code == 403
    done = service.program("community").put(at, json={"confirmation": "open"})
    assert done.json()["confirmation_chinese"] == "在营"
    assert service.program("community").put(at, json={"confirmation": "burnt"}).status_code == 422
    missing = service.program("community").put(
        "/api/v1/facilities/987654/confirmation", json={"confirmation": "open"}
    )
    assert missing.status_code == 404
