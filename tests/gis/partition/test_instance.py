"""A community as arrays."""

import numpy as np

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
