"""What annealing left outside the band is brought in where a few neighbours together can."""

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.random import seed_state
from gis.partition.repair import repair
from tests.gis.partition.rasters import instance_of, raster

# 250 + 350 + 600 households in rows: the third must give to the first through the second.
LETTERS = np.array([int(letter) for letter in "001111222222" + "000111222222"])


def test_a_grid_is_helped_through_its_neighbour() -> None:
    instance = instance_of(raster(np.full((2, 12), 50)))
    mended = repair(instance, LETTERS, 3, seed_state(1))
    sums = np.bincount(mended, instance.households)
    assert ((sums >= 300) & (sums <= 500)).all()
    assert len(np.unique(connected_parts(instance, mended))) == 3


def test_a_plan_in_the_band_is_left_as_it_is() -> None:
    instance = instance_of(raster(np.full((2, 12), 50)))
    grid = np.tile(np.repeat([0, 1, 2], 4), 2)
    assert (repair(instance, grid, 3, seed_state(1)) == grid).all()


def test_what_cannot_be_helped_is_never_made_worse() -> None:
    instance = instance_of(raster([[290, 290, 290, 290]]))
    mended = repair(instance, np.array([0, 1, 2, 2]), 3, seed_state(1))
    sums = np.bincount(mended, instance.households, minlength=3)
    assert np.maximum(0, np.maximum(300 - sums, sums - 500)).sum() <= 10 + 10 + 80


def test_grids_of_offices_alone_break_nothing() -> None:
    instance = instance_of(raster([[0, 0, 0, 0, 400, 400]]))
    mended = repair(instance, np.array([0, 0, 1, 1, 2, 3]), 4, seed_state(1))
    assert sorted(np.bincount(mended, instance.households, minlength=4)) == [0, 0, 400, 400]
