"""Connected sets: each once, all of them, and an end where they are too many."""

from itertools import combinations

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.sets import beside_masks, bits, connected_sets
from tests.gis.partition.rasters import instance_of, random_raster, raster


def _all(instance, least, most, **more):
    beside = beside_masks(instance.start, instance.neighbour, instance.is_open)
    return connected_sets(instance.households, beside, least, most, **{"limit": 10_000} | more)


def _by_trying(instance, fits) -> set[int]:
    found = set()
    for size in range(1, instance.size + 1):
        for chosen in combinations(range(instance.size), size):
            grid = np.full(instance.size, -1)
            grid[list(chosen)] = 0
            parts = connected_parts(instance, grid)[list(chosen)]
            if len(np.unique(parts)) == 1 and fits(chosen, int(instance.households[list(chosen)].sum())):
                found.add(sum(1 << cell for cell in chosen))
    return found


def test_every_connected_set_within_the_bounds_is_there_once() -> None:
    instance = instance_of(random_raster(3, rows=3, columns=5).iloc[:10])
    found = _all(instance, 150, 320).tolist()
    assert len(found) == len(set(found)) > 20
    assert set(found) == _by_trying(instance, lambda _, held: 150 <= held <= 320)


def test_a_set_at_the_edge_may_hold_fewer() -> None:
    instance = instance_of(raster([[100, 90, 80], [70, 60, 50]]))
    edge = np.array([True, False, False, False, False, False])
    found = set(_all(instance, 200, 300, edge=edge).tolist())
    assert found == _by_trying(instance, lambda cells, held: held <= 300 and (held >= 200 or 0 in cells))


def test_too_many_sets_are_given_up_and_so_are_too_many_steps() -> None:
    assert _all(instance_of(raster(np.full((5, 8), 40))), 300, 500) is None
    # No set is in the band, but all 2^40 are below it.
    assert _all(instance_of(raster(np.full((5, 8), 1))), 300, 500) is None


def test_bits_are_the_cells_of_a_mask() -> None:
    assert bits(np.array([5, 2], dtype=np.uint64), 3).tolist() == [[1, 0, 1], [0, 1, 0]]
