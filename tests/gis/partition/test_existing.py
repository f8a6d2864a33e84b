"""Taking an existing plan over."""

import numpy as np

from gis.partition.existing import adopt, connected_parts
from tests.gis.partition.rasters import instance_of, raster

CELLS = raster(np.full((2, 4), 100))


def _adopt(text: str) -> list[int]:
    previous = np.array([-1 if letter == "." else int(letter) for letter in text])
    return adopt(instance_of(CELLS, previous=previous), 2).tolist()


def test_a_whole_plan_is_taken_over_as_it_is() -> None:
    assert _adopt("00110011") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_cells_without_a_grid_join_a_neighbour() -> None:
    assert _adopt("0.110011") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_the_smaller_part_of_a_broken_grid_joins_its_neighbour() -> None:
    assert _adopt("00110010") == [0, 0, 1, 1, 0, 0, 1, 1]


def test_parts_are_connected_over_borders_only() -> None:
    instance = instance_of(CELLS)
    assert len(np.unique(connected_parts(instance, np.array([0, 1, 0, 1, 1, 0, 1, 0])))) == 8
