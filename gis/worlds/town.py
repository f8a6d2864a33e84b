"""The town as built, before it is written down as layers.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass, replace

import numpy as np
from shapely import LineString

from gis.errors import CannotSatisfy
from gis.model.progress import Progress, silent
from gis.worlds.blocks import Adjacency, Block, find_adjacency, make_blocks
from gis.worlds.estates import Site, build_estates
from gis.worlds.flow import make_flow
from gis.worlds.homes import Building, house_everyone, keep_bounds, scale_households
from gis.worlds.junctions import Piece, join_roads
from gis.worlds.land_use import STYLES, EstatePlot, assign_uses
from gis.worlds.roads import outline, plan_roads, railway
from gis.worlds.terrain import Terrain, make_terrain
from gis.worlds.territory import find_communities, find_villages, settle_villages

HOUSEHOLDS = 80_000
NEW_PHASE_HOUSEHOLDS = 620
VILLAGE_HOUSEHOLDS = (345, 395, 430)
TWIN_BORDER_M = 90.0
NEW_STYLES = frozenset({"highrise", "midrise", "garden"})


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that was built.

    Attributes
    ----------
    pieces
        Streets between junctions, before the estates' own lanes join them.
    communities, villages
        Sets of block numbers.
    riverside_estate, new_phase
        Estate numbers of 融汇江山 and of its second phase.
    """

    terrain: Terrain
    rail: LineString
    pieces: list[Piece]
    blocks: list[Block]
    uses: list[str]
    sites: list[Site]
    buildings: list[Building]
    communities: list[frozenset[int]]
    villages: list[frozenset[int]]
    riverside_estate: int
    new_phase: int


def build_town(seed: int, progress: Progress = silent) -> Town:
    """Build the town from one seed, the same each time."""
    rng = np.random.default_rng(seed)
    progress("塑造地形", 0, 6)
    terrain = make_terrain(rng)
    rail = railway()
    progress("规划道路", 1, 6)
    pieces = join_roads(plan_roads(terrain, make_flow(terrain, rng), rng), terrain, rail)
    progress("划分街坊", 2, 6)
    pieces, blocks = make_blocks(pieces, terrain, rail, outline())
    adjacency = find_adjacency([block.face for block in blocks])
    uses, plots = assign_uses(blocks, terrain, rng)
    riverside, phase = _twin_estates(blocks, plots, adjacency)
    plots[phase] = replace(plots[phase], style=STYLES["highrise"])
    progress("建设小区", 3, 6)
    sites = build_estates(blocks, plots, pieces, rng)
    villages = find_villages(blocks, uses, adjacency)
    farms = settle_villages(villages, blocks, pieces, rng)
    progress("安置住户", 4, 6)
    buildings = house_everyone(blocks, uses, sites, farms, rng)
    _settle_households(buildings, villages, phase, rng)
    progress("划分社区", 5, 6)
    taken = frozenset[int]().union(*villages)
    pair = (sites[riverside].plot.block, sites[phase].plot.block)
    communities = find_communities(blocks, taken, buildings, adjacency, pair)
    return Town(
        terrain, rail, pieces, blocks, uses, sites, buildings, communities, villages, riverside, phase
    )


def _twin_estates(blocks: list[Block], plots: list[EstatePlot], adjacency: Adjacency) -> tuple[int, int]:
    """融汇江山 is the largest estate of towers with a new estate across a lane: that becomes its second phase."""
    by_block = {plot.block: plot for plot in plots}
    high = [plot for plot in plots if plot.style.key == "highrise"]
    for plot in sorted(high, key=lambda item: -blocks[item.block].plot.area):
        near = [
            by_block[other]
            for other, shared_m in adjacency.shared_m[plot.block].items()
            if shared_m > TWIN_BORDER_M and other in by_block and by_block[other].style.key in NEW_STYLES
        ]
        if near:
            return plot.number, min(near, key=lambda item: blocks[item.block].plot.area).number
    raise CannotSatisfy("no pair of estates", chinese="未找到相邻的两期小区", code="no_twin_estates")


def _settle_households(
    buildings: list[Building], villages: list[frozenset[int]], phase: int, rng: np.random.Generator
) -> None:
    """Set villages and the new phase to their figures; the rest shares what is left of 80,000."""
    apart: set[int] = set()
    for village, households in zip(villages, VILLAGE_HOUSEHOLDS, strict=True):
        homes = [number for number, building in enumerate(buildings) if building.block in village]
        set_total([buildings[number] for number in homes], households)
        apart.update(homes)
    new = [number for number, building in enumerate(buildings) if building.estate == phase]
    set_total([buildings[number] for number in new], NEW_PHASE_HOUSEHOLDS)
    apart.update(new)
    rest = [building for number, building in enumerate(buildings) if number not in apart]
    scale_households(rest, HOUSEHOLDS - NEW_PHASE_HOUSEHOLDS - sum(VILLAGE_HOUSEHOLDS), rng)


def set_total(buildings: list[Building], households: int) -> None:
    """Share exactly so many households over the stairwells, in proportion to what they hold."""
    homes = [building for building in buildings if building.by_stairwell]
    total = sum(building.households for building in homes)
    for building in homes:
        building.by_stairwell = [max(count * households // total, 1) for count in building.by_stairwell]
        keep_bounds(building)
    turn = 0
    while (left := households - sum(building.households for building in homes)) != 0:
        building = homes[turn % len(homes)]
        at = turn // len(homes) % len(building.by_stairwell)
        if left > 0 or (building.households > 8 and building.by_stairwell[at] > 1):
            building.by_stairwell[at] += 1 if left > 0 else -1
        turn += 1
        if turn > 100_000:
            raise CannotSatisfy("no way to share", chinese="无法分摊户数", code="sharing_failed")
