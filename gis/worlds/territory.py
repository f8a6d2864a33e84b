"""Which community each face belongs to: three villages in the hills, twenty communities in the town.

Coordinates are metres on the world's own plane.
"""

from collections.abc import Sequence

import numpy as np
from shapely import LineString

from gis.worlds.blocks import Adjacency, Block
from gis.worlds.homes import Building
from gis.worlds.junctions import Piece
from gis.worlds.layouts import Placed, hamlet
from gis.worlds.parts import lines_of
from gis.worlds.sweep import sweep
from gis.worlds.terrain import Floats
from gis.worlds.territory_graph import Territory, components

COMMUNITIES, VILLAGES = 20, 3
HOUSES_PER_VILLAGE = 46
NEVER_PART = 1e6
HILL_STRIP_M = 58.0
EVENNESS = (0.72, 1.33)


def find_villages(blocks: list[Block], uses: list[str], adjacency: Adjacency) -> list[frozenset[int]]:
    """Cut the hills into three villages of about equal land."""
    rural = frozenset(
        number
        for number, (use, block) in enumerate(zip(uses, blocks, strict=True))
        if use in ("rural", "hill") or (use == "strip" and block.height_m > HILL_STRIP_M)
    )
    areas = [int(block.face.area) for block in blocks]
    territory = Territory(_middles(blocks), areas, adjacency.shared_m)
    hills = max(components(territory, rural), key=territory.weight)
    total = territory.weight(hills)

    def feasible(area_m2: int, count: int) -> bool:
        return 0.16 * total * count <= area_m2 <= 0.55 * total * count

    return sweep(territory, hills, VILLAGES, feasible)


def settle_villages(
    villages: Sequence[frozenset[int]], blocks: list[Block], pieces: list[Piece], rng: np.random.Generator
) -> dict[int, list[Placed]]:
    """Farmhouses by block."""
    farms: dict[int, list[Placed]] = {}
    for village in villages:
        shares = {number: _lanes(blocks[number], pieces) for number in sorted(village)}
        total_m = sum(line.length for lanes in shares.values() for line in lanes) or 1.0
        for number, lanes in shares.items():
            count = round(HOUSES_PER_VILLAGE * sum(line.length for line in lanes) / total_m)
            farms[number] = hamlet(lanes, blocks[number].plot.buffer(-6), count, rng)
    return farms


def find_communities(
    blocks: list[Block],
    taken: frozenset[int],
    buildings: list[Building],
    adjacency: Adjacency,
    never_part: tuple[int, int],
) -> list[frozenset[int]]:
    """Sweep what is not taken by villages into twenty communities of about equal households."""
    weights = [0] * len(blocks)
    for building in buildings:
        weights[building.block] += building.households
    ties = {one: dict(near) for one, near in adjacency.shared_m.items()}
    for one, two in (never_part, never_part[::-1]):
        ties[one][two] = NEVER_PART
    territory = Territory(_middles(blocks), weights, ties)
    town = frozenset(range(len(blocks))) - taken
    loose = components(territory, town)
    mean = territory.weight(loose[0]) / COMMUNITIES

    def feasible(households: int, count: int) -> bool:
        return EVENNESS[0] * mean * count <= households <= EVENNESS[1] * mean * count

    communities = sweep(territory, loose[0], COMMUNITIES, feasible)
    for stray in loose[1:]:
        _join_neighbour(stray, communities, adjacency)
    return communities


def _join_neighbour(stray: frozenset[int], communities: list[frozenset[int]], adjacency: Adjacency) -> None:
    """Give faces cut off from the rest to the community they share the longest border with."""
    shared = [
        sum(
            length_m
            for unit in stray
            for other, length_m in adjacency.shared_m[unit].items()
            if other in community
        )
        for community in communities
    ]
    at = int(np.argmax(shared))
    communities[at] |= stray


def _middles(blocks: list[Block]) -> Floats:
    return np.array([[block.face.centroid.x, block.face.centroid.y] for block in blocks])


def _lanes(block: Block, pieces: list[Piece]) -> list[LineString]:
    """Country lanes running through or along a block."""
    near = block.face.buffer(2)
    lanes = []
    for piece in pieces:
        if piece.kind == "street" and piece.road_class != "primary" and piece.line.intersects(near):
            lanes += lines_of(piece.line.intersection(near))
    return [lane for lane in lanes if lane.length > 30]
