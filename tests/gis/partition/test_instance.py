"""A community as arrays."""

import numpy as np

from gis.partition.instance import merge, restrict
from tests.gis.partition.rasters import instance_of, raster


def test_borders_stand_in_both_directions() -> None:
    instance = instance_of(raster([[10, 20]]))
    assert instance.neighbour.tolist() == [1, 0]
    assert np.isclose(instance.length_m[0], instance.length_m[1])
    assert instance.total == 30


def test_an_estate_may_lie_in_as_many_grids_as_its_households_need() -> None:
    instance = instance_of(raster([[400, 101, 5]], estates=["AAB"]))
    assert instance.allowed_parts.tolist() == [2, 1]


def test_land_without_households_belongs_to_no_estate() -> None:
    assert instance_of(raster([[0, 10]], estates=["AA"])).estate.tolist() == [-1, 0]


def test_a_part_of_a_community_has_its_cells_and_the_borders_among_them() -> None:
    whole = instance_of(raster([[10, 20, 30], [40, 50, 60]], estates=["AA.", "BB."]))
    part = restrict(whole, np.array([0, 1, 4]))
    assert part.households.tolist() == [10, 20, 50]
    assert part.neighbour.tolist() == [1, 0, 2, 1]
    assert part.estate.tolist() == [0, 0, 1]
    assert len(part.allowed_parts) == len(whole.allowed_parts)


def test_merged_cells_keep_their_sums_and_the_rim_of_the_whole() -> None:
    whole = instance_of(raster([[10, 20, 30], [40, 50, 60]]))
    merged = merge(whole, np.array([0, 0, 1, 0, 1, 1]))
    assert merged.households.tolist() == [70, 140]
    assert np.isclose(merged.area_m2.sum(), whole.area_m2.sum())
    assert merged.neighbour.tolist() == [1, 0]
    one = merge(whole, np.zeros(6, dtype=np.int64))
    assert len(one.neighbour) == 0
    assert np.isclose(one.perimeter_m[0], merged.perimeter_m.sum() - 2 * merged.length_m[0])
