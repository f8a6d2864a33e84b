import json

import geopandas as gpd
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from shapely import box

from api.geojson import Detail, feature_page, with_etag
from api.paging import PageWindow, read_cursor

ROWS = gpd.GeoDataFrame(
    {"unit_id": [3, 1, 2], "name": ["丙", "甲", "乙"], "secret": ["x", "y", "z"]},
    geometry=[box(n, 0, n + 1, 1) for n in (3, 1, 2)],
    crs="EPSG:4326",
)


def page(limit, after=None, detail=Detail.SHAPE):
    text = feature_page(ROWS, ("name",), PageWindow(limit, after), id_column="unit_id", detail=detail)
    return json.loads(text)


def test_pages_come_in_ascending_id_whatever_the_order_of_the_frame():
    first = page(2)
    assert [feature["id"] for feature in first["features"]] == [1, 2]
    last = page(2, read_cursor(first["next_cursor"]))
    assert [feature["id"] for feature in last["features"]] == [3] and "next_cursor" not in last


def test_only_the_named_columns_leave():
    assert page(1)["features"][0]["properties"] == {"name": "甲"}


def test_a_point_lies_inside_its_shape():
    lon, lat = page(1, detail=Detail.POINT)["features"][0]["geometry"]["coordinates"]
    assert 1 < lon < 2 and 0 < lat < 1


def test_an_answer_is_sent_once_and_confirmed_afterwards():
    app = FastAPI()

    @app.get("/{text}")
    def answer(request: Request, text: str) -> Response:
        return with_etag(request, text)

    client = TestClient(app)
    first = client.get("/one")
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}'):
        assert client.get("/one", headers={"If-None-Match": known}).status_code == 304
    assert client.get("/two", headers={"If-None-Match": first.headers["etag"]}).text == "two"
