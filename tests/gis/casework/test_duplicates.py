"""Open cases nearby that may be about the same thing."""

import geopandas as gpd
import numpy as np
import shapely

from gis.casework.categories import CaseCategory
from gis.casework.duplicates import find_duplicates, search_box
from gis.space.measure import distances_m

SMOKE = CaseCategory("0104", "油烟扰民", "市容环境", duplicate_radius_m=50)
LON, LAT = 106.55, 29.5


def _cases(*rows):
    frame = {
        "case_id": range(1, len(rows) + 1),
        "number": [f"n{i}" for i in range(1, len(rows) + 1)],
        "title": ["油烟"] * len(rows),
        "category": [row[0] for row in rows],
        "state": [row[1] for row in rows],
    }
    points = [None if row[2] is None else shapely.Point(LON + row[2], LAT) for row in rows]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs="EPSG:4326"))


def test_near_open_and_alike_cases_are_offered_nearest_first():
    found = find_duplicates(
        _cases(
            ("0104", "in_progress", 0.0003),
            ("0104", "reported", 0.0001),
            ("0104", "closed", 0.0),
            ("0105", "reported", 0.0),
            ("0104", "reported", 0.01),
            ("0104", "reported", None),
        ),
        LON,
        LAT,
        SMOKE,
    )
    assert [near.case_id for near in found] == [2, 1]
    assert found[0].distance_m < found[1].distance_m < 50


def test_exactly_at_the_radius_is_near_enough():
    radius_m = float(distances_m(LON, LAT, LON + 0.0004, LAT))
    category = CaseCategory("0104", "油烟扰民", "市容环境", duplicate_radius_m=radius_m)
    assert len(find_duplicates(_cases(("0104", "reported", 0.0004)), LON, LAT, category)) == 1


def test_a_radius_of_nothing_offers_nothing():
    quiet = CaseCategory("0601", "邻里纠纷", "矛盾纠纷", duplicate_radius_m=0)
    assert find_duplicates(_cases(("0601", "reported", 0.0)), LON, LAT, quiet) == []


def test_without_cases_there_are_no_duplicates():
    assert find_duplicates(_cases(), LON, LAT, SMOKE) == []


def test_the_box_searched_holds_the_whole_radius():
    west, south, east, north = search_box(LON, LAT, SMOKE)
    edges = distances_m([west, east, LON, LON], [LAT, LAT, south, north], LON, LAT)
    assert np.all(edges >= 50)
