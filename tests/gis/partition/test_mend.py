"""What random cuts left out of the band is brought in by an exact answer for its region, where there is one."""

import numpy as np
import pytest

from gis.partition.contiguity import connected_parts
from gis.partition.mend import mend
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, Found
from tests.gis.partition.rasters import instance_of, raster

# Two rows of large buildings with one plan in the band along each chain: shifted by one, the last is left alone.
CHAIN = [[240, 230, 240, 230, 240, 230, 240, 230]]
AIM = Aim(DEFAULT_WEIGHTS, 0, Effort(1.0))


def _mended(households, grid, asked=None):
    instance = instance_of(raster(households))
    found = Found(np.array(grid), max(grid) + 1, 1e9)
    return instance, found, mend(instance, found, asked, AIM)


def _is_good(instance, found) -> bool:
    sums = np.bincount(found.grid, instance.households)
    whole = len(np.unique(connected_parts(instance, found.grid))) == found.count
    return whole and bool(((sums >= 300) & (sums <= 500)).all())


def test_a_grid_is_helped_through_all_its_neighbours() -> None:
    instance, _, after = _mended(CHAIN, [0, 1, 1, 2, 2, 3, 3, 4])
    assert _is_good(instance, after)
    assert after.count == 4


def test_a_number_of_grids_asked_for_stays() -> None:
    instance, found, after = _mended(CHAIN, [0, 1, 1, 2, 2, 3, 3, 4], asked=5)
    assert after is found
    households = [[180, 180, 180, 180, 180, 180]]
    instance, _, after = _mended(households, [0, 0, 0, 1, 2, 2], asked=3)
    assert _is_good(instance, after)
    assert after.count == 3


def test_a_plan_in_the_band_and_one_that_cannot_be_comes_back_as_it_is() -> None:
    for households, grid in (([[200, 200, 200, 200]], [0, 0, 1, 1]), ([[290, 290, 290, 290]], [0, 1, 2, 3])):
        _, found, after = _mended(households, grid)
        assert after is found


@pytest.mark.parametrize("seed", range(4))
def test_where_some_plan_is_in_the_band_one_is_found_and_the_same_each_time(seed) -> None:
    rng = np.random.default_rng(seed)
    # Pairs of 150 to 250 in each row lie side by side, so that a plan exists; the start has grids of three and of one.
    households = rng.integers(150, 251, (3, 6))
    grid = np.array([0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 6, 6, 7, 8, 8])
    instance, _, after = _mended(households, grid.tolist())
    assert _is_good(instance, after)
    assert (after.grid == _mended(households, grid.tolist())[2].grid).all()
