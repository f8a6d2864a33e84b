"""Points in a frame get the units that cover them."""

import geopandas as gpd
import pandas as pd
import pytest

from gis.errors import InputError
from gis.locate.locate import locate
from gis.space.crs import from_wgs84
from gis.space.layers import Layer
from tests.worked import tiny

WORLD = tiny.layers()
GRIDS, COMMUNITIES, ESTATES, BUILDINGS = (
    WORLD[layer] for layer in (Layer.GRIDS, Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS)
)


def _points(*places_m):
    lon, lat = zip(*(tiny.lon_lat(*place) for place in places_m), strict=True)
    return pd.DataFrame({"lon": lon, "lat": lat, "note": ["x"] * len(lon)})


def test_a_point_in_a_building_knows_all_its_units():
    located = locate(
        _points((30, 30)), GRIDS, communities=COMMUNITIES, estates=ESTATES, buildings=BUILDINGS
    ).points.iloc[0]
    assert located["grid_code"] == tiny.GRID_JIA_SOUTH
    assert located["community_code"] == tiny.JIA
    assert located["estate_code"] == tiny.WALLED_ESTATE
    assert located["building_code"] is not None
    assert located["note"] == "x"


def test_outside_everything_is_an_answer():
    answer = locate(_points((-500, -500), (30, 30)), GRIDS)
    assert answer.points["grid_code"].isna().tolist() == [True, False]
    assert (answer.report["points"], answer.report["in_grid"], answer.report["outside"]) == (2, 1, 1)


def test_a_point_on_a_shared_edge_belongs_to_the_smallest_code():
    corner = GRIDS.set_index("code").geometry[tiny.GRID_YI_SOUTH].exterior.coords
    shared = set(corner) & set(GRIDS.set_index("code").geometry[tiny.GRID_JIA_SOUTH].exterior.coords)
    lon, lat = sorted(shared)[0]
    answer = locate(pd.DataFrame({"lon": [lon], "lat": [lat]}), GRIDS)
    assert answer.points["grid_code"].tolist() == [tiny.GRID_JIA_SOUTH]


@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4545"])
def test_the_same_place_is_found_in_every_coordinate_system(crs):
    lon, lat = from_wgs84(*tiny.lon_lat(30, 30), crs=crs)
    answer = locate(pd.DataFrame({"lon": [lon], "lat": [lat]}), GRIDS, crs=crs)
    assert answer.points["grid_code"].tolist() == [tiny.GRID_JIA_SOUTH]


def test_a_frame_of_points_may_be_in_any_system_it_names():
    points = gpd.GeoDataFrame(geometry=[tiny.point(30, 30), None], crs="EPSG:4326").to_crs("EPSG:4545")
    answer = locate(points, GRIDS)
    assert answer.points["grid_code"].isna().tolist() == [False, True]
    assert answer.report["without_position"] == 1


def test_rows_without_a_number_are_counted_not_dropped():
    answer = locate(pd.DataFrame({"lon": ["x", None, 106.55], "lat": [29.5, 29.5, "?"]}), GRIDS)
    assert len(answer.points) == answer.report["without_position"] == 3


def test_a_missing_column_is_named():
    with pytest.raises(InputError) as refusal:
        locate(pd.DataFrame({"lon": [1.0]}), GRIDS)
    assert refusal.value.facts["column"] == "lat"


def test_grids_in_another_system_are_refused():
    with pytest.raises(InputError) as refusal:
        locate(_points((0, 0)), GRIDS.to_crs("EPSG:4545"))
    assert refusal.value.code == "crs_mismatch"
