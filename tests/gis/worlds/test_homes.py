"""Storeys, stairwells and households."""

import numpy as np
from shapely import box

from gis.worlds.homes import Building, keep_bounds, scale_households


def building(*by_stairwell):
    return Building(box(0, 0, 20, 10), 0, None, "1栋", "residential", 7, list(by_stairwell))


def test_where_people_live_there_are_eight_to_three_hundred_and_fifty_households(town):
    counts = [item.households for item in town.buildings if item.by_stairwell]
    assert min(counts) >= 8 and max(counts) <= 350


def test_bounds_are_kept_by_adding_and_taking():
    small, large = building(1, 2), building(300, 200)
    keep_bounds(small)
    keep_bounds(large)
    assert (small.households, large.households) == (8, 350)


def test_scaling_comes_near_the_total():
    homes = [building(40, 40) for _ in range(50)]
    scale_households(homes, 2000, np.random.default_rng(1))
    assert abs(sum(item.households for item in homes) - 2000) < 100


def test_buildings_of_an_estate_are_numbered_from_one_without_a_gap(town):
    for site in town.sites:
        names = [item.name for item in town.buildings if item.estate == site.plot.number]
        assert sorted(names) == sorted(f"{number}栋" for number in range(1, len(names) + 1))


def test_schools_and_works_house_nobody(town):
    uses = {item.use for item in town.buildings if not item.by_stairwell}
    assert uses == {"public", "commercial", "industrial"}
