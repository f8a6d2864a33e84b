"""Storeys, stairwells and households of every building.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, field

import numpy as np
from shapely import Polygon

from gis.worlds.blocks import Block
from gis.worlds.estates import Site, street_homes
from gis.worlds.land_use import Style
from gis.worlds.layouts import Placed, Slabs, rows
from gis.worlds.parts import largest

MIXED_SHARE = 0.06
LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS = 8, 350
STREET_STYLE = Style("street", "", (4, 7), (2, 2), (1985, 2005))
VILLAGE_STYLE = Style("village", "", (2, 3), (3, 4), (1990, 2015))
WORK_SLABS = {
    "school": (Slabs(15.0, 22.0, (2, 3), 42.0, 20.0), "public", (3, 5)),
    "hospital": (Slabs(18.0, 22.0, (2, 3), 40.0, 16.0), "public", (5, 12)),
    "trade": (Slabs(30.0, 19.0, (2, 4), 48.0, 14.0), "commercial", (2, 6)),
    "works": (Slabs(24.0, 20.0, (2, 4), 40.0, 14.0), "industrial", (1, 3)),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a group of homes stands, and in which style."""

    block: int
    estate: int | None
    style: Style


@dataclass(slots=True)
class Building:
    """One building as it will be written.

    Attributes
    ----------
    shape
        Footprint.
    block
        Number of the block it stands in.
    estate
        Number of its estate, or None.
    name
        3栋, 青杠湾12号.
    use
        As in the layer ``buildings``.
    storeys
        Above ground.
    by_stairwell
        Households of each stairwell; empty where nobody lives.
    """

    shape: Polygon
    block: int
    estate: int | None
    name: str
    use: str
    storeys: int
    by_stairwell: list[int] = field(default_factory=list)

    @property
    def households(self) -> int:
        """Households of all stairwells."""
        return sum(self.by_stairwell)


def house_everyone(
    blocks: list[Block],
    uses: list[str],
    sites: list[Site],
    farms: dict[int, list[Placed]],
    rng: np.random.Generator,
) -> list[Building]:
    """Every building of the sub-district: estates, street blocks, hamlets, then the rest."""
    buildings: list[Building] = []
    for site in sites:
        plot = Plot(site.plot.block, site.plot.number, site.plot.style)
        buildings += _homes(site.placed, plot, "{number}栋", rng)
    for block, use in enumerate(uses):
        if use == "street":
            plot = Plot(block, None, STREET_STYLE)
            buildings += _homes(street_homes(blocks[block], rng), plot, "{number}号楼", rng)
        elif use in WORK_SLABS:
            buildings += _workplaces(blocks[block], block, use, rng)
    for block, houses in farms.items():
        buildings += _homes(houses, Plot(block, None, VILLAGE_STYLE), "{number}号院", rng)
    return buildings


def scale_households(buildings: list[Building], total: int, rng: np.random.Generator) -> None:
    """Bring the sum near ``total`` by one occupancy for all, within each building's bounds."""
    homes = [building for building in buildings if building.by_stairwell]
    share = total / sum(building.households for building in homes)
    for building in homes:
        noise = rng.uniform(0.92, 1.06)
        building.by_stairwell = [max(round(count * share * noise), 1) for count in building.by_stairwell]
        keep_bounds(building)


def keep_bounds(building: Building) -> None:
    """At least 8 and at most 350 households in a building where people live."""
    while building.households < LEAST_HOUSEHOLDS:
        at = int(np.argmin(building.by_stairwell))
        building.by_stairwell[at] += 1
    while building.households > MOST_HOUSEHOLDS:
        at = int(np.argmax(building.by_stairwell))
        building.by_stairwell[at] -= 1


def _in_order(placed: list[Placed]) -> list[Placed]:
    """Number buildings in rows from the north-west, as a property company does."""
    if not placed:
        return []
    top = max(item.shape.centroid.y for item in placed)
    return sorted(placed, key=lambda item: (int((top - item.shape.centroid.y) // 30), item.shape.centroid.x))


def _homes(placed: list[Placed], plot: Plot, name: str, rng: np.random.Generator) -> list[Building]:
    return [
        _home(item, plot, name.format(number=number), rng)
        for number, item in enumerate(_in_order(placed), start=1)
    ]


def _home(placed: Placed, plot: Plot, name: str, rng: np.random.Generator) -> Building:
    low, high = plot.style.storeys
    if placed.form == "tower" and plot.style.key != "highrise":
        low, high = 15, 18
    storeys = int(rng.integers(low, high + 1))
    least, most = plot.style.homes_per_floor if placed.form != "tower" else (4, 6)
    per_floor = int(rng.integers(least, most + 1))
    use = "mixed" if plot.style.key == "street" or rng.random() < MIXED_SHARE else "residential"
    floors = storeys - (1 if use == "mixed" else 0)
    by_stairwell = [floors * per_floor for _ in range(placed.stairwells)]
    return Building(placed.shape, plot.block, plot.estate, name, use, storeys, by_stairwell)


def _workplaces(block: Block, number: int, use: str, rng: np.random.Generator) -> list[Building]:
    slabs, building_use, (low, high) = WORK_SLABS[use]
    inside = largest(block.plot.buffer(-8).simplify(0.8))
    placed = rows(inside, slabs, rng)[0] if inside.area > 600 else []
    return [
        Building(item.shape, number, None, f"{at}号楼", building_use, int(rng.integers(low, high + 1)))
        for at, item in enumerate(_in_order(placed), start=1)
    ]
