"""Land that cannot all be in the band is told so only where that is true, and with little else."""

from itertools import combinations

import numpy as np

from gis.partition.contiguity import connected_parts
from gis.partition.land import Piece
from gis.partition.surroundings import Surroundings
from tests.gis.partition.rasters import instance_of, raster


def _core(instance, own) -> list[int] | None:
    piece = Piece(instance, np.arange(instance.size))
    found = Surroundings(piece).find_core(np.unique(piece.node[own]))
    return None if found is None else np.flatnonzero(np.isin(piece.node, found)).tolist()


def _can_all_be_in_band(instance, core) -> bool:
    """Whether disjoint connected sets in the band hold all of ``core``: all are tried."""
    sets = []
    for size in range(1, instance.size + 1):
        for chosen in combinations(range(instance.size), size):
            grid = np.full(instance.size, -1)
            grid[list(chosen)] = 0
            whole = len(np.unique(connected_parts(instance, grid)[list(chosen)])) == 1
            if whole and 300 <= instance.households[list(chosen)].sum() <= 500:
                sets.append(frozenset(chosen))

    def cover(left: frozenset, used: frozenset) -> bool:
        if not left:
            return True
        first = min(left)
        return any(cover(left - own, used | own) for own in sets if first in own and not own & used)

    return cover(frozenset(core), frozenset())


def test_two_buildings_that_need_the_same_third_cannot_both_have_it() -> None:
    # 260 and 258 lie between grids too large for them and can only go with 137; one stays alone.
    households = [[400, 260, 137, 258, 400]]
    instance = instance_of(raster(households))
    assert _core(instance, [1, 3]) == [1, 2, 3]
    assert not _can_all_be_in_band(instance, [1, 2, 3])


def test_what_is_told_is_so_by_trying_every_way_to_cover_it() -> None:
    told = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        instance = instance_of(raster(rng.integers(20, 290, (2, 4))))
        core = _core(instance, [0, 1])
        if core is not None:
            told += 1
            assert not _can_all_be_in_band(instance, core)
    assert told >= 10


def test_land_that_can_be_covered_is_not_told() -> None:
    assert _core(instance_of(raster(np.full((4, 4), 100))), [0, 1]) is None


def test_each_proof_is_about_land_of_its_own() -> None:
    row = [400, 260, 137, 258, 400]
    instance = instance_of(raster([[*row, 400, *row]]))
    piece = Piece(instance, np.arange(instance.size))
    around = Surroundings(piece)
    first = around.find_core(np.unique(piece.node[[1, 3]]))
    assert first is not None
    assert around.find_core(np.unique(piece.node[[1, 3]])) is None
    second = around.find_core(np.unique(piece.node[[7, 9]]))
    assert second is not None
    assert not set(first) & set(second)
