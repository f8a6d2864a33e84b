"""Why a grid is out of the band: each reason holds where it is told, and is not told where a plan exists."""

from itertools import combinations

import numpy as np
import pytest

from gis.partition.contiguity import connected_parts
from gis.partition.obstacles import can_divide, find_obstacles
from tests.gis.partition.rasters import instance_of, random_raster, raster


def _codes(households, grid) -> list[str]:
    instance = instance_of(raster(households))
    return [item.code for item in find_obstacles(instance, np.array(grid))]


@pytest.mark.parametrize(
    ("total", "divides"), [(0, True), (299, False), (300, True), (500, True), (501, False), (600, True)]
)
def test_a_total_divides_where_some_number_of_grids_has_its_average_in_the_band(total, divides) -> None:
    assert can_divide(total, 300, 500) is divides


def test_a_building_above_the_maximum_is_the_reason_of_its_own_grid() -> None:
    assert _codes([[800, 400]], [0, 1]) == ["building_above_max"]


def test_a_piece_cut_off_by_such_a_building_is_told_with_its_total() -> None:
    found = find_obstacles(instance_of(raster([[120, 800, 400]])), np.array([0, 1, 2]))
    assert [(item.code, item.core_households) for item in found] == [
        ("piece_total", 120),
        ("building_above_max", 800),
    ]


def test_land_behind_a_gate_goes_with_it_and_is_told_where_no_set_is_in_the_band() -> None:
    # 250 lies behind 290 and must go with it: 540.
    found = find_obstacles(instance_of(raster([[250, 290, 400, 400]])), np.array([0, 1, 2, 3]))
    assert [(item.code, item.core.tolist()) for item in found] == [("pocket", [0, 1]), ("pocket", [0, 1])]


def test_a_grid_that_a_better_plan_would_help_has_no_reason() -> None:
    assert _codes([[200, 200, 200, 200]], [0, 1, 1, 1]) == ["not_found"] * 2


def test_a_plan_in_the_band_needs_no_reason() -> None:
    assert _codes([[200, 200, 200, 200]], [0, 0, 1, 1]) == []


def _has_plan(instance) -> bool:
    """Whether a plan of two grids, or one, is in the band: every way to share the cells out is tried."""
    cells = range(instance.size)
    for size in range(1, instance.size + 1):
        for chosen in combinations(cells, size):
            grid = np.ones(instance.size, dtype=np.int64)
            grid[list(chosen)] = 0
            sums = np.bincount(grid, instance.households, minlength=2)[: len(np.unique(grid))]
            whole = len(np.unique(connected_parts(instance, grid))) == len(np.unique(grid))
            if whole and ((sums >= 300) & (sums <= 500)).all():
                return True
    return False


def test_what_is_proven_impossible_is_so_by_trying_every_plan() -> None:
    told = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        instance = instance_of(raster(rng.integers(10, 330, (2, 3))))
        if not 600 <= instance.total <= 1000:
            continue
        grid = np.array([0, 0, 0, 1, 1, 1])
        reasons = {item.code for item in find_obstacles(instance, grid)}
        if reasons & {"pocket", "piece_total"}:
            told += 1
            assert not _has_plan(instance)
    assert told >= 3


@pytest.mark.parametrize(
    ("households", "held"),
    [
        ([[29, 187, 136, 198], [61, 123, 16, 215]], 550),
        ([[278, 117, 51, 47], [90, 34, 180, 198]], 502),
        ([[137, 94, 252, 136], [220, 50, 81, 19]], 619),
    ],
)
def test_a_grid_that_can_only_be_helped_by_putting_another_out_is_told_so(households, held) -> None:
    # Two grids are needed; each set in the band around the first row's cells strands a cell of the second.
    instance = instance_of(raster(households))
    (found,) = find_obstacles(instance, np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    assert (found.code, found.households) == ("strands_others", held)
    assert not _has_plan(instance)


def test_a_search_that_fails_on_a_free_raster_is_not_excused() -> None:
    instance = instance_of(random_raster(1))
    grid = np.zeros(instance.size, dtype=np.int64)
    grid[:7] = 1
    assert "not_found" in {item.code for item in find_obstacles(instance, grid)}
