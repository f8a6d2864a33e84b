"""Land around a grid that nothing helped is drawn from nothing; land far away keeps its grids."""

import numpy as np

from gis.partition.anew import search_around
from gis.partition.contiguity import connected_parts
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS
from gis.partition.search import Aim, Effort, Found
from tests.gis.partition.rasters import instance_of, raster

AIM = Aim(DEFAULT_WEIGHTS, 0, Effort(0.3))


def _found(instance, grid) -> Found:
    grid = np.asarray(grid, dtype=np.int64)
    count = int(grid.max()) + 1
    board = make_board(instance, count, DEFAULT_WEIGHTS)
    return Found(grid, count, float(objective(board, make_plan(board, grid, count), 1.0)))


def _sums(instance, found):
    return np.bincount(found.grid, instance.households)


def test_only_land_around_the_grid_is_drawn_anew() -> None:
    rows, columns = 25, 32
    instance = instance_of(raster(np.full((rows, columns), 50)))
    grid = np.arange(rows)[:, None] * 4 + np.arange(columns)[None, :] // 8
    grid[0, 3:8] = 1
    before = _found(instance, grid.ravel())
    after = search_around(instance, before, None, AIM)
    sums = _sums(instance, after)
    assert ((sums >= 300) & (sums <= 500)).all()
    assert len(np.unique(connected_parts(instance, after.grid))) == after.count
    far = np.arange(22 * columns, rows * columns)
    same = {tuple(np.flatnonzero(after.grid == own)) for own in np.unique(after.grid[far])}
    assert same == {tuple(np.flatnonzero(before.grid == own)) for own in np.unique(before.grid[far])}


def test_a_number_of_grids_asked_for_stays() -> None:
    instance = instance_of(raster([[180] * 6]))
    after = search_around(instance, _found(instance, [0, 0, 0, 1, 2, 2]), 3, AIM)
    assert _sums(instance, after).tolist() == [360] * 3
    five = _found(instance, [0, 1, 2, 3, 4, 4])
    assert len(np.unique(search_around(instance, five, 5, AIM).grid)) == 5


def test_a_plan_in_the_band_or_with_a_proof_comes_back_as_it_is() -> None:
    for households, grid in (([[200] * 4], [0, 0, 1, 1]), ([[290] * 4], [0, 1, 2, 3])):
        instance = instance_of(raster(households))
        found = _found(instance, grid)
        assert search_around(instance, found, None, AIM) is found


def test_no_time_no_search() -> None:
    instance = instance_of(raster([[180] * 6]))
    found = _found(instance, [0, 0, 0, 1, 2, 2])
    assert search_around(instance, found, None, Aim(DEFAULT_WEIGHTS, 0, Effort(1.0, deadline=0.0))) is found
