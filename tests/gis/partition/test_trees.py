"""First plans by cutting random trees."""

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.random import seed_state
from gis.partition.trees import cut_trees
from tests.gis.partition.rasters import instance_of, random_raster, raster


def test_every_part_is_connected_and_there_are_as_many_as_asked() -> None:
    for seed in range(5):
        instance = instance_of(random_raster(seed))
        for count in (1, 2, 7):
            grid = cut_trees(instance, count, seed_state(seed))
            assert len(np.unique(grid)) == len(np.unique(connected_parts(instance, grid))) == count


def test_no_more_grids_than_cells() -> None:
    instance = instance_of(random_raster(1, rows=2))
    assert len(np.unique(cut_trees(instance, 99, seed_state(1)))) == instance.size


def test_land_without_any_household_is_cut_like_any_other() -> None:
    instance = instance_of(raster(np.zeros((2, 6), dtype=int)))
    assert len(np.unique(cut_trees(instance, 3, seed_state(1)))) == 3
