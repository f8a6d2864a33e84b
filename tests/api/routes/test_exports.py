import json

import pytest

pytestmark = pytest.mark.database
ADDRESS = "/api/v1/exports/plan"


@pytest.fixture(scope="module")
def reader(service):
    return service.program("grid_worker")


@pytest.mark.parametrize("kind", ["gpkg", "shp", "geojson", "xlsx", "csv"])
def test_a_plan_is_handed_over_in_every_format(service, reader, kind):
    answer = reader.get(ADDRESS, params={"format": kind, "plan_id": service.world.plan_id})
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.content) > 500


def test_the_plan_of_a_day_is_taken_where_none_is_named(reader):
    told = json.loads(reader.get(ADDRESS, params={"format": "geojson", "at": "2020-01-01"}).content)
    assert told["说明"]["数据日期"] == "2020-01-01" and len(told["features"]) == 4
    missing = reader.get(ADDRESS, params={"format": "geojson", "at": "2019-12-31"})
    assert (missing.status_code, missing.json()["code"]) == (404, "plan_missing")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"format": "dwg"}, 422),
        ({}, 422),
        ({"format": "gpkg", "crs": "gcj02"}, 422),
        ({"format": "gpkg", "crs": "EPSG:99999999"}, 422),
        ({"format": "gpkg", "crs": "'; DROP TABLE plan"}, 422),
        ({"format": "gpkg", "crs": "x" * 5000}, 422),
        ({"format": "shp", "encoding": "utf-7"}, 422),
        ({"format": "gpkg", "plan_id": 987654}, 404),
        ({"format": "gpkg", "plan_id": 2**70}, 422),
        ({"format": "gpkg", "community": "../../etc"}, 404),
        ({"format": "gpkg", "subdistrict": "0"}, 404),
        ({"format": "gpkg", "at": "tomorrow"}, 422),
        ({"format": "gpkg", "at": "9999-12-31"}, 200),
    ],
)
def test_what_cannot_be_exported_is_a_problem_with_words(reader, wrong, status):
    answer = reader.get(ADDRESS, params=wrong)
    assert answer.status_code == status, answer.text[:300]
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_visitors_export_nothing(service):
    assert service.visitor().get(ADDRESS, params={"format": "gpkg"}).status_code == 401
