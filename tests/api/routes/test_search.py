"""``GET /api/v1/search``: as people write."""

import pytest

from gis.model.access import Role

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
