"""What hangs together is found across open borders only, and land without a grid goes to the longest border."""

from dataclasses import replace

import numpy as np

from gis.partition.contiguity import connected_parts, fill, neighbours, ring_by_ring
from tests.gis.partition.rasters import instance_of, raster

ROW = instance_of(raster([[100] * 6]))


def test_a_closed_border_parts_a_grid_and_a_common_corner_joins_nothing() -> None:
    assert len(np.unique(connected_parts(ROW, np.zeros(6, dtype=int)))) == 1
    shut = replace(ROW, is_open=np.zeros(len(ROW.is_open), dtype=bool))
    assert len(np.unique(connected_parts(shut, np.zeros(6, dtype=int)))) == 6
    square = instance_of(raster([[100, 100], [100, 100]]))
    assert len(np.unique(connected_parts(square, np.array([0, 1, 1, 0])))) == 4


def test_land_without_a_grid_is_filled_inwards_from_its_longest_border() -> None:
    assert fill(ROW, np.array([0, -1, -1, -1, -1, 1])).tolist() in ([0, 0, 0, 0, 0, 1], [0, 0, 0, 1, 1, 1])
    square = instance_of(raster([[100, 100, 100], [100, 100, 100]]))
    assert fill(square, np.array([0, -1, 1, 0, -1, 0]))[4] == 0
    assert fill(ROW, np.full(6, -1)).tolist() == [0] * 6


def test_grids_beside_each_other_are_found_without_those_barred() -> None:
    near = neighbours(ROW, np.array([0, 0, 1, 1, 2, 2]))
    assert near == {0: {1}, 1: {0, 2}, 2: {1}}
    assert neighbours(ROW, np.array([0, 0, 1, 1, 2, 2]), {2}) == {0: {1}, 1: {0}, 2: {1}}


def test_rings_go_outwards_the_fewest_cells_first_until_enough() -> None:
    near = {0: {1, 2}, 1: {0, 3}, 2: {0}, 3: {1}}
    cells_of = np.array([1, 5, 2, 1])
    assert ring_by_ring(near, 0, cells_of, 9) == [0, 2, 1, 3]
    assert ring_by_ring(near, 0, cells_of, 2) == [0, 2, 1]
    assert ring_by_ring({}, 0, cells_of, 9) == [0]
