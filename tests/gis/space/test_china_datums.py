"""The shift to GCJ-02 and BD-09, and where it ends."""

import numpy as np

from gis.space.china_datums import (
    MAINLAND_BOX,
    apply_shift,
    bd09_turn,
    gcj02_shift,
    inside_mainland_box,
    undo_shift,
)


def test_the_edges_of_the_mainland_box_are_inside():
    west, south, east, north = MAINLAND_BOX
    lon, lat = np.array([west, east, west - 1e-9, np.nan]), np.array([south, north, 35.0, 35.0])
    assert inside_mainland_box(lon, lat).tolist() == [True, True, False, False]


def test_baidus_turn_is_as_published():
    lon, lat = bd09_turn(np.array([116.404]), np.array([39.915]))
    assert abs(lon[0] - 116.41036949371029) < 1e-12
    assert abs(lat[0] - 39.92133699351021) < 1e-12


def test_the_shift_is_some_hundred_metres_and_never_nothing():
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(80, 130, 1000), rng.uniform(18, 50, 1000)
    shifted_lon, shifted_lat = apply_shift(gcj02_shift, lon, lat)
    moved_deg = np.hypot(shifted_lon - lon, shifted_lat - lat)
    assert moved_deg.min() > 1e-4
    assert moved_deg.max() < 0.02


def test_a_shifted_place_no_inside_place_maps_to_is_unchanged():
    lon, lat = undo_shift(gcj02_shift, np.array([140.0, 71.9]), np.array([35.0, 35.0]))
    assert lon.tolist() == [140.0, 71.9]
    assert lat.tolist() == [35.0, 35.0]


def test_empty_arrays_give_empty_arrays():
    lon, lat = undo_shift(gcj02_shift, np.empty(0), np.empty(0))
    assert lon.size == lat.size == 0
