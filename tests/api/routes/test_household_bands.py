"""Bands are read by all who work there, set by planners, and refused in Chinese where no grid could meet them."""

import pytest

from gis.model.access import Role

pytestmark = pytest.mark.database

ADDRESS = "/api/v1/household-bands"


@pytest.fixture(scope="module")
def planner(service):
    return service.program("planner")


@pytest.fixture
def yi(service, planner):
    """A community whose setting is withdrawn again."""
    yield service.communities[1]
    planner.put(ADDRESS, json={"community_id": service.communities[1]})


def test_what_is_set_is_told_with_who_set_it_and_reaches_plans_and_map(service, planner, yi):
    wish = {"community_id": yi, "min_households": 60, "max_households": 150, "note": "按村民小组"}
    answer = planner.put(ADDRESS, json=wish)
    assert answer.status_code == 200, answer.text
    book = service.program("community").get(ADDRESS).json()
    assert book == {**answer.json(), "may_set": False}
    (rule,) = book["rules"]
    assert (rule["subject_chinese"], rule["note"], rule["by"]) == ("乙社区", "按村民小组", "planner")
    assert rule["band"] == {"min_households": 60, "max_households": 150, "target_households": 105}
    told = {item["community_id"]: item["set_for"] for item in book["communities"]}
    assert told == {yi: "community", service.communities[0]: "default"}
    grids = service.visitor().get("/api/v1/map/layers/grids").json()["features"]
    bounds = {f["properties"]["community_code"]: f["properties"]["max_households"] for f in grids}
    assert sorted(bounds.values()) == [150, 500]
    summary = service.visitor().get("/api/v1/map/summary").json()
    assert summary["band"] == {"min_households": 300, "max_households": 500, "is_same_everywhere": False}
    told = [item["max_households"] for item in summary["attention"] if item["kind"] == "out_of_band"]
    assert told == [150, 150]
    plan_id = planner.get("/api/v1/plans").json()["items"][0]["id"]
    detail = planner.get(f"/api/v1/plans/{plan_id}").json()
    assert (detail["band"]["max_households"], list(detail["community_bands"])) == (500, [str(yi)])


def test_a_setting_sent_twice_is_told_to_change_nothing(planner, yi):
    wish = {"community_id": yi, "min_households": 310, "max_households": 490}
    assert planner.put(ADDRESS, json=wish).status_code == 200
    again = planner.put(ADDRESS, json=wish)
    assert (again.status_code, again.json()["code"]) == (422, "band_unchanged")


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"min_households": 500, "max_households": 300}, 422),
        ({"min_households": 300}, 422),
        ({"target_households": 300}, 422),
        ({"min_households": 0, "max_households": 300}, 422),
        ({"min_households": -1, "max_households": 300}, 422),
        ({"min_households": 1.5, "max_households": 300}, 422),
        ({"min_households": "三百", "max_households": 500}, 422),
        ({"min_households": 300, "max_households": 10**30}, 422),
        ({"min_households": 300, "max_households": 2**31 - 1}, 422),
        ({"min_households": 300, "max_households": 500, "target_households": 700}, 422),
        ({"kind": "town", "min_households": 300, "max_households": 500}, 422),
        ({"kind": "village", "community_id": 1, "min_households": 300, "max_households": 500}, 422),
        ({"community_id": 10**12, "min_households": 300, "max_households": 500}, 404),
        ({"community_id": -1, "min_households": 300, "max_households": 500}, 422),
        ({"community_id": 2**64, "min_households": 300, "max_households": 500}, 422),
        ({"subdistrict_id": 10**12, "min_households": 300, "max_households": 400}, 404),
        ({"min_households": 300, "max_households": 400, "note": "x" * 201}, 422),
        ({"min_households": 300, "max_households": 400, "note": "a\x00b"}, 422),
        ({"min_households": 300, "max_households": 400, "made_by": 1}, 422),
        ({}, 422),
        ([], 422),
        (None, 422),
    ],
)
def test_what_no_grid_could_meet_is_refused_and_changes_nothing(planner, wish, status):
    before = planner.get(ADDRESS).json()
    answer = planner.put(ADDRESS, json=wish)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert planner.get(ADDRESS).json() == before


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.PLANNER, Role.ANONYMOUS}])
def test_who_drafts_no_plans_reads_and_sets_no_bands(service, role):
    client = service.program(role.value)
    assert client.get(ADDRESS).status_code == 200
    refused = client.put(ADDRESS, json={"min_households": 310, "max_households": 500})
    assert refused.status_code == 403
    assert service.visitor().get(ADDRESS).status_code == 401


def test_a_planner_of_one_community_reads_and_is_told_who_sets(service, planner):
    login = service.account("planner_of_jia", Role.PLANNER, (service.communities[0],))
    client = service.program(login)
    assert client.get(ADDRESS).json()["may_set"] is False
    refused = client.put(ADDRESS, json={"min_households": 310, "max_households": 500})
    assert (refused.status_code, refused.json()["code"]) == (403, "band_of_subdistrict")
    assert "网格规划员" in refused.json()["detail"]
    assert planner.get(ADDRESS).json()["rules"] == []


@pytest.mark.parametrize("named", ["0", "-1", "x", str(2**64), "1;DROP TABLE unit"])
def test_a_sub_district_that_is_none_is_refused(planner, named):
    assert planner.get(ADDRESS, params={"subdistrict_id": named}).status_code in (404, 422)
