import geopandas as gpd
import shapely

from gis.network.walls import find_walls
from gis.space.metric import MetricPlane
from tests.worked import tiny

PLANE = MetricPlane.around([tiny.WEST], [tiny.SOUTH])


def test_only_walled_estates_are_zones(walled_square):
    assert find_walls(walled_square, None, PLANE).zone_code.tolist() == ["E1"]
    assert len(find_walls(walled_square.assign(is_walled=False), None, PLANE).zone_code) == 0
    assert len(find_walls(walled_square.drop(columns="is_walled"), None, PLANE).zone_code) == 0


def test_a_self_crossing_estate_is_set_aside_and_named(walled_square):
    bow = shapely.Polygon([(106.55, 29.5), (106.56, 29.51), (106.56, 29.5), (106.55, 29.51)])
    walls = find_walls(walled_square.set_geometry([bow], crs="EPSG:4326"), None, PLANE)
    assert [problem.value for problem in walls.problems] == ["E1"]
    assert len(walls.zone_area) == 0


def test_a_wall_drawn_along_a_walled_estate_is_no_second_zone(walled_square, draw_streets):
    ring = draw_streets([(100, 100), (200, 100), (200, 200), (100, 200), (100, 100)]).assign(kind="wall")
    assert find_walls(walled_square, ring, PLANE).zone_code.tolist() == ["E1"]


def test_a_barrier_without_a_shape_is_named():
    barriers = gpd.GeoDataFrame({"kind": ["wall"]}, geometry=[None], crs="EPSG:4326")
    walls = find_walls(None, barriers, PLANE)
    assert [problem.code for problem in walls.problems] == ["barrier_unusable"]


def test_the_border_of_a_river_given_as_an_area_severs():
    river = gpd.GeoDataFrame({"kind": ["river"]}, geometry=[tiny.rectangle(0, 0, 50, 10)], crs="EPSG:4326")
    walls = find_walls(None, river, PLANE)
    assert len(walls.barriers) == 1
    assert len(walls.zone_area) == 0
