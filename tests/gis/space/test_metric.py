"""Frames and arrays laid in the metres of their own zone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.space.measure import areas_m2, distances_m
from gis.space.metric import MetricPlane, from_metric, local_metric_crs, to_metric


def _frame(west, south, size=0.01, crs="EPSG:4326"):
    return gpd.GeoDataFrame(geometry=[shapely.box(west, south, west + size, south + size)], crs=crs)


@pytest.mark.parametrize(("west", "epsg"), [(121.4, 4549), (114.06, 4547), (116.3, 4548)])
def test_a_chinese_frame_lies_in_its_own_gauss_krueger_zone(west, epsg):
    assert local_metric_crs(_frame(west, 31.0)).to_epsg() == epsg


@pytest.mark.parametrize(("west", "south"), [(24.94, 60.17), (-0.13, 51.5), (151.2, -33.9), (179.5, 10.0)])
def test_elsewhere_metres_are_metres_too(west, south):
    there = to_metric(_frame(west, south))
    ratio = there.area.iloc[0] / areas_m2(_frame(west, south).geometry)[0]
    assert ratio == pytest.approx(1.0, abs=1e-3)


def test_lengths_in_the_zone_are_off_by_less_than_three_hundredths_of_a_percent():
    frame = gpd.GeoDataFrame(
        geometry=[shapely.Point(115.49, 22.0), shapely.Point(115.48, 22.0)], crs="EPSG:4326"
    )
    metric = to_metric(frame).geometry
    true_m = distances_m(115.49, 22.0, 115.48, 22.0)
    assert metric[0].distance(metric[1]) == pytest.approx(float(true_m), rel=4e-4)


def test_two_frames_may_share_one_zone_across_its_border():
    here = to_metric(_frame(115.48, 31.0))
    beside = to_metric(_frame(115.51, 31.0), like=here)
    assert beside.crs == here.crs


def test_the_round_trip_is_exact_to_a_nanodegree():
    frame = _frame(121.4, 31.2)
    back = from_metric(to_metric(frame))
    assert back.geometry[0].hausdorff_distance(frame.geometry[0]) < 1e-9


def test_arrays_and_frames_lie_on_the_same_plane():
    frame = _frame(121.4, 31.2)
    plane = MetricPlane.around([121.4, 121.41], [31.2, 31.21])
    x_m, y_m = plane.project([121.4], [31.2])
    corner = shapely.get_coordinates(to_metric(frame).geometry)
    assert np.hypot(corner[:, 0] - x_m, corner[:, 1] - y_m).min() < 1e-6
    lon, lat = plane.unproject(x_m, y_m)
    assert (lon[0], lat[0]) == pytest.approx((121.4, 31.2), abs=1e-10)


def test_bare_geometries_move_with_the_plane():
    plane = MetricPlane.around([121.4], [31.2])
    shapes = np.array([shapely.Point(121.4, 31.2), None], dtype=object)
    back = plane.unproject_geometries(plane.project_geometries(shapes))
    assert shapes[0].distance(back[0]) < 1e-10
    assert back[1] is None


def test_a_frame_without_shapes_has_no_zone():
    with pytest.raises(InputError) as refusal:
        local_metric_crs(gpd.GeoDataFrame(geometry=[None], crs="EPSG:4326"))
    assert refusal.value.code == "frame_empty"


def test_a_frame_in_another_system_is_refused():
    with pytest.raises(InputError) as refusal:
        to_metric(_frame(121.4, 31.2, crs="EPSG:4490"))
    assert refusal.value.code == "crs_mismatch"
    with pytest.raises(InputError):
        from_metric(_frame(121.4, 31.2, crs=None))
