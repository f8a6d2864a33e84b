"""``/api/v1/case-maps``: for those with an area, never with a dispute, whatever is asked."""

import json

import pytest

from gis.model.access import Role
from tests.worked import tiny

pytestmark = pytest.mark.database

PATHS = ("points", "density", "hot-spots", "concerns", "grids")
LON, LAT = tiny.lon_lat(30, 30)
SECRET = "夫妻争吵"


@pytest.fixture(scope="module")
def leader(own_service):
    community = own_service.program("community")
    for _ in range(4):
        body = {"category": "0104", "title": "底商油烟", "lon": LON, "lat": LAT}
        assert community.post("/api/v1/cases", json=body).status_code == 201
    for _ in range(6):
        body = {"category": "0602", "title": SECRET, "lon": LON, "lat": LAT}
        assert community.post("/api/v1/cases", json=body).status_code == 201
    return own_service.program("leader")


@pytest.mark.parametrize("path", PATHS)
def test_visitors_and_departments_are_kept_out(own_service, leader, path):
    assert own_service.visitor().get(f"/api/v1/case-maps/{path}").status_code == 401
    assert own_service.program("department").get(f"/api/v1/case-maps/{path}").status_code == 403
    assert leader.get(f"/api/v1/case-maps/{path}").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_no_map_knows_of_a_dispute(leader, path):
    text = leader.get(f"/api/v1/case-maps/{path}").text
    assert SECRET not in text and "矛盾纠纷" not in text and "0602" not in text


def test_no_other_layer_or_list_places_a_dispute(own_service, leader):
    rows = [row for row in leader.get("/api/v1/cases").json()["items"] if row["title"] == SECRET]
    assert len(rows) == 6
    assert all((row["lon"], row["grid_id"], row["address"]) == (None, None, "") for row in rows)
    assert SECRET not in leader.get("/api/v1/map/layers/cases").text
    assert all(leader.get(f"/api/v1/cases/{row['id']}/trend").json() == [] for row in rows)
    near = leader.get("/api/v1/cases/duplicates", params={"lon": LON, "lat": LAT, "category": "0602"})
    assert near.json() == []
    worker = own_service.account("grid_of_jia", Role.GRID_WORKER, (_grid(leader),))
    assert SECRET not in own_service.program(worker).get("/api/v1/cases").text


def _grid(leader):
    return leader.get("/api/v1/case-maps/grids").json()["rows"][0]["grid_id"]


def test_points_come_as_columns_of_equal_length(leader):
    points = leader.get("/api/v1/case-maps/points").json()
    columns = ("id", "lon", "lat", "state", "category", "day", "is_overdue")
    assert {len(points[name]) for name in columns} == {4}
    assert points["categories"] == ["0104"]
    assert points["states"][points["state"][0]] == "reported"


def test_the_density_says_what_it_does_not_tell(leader):
    answer = leader.get("/api/v1/case-maps/density").json()
    summary = answer["summary"]
    assert summary["cases_told"] + summary["cases_untold"] == summary["cases_in"] == 4
    told = [
        feature["properties"] for feature in answer["features"] if "per_thousand" in feature["properties"]
    ]
    assert all(cell["households"] >= 20 and cell["cases"] >= 3 for cell in told)


def test_hot_spots_say_how_many_cells_were_tested(leader):
    summary = leader.get("/api/v1/case-maps/hot-spots").json()["summary"]
    assert (summary["is_enough"], summary["tested"]) == (False, 0)


def test_the_concerns_map_tells_kinds_and_people_by_number_only(leader):
    features = leader.get("/api/v1/case-maps/concerns").json()["features"]
    told = {f["properties"]["name"]: f["properties"] for f in features}
    assert json.loads(told["围院1栋"]["counts"]) == [["市容环境", 4]]
    assert told["围院2栋"]["counts"] == "[]"


def test_a_choice_narrows_every_map(leader):
    assert leader.get("/api/v1/case-maps/points?category=02").json()["id"] == []
    assert leader.get("/api/v1/case-maps/grids?since=2100-01-01T00:00:00Z").json()["rows"] == []
    density = leader.get("/api/v1/case-maps/density?state=closed").json()
    assert density["summary"]["cases_in"] == 0


@pytest.mark.parametrize(
    "query",
    ["category=x", "category=010", "state=gone", "since=yesterday", "until=99999-01-01", "least=1", "least=1e9",
     "category=" + "1" * 9999, "state=" + "reported&state=" * 50 + "x"],
)  # fmt: skip
def test_a_wrong_choice_is_refused(leader, query):
    assert leader.get(f"/api/v1/case-maps/grids?{query}").status_code == 422
