"""The land: a raster says what stands at its crossings, water lies below everything."""

import numpy as np
from shapely import Point

from gis.worlds.terrain import Raster, make_terrain, mesh, smooth_curve, wavy


def test_a_raster_gives_its_own_values_at_the_crossings_and_the_mean_between():
    raster = Raster(0.0, 0.0, 10.0, np.array([[0.0, 2.0, 9.0], [4.0, 6.0, 9.0], [9.0, 9.0, 9.0]]))
    assert raster.at(np.array([0.0, 10.0, 5.0]), np.array([0.0, 10.0, 5.0])).tolist() == [0.0, 6.0, 3.0]


def test_outside_a_raster_repeats_its_edge():
    raster = Raster(0.0, 0.0, 10.0, np.array([[1.0, 1.0], [1.0, 1.0]]))
    assert raster.at(np.array([-500.0, 900.0]), np.array([3.0, -8.0])).tolist() == [1.0, 1.0]


def test_the_same_seed_shapes_the_same_land(terrain):
    again = make_terrain(np.random.default_rng(2))
    assert np.array_equal(again.height_m.values, terrain.height_m.values)


def test_the_land_rises_from_the_river_to_the_hills(terrain):
    river = np.asarray(terrain.river_line.coords)
    inside = river[[terrain.river.buffer(-60).contains(Point(place)) for place in river]]
    assert terrain.heights_m(inside).max() < 1.0
    assert terrain.heights_m(np.array([[2150.0, -1400.0]]))[0] > 150


def test_the_bank_distance_is_negative_in_the_water_only(terrain):
    xs, ys = mesh()
    wet = (terrain.bank_distance_m.values < -10) & (np.abs(xs) < 3300) & (np.abs(ys) < 3100)
    places = [Point(x, y) for x, y in zip(xs[wet][::97], ys[wet][::97], strict=True)]
    assert all(terrain.river.contains(place) for place in places)


def test_a_curve_runs_through_its_places():
    curve = smooth_curve(((0.0, 0.0), (100.0, 50.0), (220.0, 0.0)), 1.0)
    assert np.hypot(*(curve - (100.0, 50.0)).T).min() < 1.0


def test_waves_stay_within_one():
    xs, ys = mesh()
    waves = wavy(xs, ys, np.random.default_rng(1), (500.0, 900.0))
    assert np.abs(waves).max() <= 1.0
