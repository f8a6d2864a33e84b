"""H3 cells as integers and as text."""

import h3
import numpy as np
import shapely

from gis.space.h3cells import (
    cells_at,
    cells_within,
    centres,
    from_hex,
    outlines,
    parents,
    resolution_of,
    to_hex,
    touching,
)

RNG = np.random.default_rng(5)
LON, LAT = RNG.uniform(121.4, 121.5, 50), RNG.uniform(31.2, 31.3, 50)


def test_cells_and_their_text_name_the_same_place():
    cells = cells_at(LON, LAT, resolution=10)
    assert cells.dtype == np.uint64
    assert to_hex(cells).tolist() == [h3.latlng_to_cell(y, x, 10) for x, y in zip(LON, LAT, strict=True)]
    assert (from_hex(to_hex(cells)) == cells).all()


def test_a_position_lies_in_its_cells_outline():
    shapes = outlines(cells_at(LON, LAT, resolution=9))
    assert shapely.contains_xy(shapes, LON, LAT).all()


def test_parents_by_bits_are_the_librarys_parents():
    cells = cells_at(LON, LAT, resolution=10)
    assert to_hex(parents(cells, resolution=7)).tolist() == [h3.cell_to_parent(c, 7) for c in to_hex(cells)]
    assert (parents(cells, resolution=10) == cells).all()


def test_of_a_tiling_each_cell_goes_to_one_polygon():
    halves = [shapely.box(121.4, 31.2, 121.45, 31.3), shapely.box(121.45, 31.2, 121.5, 31.3)]
    west, east = (cells_within(half, resolution=9) for half in halves)
    whole = cells_within(shapely.box(121.4, 31.2, 121.5, 31.3), resolution=9)
    assert not np.isin(west, east).any()
    assert np.array_equal(np.union1d(west, east), whole)


def test_a_polygon_smaller_than_a_cell_may_have_none():
    lon, lat = centres(cells_at([121.4], [31.2], resolution=9))
    beside = shapely.box(lon[0] + 1e-5, lat[0] + 1e-5, lon[0] + 2e-5, lat[0] + 2e-5)
    assert cells_within(beside, resolution=9).size == 0
    assert cells_within(shapely.Polygon(), resolution=9).size == 0


def test_six_cells_touch_one_and_five_a_pentagon():
    cell = int(cells_at([106.5], [29.5], resolution=9)[0])
    near = touching(cell)
    assert len(set(near)) == 6 and cell not in near
    assert all(cell in touching(other) for other in near)
    pentagon = int(from_hex([h3.get_pentagons(3)[0]])[0])
    assert len(touching(pentagon)) == 5


def test_a_cell_carries_its_resolution():
    for resolution in (0, 8, 10, 15):
        cells = cells_at(106.55, 29.5, resolution=resolution)
        assert resolution_of(cells).tolist() == [resolution]
