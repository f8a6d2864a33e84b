"""The area's text is JSON that the phone's program knows, with shapes exact to a centimetre."""

import datetime
import json

import geopandas as gpd
import pandas as pd
import shapely

from gis.casework.categories import read_categories
from gis.locate.places import UnitBrief
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.workflows.phone_area import PhoneArea
from web.area import area_text
from web.site import DEMO_NOTE, Site


def _units(**columns):
    shape = shapely.box(106.123456789, 29.1, 106.2, 29.2)
    return gpd.GeoDataFrame(
        {"unit_id": [7], "name": ["一栋"], "is_own": [True], **columns}, geometry=[shape], crs=4326
    )


def _area():
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    buildings = _units(
        title=["花苑一栋"],
        grid_id=[3.0],
        micro=[[[9, "W1", [1, 2]]]],
        near=[[[5, 120], [6, None]]],
        secret=["x"],
    )
    person = {
        "unit_id": 7, "post_id": 1, "role_chinese": "楼栋长", "rank": 10, "officeholder_number": pd.NA,
        "is_substitute": False, "is_vacant": True, "officeholder_id": 88,
        "is_held": True,
    }  # fmt: skip
    unmade = person | {"post_id": None, "is_held": False}
    return PhoneArea(
        on=datetime.date(2026, 11, 25),
        box=(106.0, 29.0, 107.0, 30.0),
        units={
            UnitKind.COMMUNITY: empty,
            UnitKind.ESTATE: empty,
            UnitKind.GRID: _units(),
            UnitKind.BUILDING: buildings,
        },
        subdistricts=(),
        points=pd.DataFrame({"id": [5], "name": ["驿站"], "level": ["grid"], "lon": [106.1], "lat": [29.1]}),
        patches={11: (UnitBrief(12, UnitKind.PATCH, "P", "东片"),)},
        people=(person, unmade),
        categories=tuple(read_categories().categories.values())[:1],
        ground=dict.fromkeys((Layer.STREETS, Layer.WATER, Layer.GREEN), empty),
    )


def test_every_part_is_there_and_nothing_else_of_a_unit_or_person_leaves():
    text = area_text(_area(), version="v1", site=Site(name="某街道", is_demo=True))
    read = json.loads(text)
    assert (read["version"], read["on"], read["place"]) == ("v1", "2026-11-25", "某街道")
    assert read["note"] == DEMO_NOTE
    building = read["buildings"]["features"][0]
    assert building["id"] == 7
    assert building["properties"] == {"name": "一栋", "is_own": True, "title": "花苑一栋", "grid_id": 3}
    assert read["micro"] == {"7": [[9, "W1", [1, 2]]]}
    assert read["near"] == {"7": [[5, 120], [6, None]]}
    assert read["people"][0]["number"] is None
    assert [one["post_id"] for one in read["people"]] == [1, None]
    assert [one["is_held"] for one in read["people"]] == [True, False]
    assert read["patches"] == {"11": [[12, "东片"]]}
    assert "secret" not in text
    assert "officeholder_id" not in text
    assert set(read["ground"]) == {"streets", "water", "green"}


def test_borders_keep_seven_decimals():
    ring = json.loads(area_text(_area(), version="v", site=Site()))["grids"]["features"][0]["geometry"][
        "coordinates"
    ][0]
    assert 106.1234568 in {lon for lon, _ in ring}
