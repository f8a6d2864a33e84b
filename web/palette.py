"""Colours: grids whose neighbours differ, tiers of walking time, and what stands for what on the map.

Fills are Paul Tol's «light» scheme, made to be told apart by colour-blind eyes under dark labels
(Tol, P., Colour Schemes, SRON/EPS/TN/09-002, issue 3.2, 2021).
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

GRID_COLOURS = ("#77aadd", "#ee8866", "#bbcc33", "#ffaabb", "#44bb99", "#eedd88", "#99ddff", "#aaaa00")

# ColorBrewer YlGnBu reversed (dark: near), grey for what is not reached within the circle.
TIER_COLOURS = ("#1d6996", "#41a4b8", "#a5d5a3", "#e3e0cf")

_TOUCH_M_IN_DEGREES = 1e-6


def neighbour_pairs(polygons: Sequence[shapely.Geometry]) -> list[tuple[int, int]]:
    """Pairs (i < j) of polygons that meet, by position; meeting in one point counts.

    Borders that lie within a millionth of a degree (about 0.1 m) of one another meet: files round.
    """
    shapes = np.array(polygons, dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_TOUCH_M_IN_DEGREES)
    return [(int(i), int(j)) for i, j in zip(left, right, strict=True) if i < j]


def colour_indexes(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Colour so that no pair shares a colour wherever the eight colours allow it.

    DSATUR (Brélaz, D., New methods to color the vertices of a graph, CACM 22(4), 1979): the vertex whose
    neighbours already wear the most colours comes next, ties by degree and then by position. Of the colours
    free to it, the one least used so far is taken, so that all colours appear.

    Parameters
    ----------
    count
        Number of things to colour.
    pairs
        Positions of neighbours.

    Returns
    -------
    list of int
        Index into ``GRID_COLOURS`` of each.
    """
    neighbours: list[set[int]] = [set() for _ in range(count)]
    for i, j in pairs:
        neighbours[i].add(j)
        neighbours[j].add(i)
    worn: list[set[int]] = [set() for _ in range(count)]
    colours = [-1] * count
    uses = [0] * len(GRID_COLOURS)
    waiting = set(range(count))
    while waiting:
        chosen = min(waiting, key=lambda i: (-len(worn[i]), -len(neighbours[i]), i))
        free = [c for c in range(len(GRID_COLOURS)) if c not in worn[chosen]] or list(
            range(len(GRID_COLOURS))
        )
        colour = min(free, key=lambda c: (uses[c], c))
        colours[chosen] = colour
        uses[colour] += 1
        waiting.discard(chosen)
        for neighbour in neighbours[chosen]:
            worn[neighbour].add(colour)
    return colours


def colour_grids(grids: gpd.GeoDataFrame) -> list[int]:
    """Colour index of each grid of the frame, in its order; neighbours differ.

    Parameters
    ----------
    grids
        Polygons in EPSG:4326.
    """
    polygons = list(np.asarray(grids.geometry.array))
    return colour_indexes(len(polygons), neighbour_pairs(polygons))
