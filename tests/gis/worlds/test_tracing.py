"""Evenly spaced streamlines through a field that runs due east everywhere."""

import numpy as np
from shapely import LineString

from gis.worlds.flow import Flow
from gis.worlds.tracing import Rules, Tracks, scattered_seeds, trace_level

EAST = Flow([[1.0, 1.0], [1.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]], -4000.0, -4000.0, 8000.0)


def rules(spacing_m=300.0, allowed=lambda x, y: abs(x) < 1000 and abs(y) < 1000):
    return Rules(lambda x, y: spacing_m, 0.6, allowed, 100.0)


def test_lines_of_one_family_keep_their_distance():
    seeds = [(float(x), float(y)) for x in range(-900, 1000, 90) for y in range(-900, 1000, 90)]
    lines = trace_level(EAST, (Tracks(), Tracks()), rules(), seeds)
    flat = [line for line in lines if abs(line.coords[0][1] - line.coords[-1][1]) < 1]
    upright = [line for line in lines if line not in flat]
    assert len(flat) >= 5 and len(upright) >= 5
    for family in (flat, upright):
        for number, line in enumerate(family):
            assert all(line.distance(other) >= 0.6 * 300 for other in family[:number])


def test_no_line_leaves_the_land_allowed():
    lines = trace_level(EAST, (Tracks(), Tracks()), rules(), [(0.0, 0.0)])
    assert all(max(abs(x), abs(y)) < 1000 for line in lines for x, y in line.coords)


def test_a_line_too_short_is_not_kept():
    short = Rules(lambda x, y: 300.0, 0.6, lambda x, y: abs(x) < 40 and abs(y) < 40, 100.0)
    assert trace_level(EAST, (Tracks(), Tracks()), short, [(0.0, 0.0)]) == []


def test_tracks_tell_what_lies_near():
    tracks = Tracks()
    tracks.add([(0.0, 0.0), (10.0, 0.0)])
    assert not tracks.is_free((10.0, 49.0), 50.0)
    assert tracks.is_free((10.0, 50.0), 50.0)


def test_seeds_are_drawn_from_the_generator_given():
    assert scattered_seeds(np.random.default_rng(1), 3) == scattered_seeds(np.random.default_rng(1), 3)
    assert isinstance(trace_level(EAST, (Tracks(), Tracks()), rules(), [(0.0, 0.0)])[0], LineString)
