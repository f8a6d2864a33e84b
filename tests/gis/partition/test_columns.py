"""Every column costs what its grid costs in the objective, and goes on the existing grids that it may."""

import numpy as np
import pytest

from gis.partition.columns import make_columns, price_sets, sets_in_band
from gis.partition.plan import make_board, make_plan, objective
from gis.partition.programme import DEFAULT_WEIGHTS, Weights
from gis.partition.search import Aim, Effort, search
from gis.partition.sets import bits
from tests.gis.partition.rasters import instance_of, random_raster, raster


@pytest.mark.parametrize("seed", range(3))
def test_the_costs_of_a_plans_grids_add_up_to_its_objective(seed) -> None:
    instance = instance_of(random_raster(seed, rows=4, columns=6))
    found = search(instance, [5, 6], Aim(DEFAULT_WEIGHTS, seed, Effort(1.0)))
    masks = np.array(
        [sum(1 << int(cell) for cell in np.flatnonzero(found.grid == own)) for own in range(found.count)],
        dtype=np.uint64,
    )
    board = make_board(instance, found.count, DEFAULT_WEIGHTS)
    parts_m = DEFAULT_WEIGHTS.split_m * instance.allowed_parts.sum()
    whole_m = objective(board, make_plan(board, found.grid, found.count), 1.0)
    assert np.isclose(price_sets(masks, board).sum() - parts_m, whole_m)


def test_every_set_is_in_the_band_and_none_where_there_are_too_many() -> None:
    instance = instance_of(random_raster(1, rows=3, columns=5))
    masks = sets_in_band(instance, 10_000)
    held = bits(masks, instance.size) @ instance.households
    assert len(masks) == len(np.unique(masks)) > 0
    assert ((held >= 300) & (held <= 500)).all()
    assert sets_in_band(instance, len(masks) - 1) is None


def test_a_set_goes_on_a_grid_it_shares_households_with_and_pays_for_what_it_takes_from_others() -> None:
    previous = np.array([0, 0, 1, 1])
    weights = Weights(change_m=10.0)
    instance = instance_of(raster([[200] * 4]), previous=previous, weights=weights)
    columns = make_columns(instance, sets_in_band(instance, 100), weights, 2)
    # Pairs of neighbours: of grid 0, of both, of grid 1; each also as a new grid.
    told = {
        (int(mask), int(label)): cost
        for mask, label, cost in zip(columns.mask, columns.label, columns.cost_m, strict=True)
    }
    assert set(told) == {(3, -1), (3, 0), (6, -1), (6, 0), (6, 1), (12, -1), (12, 1)}
    assert np.isclose(told[3, -1] - told[3, 0], 4000.0)
    assert np.isclose(told[6, -1] - told[6, 0], 2000.0)
