"""The town as a whole."""

import pytest
from shapely import box

from gis.errors import CannotSatisfy
from gis.worlds.homes import Building
from gis.worlds.town import NEW_PHASE_HOUSEHOLDS, VILLAGE_HOUSEHOLDS, set_total


def homes(*sizes):
    return [
        Building(box(0, 0, 9, 9), 0, None, "1栋", "residential", 6, [size // 2, size - size // 2])
        for size in sizes
    ]


def test_the_new_phase_and_the_villages_have_their_figures(town):
    assert sum(b.households for b in town.buildings if b.estate == town.new_phase) == NEW_PHASE_HOUSEHOLDS
    sizes = [sum(b.households for b in town.buildings if b.block in village) for village in town.villages]
    assert tuple(sizes) == VILLAGE_HOUSEHOLDS


@pytest.mark.parametrize("total", [97, 160, 341])
def test_a_total_is_shared_exactly(total):
    buildings = homes(20, 31, 60)
    set_total(buildings, total)
    assert sum(building.households for building in buildings) == total
    assert all(building.households >= 8 for building in buildings)


def test_a_total_that_the_bounds_forbid_is_refused():
    with pytest.raises(CannotSatisfy):
        set_total(homes(20, 20), 10)
