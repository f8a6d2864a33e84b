"""Metres on the ellipsoid."""

import numpy as np
import pyproj
import pytest
import shapely

from gis.space.measure import areas_m2, box_around, distances_m, lengths_m, metres_per_degree

GEOD = pyproj.Geod(ellps="WGS84")


def test_a_degree_of_meridian_is_as_long_as_its_radius_of_curvature_says():
    flattening = 1 - 0.00669437999 * np.sin(np.radians(31.5)) ** 2
    radius_m = 6_378_137.0 * (1 - 0.00669437999) / flattening**1.5
    assert float(distances_m(121.0, 31.0, 121.0, 32.0)) == pytest.approx(np.radians(radius_m), abs=1.0)


def test_lengths_and_areas_agree_with_geodesics_shape_by_shape():
    rng = np.random.default_rng(1)
    shapes = [
        shapely.Point(x, y).buffer(0.01)
        for x, y in zip(rng.uniform(75, 130, 20), rng.uniform(5, 52, 20), strict=True)
    ]
    ringed = shapely.Point(121, 31).buffer(0.01).difference(shapely.Point(121, 31).buffer(0.004))
    shapes += [ringed, shapely.MultiPolygon([shapes[0], shapes[1]])]
    expected_m2 = [abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) for shape in shapes]
    expected_m = [GEOD.geometry_length(shape) for shape in shapes[:20]]
    assert areas_m2(shapes) == pytest.approx(expected_m2, rel=1e-6)
    assert lengths_m(shapes)[:20] == pytest.approx(expected_m, rel=1e-9)


def test_a_rings_inner_border_counts_as_perimeter():
    outer, inner = shapely.box(121, 31, 121.01, 31.01), shapely.box(121.002, 31.002, 121.004, 31.004)
    whole = lengths_m([outer.difference(inner)])[0]
    assert whole == pytest.approx(lengths_m([outer])[0] + lengths_m([inner])[0], rel=1e-12)


def test_what_has_no_length_or_area_measures_nothing():
    shapes = [None, shapely.Point(121, 31), shapely.LineString(), shapely.Polygon()]
    assert lengths_m(shapes).tolist() == [0, 0, 0, 0]
    assert areas_m2(shapes).tolist() == [0, 0, 0, 0]
    assert lengths_m([]).tolist() == []


def test_a_line_of_several_parts_is_as_long_as_its_parts():
    parts = [shapely.LineString([(121, 31), (121, 31.01)]), shapely.LineString([(122, 31), (122, 31.01)])]
    assert lengths_m([shapely.MultiLineString(parts)])[0] == pytest.approx(lengths_m(parts).sum())


@pytest.mark.parametrize("lat", [0.0, 31.0, -45.0, 80.0])
def test_the_box_holds_the_whole_circle_and_little_more(lat):
    west, south, east, north = box_around(121.0, lat, 500.0)
    azimuths = np.linspace(0, 360, 73)
    lon, lat_there, _ = GEOD.fwd(np.full(73, 121.0), np.full(73, lat), azimuths, np.full(73, 500.0))
    assert west <= np.min(lon) and np.max(lon) <= east
    assert south <= np.min(lat_there) and np.max(lat_there) <= north
    assert (east - west) < 1.02 * (np.max(lon) - np.min(lon))


@pytest.mark.parametrize("lat", [0.0, 29.5, -45.0])
def test_a_thousandth_of_a_degree_is_as_long_as_the_geodesic(lat):
    east_m, north_m = metres_per_degree(lat)
    assert east_m * 0.001 == pytest.approx(float(distances_m(106.0, lat, 106.001, lat)), rel=1e-6)
    assert north_m * 0.001 == pytest.approx(
        float(distances_m(106.0, lat - 0.0005, 106.0, lat + 0.0005)), rel=1e-6
    )
