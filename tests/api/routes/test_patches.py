"""The routes of patches: made and ended by who may appoint, within the scope, once per key."""

import pytest

from gis.model.access import Role
from gis.model.units import UnitKind
from gis.store import units
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def service(own_service):
    own_service.account("jia_people", Role.COMMUNITY, (own_service.communities[0],))
    own_service.account("jia_walker", Role.GRID_WORKER, (own_service.communities[0],))
    return own_service


@pytest.fixture(scope="module")
def wish(service):
    with service.world.store.system() as connection:
        estate = units.unit_by_code(connection, UnitKind.ESTATE, tiny.WALLED_ESTATE)
    return {"community_id": service.communities[0], "name": "东块", "members": [estate.unit_id]}


def test_a_patch_is_made_once_listed_located_and_ended(service, wish):
    client = service.program("jia_people")
    key = {"Idempotency-Key": "patch"}
    first, second = (client.post("/api/v1/patches", json=wish, headers=key) for _ in range(2))
    assert first.status_code == 201 and first.json() == second.json()
    patch_id = first.json()["id"]
    (listed,) = client.get(f"/api/v1/patches?within={service.communities[0]}").json()["items"]
    assert listed["id"] == patch_id
    assert listed["members"] == [{"unit_id": wish["members"][0], "kind": "estate", "name": "围院"}]
    assert client.get(f"/api/v1/duties/units/{patch_id}").json()["wanting"] == [
        {"role": "patch_leader", "role_chinese": "块长", "missing": 1}
    ]
    assert client.post(f"/api/v1/patches/{patch_id}/end").status_code == 204
    assert client.get(f"/api/v1/patches?within={service.communities[0]}").json()["items"] == []


def test_who_may_not_appoint_makes_none_and_sees_those_of_the_own_area(service, wish):
    walker = service.program("jia_walker")
    assert walker.post("/api/v1/patches", json=wish).status_code == 403
    assert walker.post("/api/v1/patches/1/end").status_code == 403
    assert walker.get(f"/api/v1/patches?within={service.communities[0]}").status_code == 200
    assert walker.get(f"/api/v1/patches?within={service.communities[1]}").status_code == 404
    assert service.visitor().get("/api/v1/patches?within=1").status_code == 401


@pytest.mark.parametrize(
    "change", [{"members": []}, {"members": [0]}, {"name": ""}, {"name": "块" * 61}, {"members": "x"}]
)
def test_a_broken_wish_is_refused(service, wish, change):
    answer = service.program("jia_people").post("/api/v1/patches", json={**wish, **change})
    assert answer.status_code == 422


def test_a_patch_is_changed_seen_as_an_area_and_kept_from_others(service, wish):
    client, walker = service.program("jia_people"), service.program("jia_walker")
    made = client.post("/api/v1/patches", json={**wish, "name": "西块"}, headers={"Idempotency-Key": "west"})
    address = f"/api/v1/patches/{made.json()['id']}"
    change = {"name": "新西块", "members": wish["members"]}
    assert client.put(address, json=change).status_code == 204
    shapes = walker.get("/api/v1/patches/shapes").json()["features"]
    assert [feature["properties"]["name"] for feature in shapes] == ["新西块"]
    assert walker.put(address, json=change).status_code == 403
    assert service.program("community").put(f"/api/v1/patches/{10**12}", json=change).status_code == 404
    assert service.visitor().get("/api/v1/patches/shapes").status_code == 401
    for fault in ({"members": []}, {"members": ["x"]}, {"name": ""}, {"community_id": 1}):
        assert client.put(address, json={**change, **fault}).status_code == 422
