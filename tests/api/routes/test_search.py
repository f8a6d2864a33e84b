"""``GET /api/v1/search``: as people write."""

import pytest

from gis.model.access import Role
from gis.space.layers import Layer
from gis.store import editions
from tests.worked import tiny

pytestmark = pytest.mark.database


def _search(client, text, **more):
    return client.get("/api/v1/search", params={"q": text, **more}).json()["items"]


@pytest.mark.parametrize("text", ["围院", "weiyuan", "wy", "围院小区", "微院"])
def test_an_estate_is_found_by_name_pinyin_initials_and_misspelt(service, text):
    assert _search(service.visitor(), text)[0]["title"].startswith("围院")


def test_a_building_with_its_stairwell_comes_with_a_place_to_fly_to(service):
    (hit, *_) = _search(service.visitor(), "围院1栋2单元")
    assert (hit["kind"], hit["stairwell"]) == ("building", 2)
    assert hit["title"].endswith("2单元")
    located = service.visitor().get("/api/v1/locate", params={"lon": hit["lon"], "lat": hit["lat"]}).json()
    assert hit["id"] in {unit["id"] for unit in located["units"]}


def test_ones_own_community_comes_first(service):
    names = {"甲": service.communities[0], "乙": service.communities[1]}
    for name, community in names.items():
        login = service.account(f"of_{community}", Role.GRID_WORKER, (community,))
        hits = _search(service.program(login), "网格", limit=4)
        assert hits[0]["is_own_area"]
        assert name in hits[0]["title"] + hits[0]["detail"]


def test_service_points_and_grids_are_found_too(service):
    kinds = {
        hit["kind"]
        for text in ("第一网格", "甲社区", "服务")
        for hit in _search(service.visitor(), text, limit=50)
    }
    assert {"grid", "community"} <= kinds


@pytest.mark.parametrize("text", ["", " ", "%", "'; DROP TABLE unit; --", "\u0000", "😀", "x" * 200])
def test_any_text_is_answered(service, text):
    answer = service.visitor().get("/api/v1/search", params={"q": text})
    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)


def test_too_long_a_text_or_too_many_hits_are_refused(service):
    visitor = service.visitor()
    assert visitor.get("/api/v1/search", params={"q": "x" * 201}).status_code == 422
    assert visitor.get("/api/v1/search", params={"q": "围院", "limit": 51}).status_code == 422
    assert len(_search(visitor, "围院", limit=1)) == 1


def test_a_building_is_found_by_the_lane_of_its_estate(own_service):
    frames = {layer: tiny.layers()[layer] for layer in (Layer.ESTATES, Layer.SERVICE_POINTS)}
    estates, points = frames.values()
    estates["address"] = estates["code"].map({tiny.WALLED_ESTATE: "泰安路125弄"})
    points["address"] = [None, "泰安路127号", None]
    with own_service.world.store.system() as connection:
        edition = editions.load_edition(connection, frames, territory="tiny", source="test")
        editions.activate_edition(connection, edition)
    visitor = own_service.visitor()
    found = {text: _search(visitor, text)[0] for text in ("125弄6号", "泰安路125弄6号楼2单元", "泰安路127号")}
    assert [(hit["kind"], hit["title"]) for hit in found.values()] == [
        ("building", "围院6栋"),
        ("building", "围院6栋2单元"),
        ("service_point", "甲社区党群服务站"),
    ]
    located = visitor.get("/api/v1/locate", params={"address": "泰安路125弄6号楼2单元"}).json()
    assert tiny.GRID_JIA_SOUTH in {unit["code"] for unit in located["units"]}
    told = visitor.get("/api/v1/service-points").json()["features"]
    assert [point["properties"].get("address") for point in told] == [None, "泰安路127号", None]
