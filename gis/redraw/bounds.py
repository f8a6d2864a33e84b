"""The four bounds of a grid in words (四至): what lies along its eastern, southern, western and northern side.

The outline is cut into short pieces, and the grid is turned by at most 45 degrees so that the smallest rectangle
around it stands upright: the sides of a block that lies askew are then its four streets, not its four corners. A
piece belongs to the side that it lies towards and faces: 1.5 times its place in the box (scaled to a square) plus
its outward normal, whichever of the two axes is larger; where they are equal, to the eastern or western side.

Each piece is called by the first of these that is there:

1. a named road, railway or water within its ``reach_m``, unless it runs through the grid itself, more than
   ``INSIDE_M`` from the outline;
2. an estate of others within ``ESTATE_M``;
3. the neighbouring grid, or the community beyond, within ``BESIDE_M``;
4. a wall within ``WALL_M``;
5. land of the grid's own community that is in no grid; and failing that the border of the sub-district.

What lies off to the side of a piece rather than before it, by more than ``ASIDE_M`` along the outline, does not count.

A side is called by the names with at least ``LEAST_SHARE`` of its length, the longest first, at most two; a name that
a neighbouring side has for its first is left out of this one where it is the second. Where no name has that much,
the longest one stands alone.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.space.metric import MetricPlane

REACH_M = 40.0
INSIDE_M = 8.0
ESTATE_M = 20.0
BESIDE_M = 1.0
WALL_M = 12.0
PIECE_M = 10.0
ASIDE_M = 5.0
LEAST_SHARE = 0.3
MOST_NAMES = 2
OWN_SHARE = 0.05
PLACE_WEIGHT = 1.5
NOTHING_BESIDE = "街道界"
OPEN_LAND = "未划入网格的地块"
SIDES = ("东", "南", "西", "北")

_Floats = NDArray[np.float64]
_Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class FourBounds:
    """What the four sides are called."""

    east: str
    south: str
    west: str
    north: str

    def sentence(self) -> str:
        """Write them as a register does."""
        names = (self.east, self.south, self.west, self.north)
        return "，".join(f"{side}至{name}" for side, name in zip(SIDES, names, strict=True))


@dataclass(frozen=True, slots=True)
class _Level:
    """Named shapes in metres that a piece may be called by, and from how far."""

    names: _Names
    shapes: _Names
    reach_m: _Floats
    tree: shapely.STRtree


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies around the grids of a place, laid in metres once for all of them."""

    plane: MetricPlane
    lines: _Level
    estates: _Level
    neighbours: _Level
    walls: _Level
    neighbour_keys: _Names
    neighbour_groups: _Names
    group_names: _Names


def lay_ground(
    *,
    lines: gpd.GeoDataFrame,
    neighbours: gpd.GeoDataFrame,
    estates: gpd.GeoDataFrame | None = None,
    walls: gpd.GeoDataFrame | None = None,
) -> Ground:
    """Lay out what grids are bounded by; frames in EPSG:4326, rows without a name are passed over.

    Parameters
    ----------
    lines
        Roads, railways and waters: ``name``, and ``reach_m`` where it is not ``REACH_M``.
    neighbours
        Grids and communities: ``name``, and where known ``key`` (the grid itself is no neighbour), ``group`` and
        ``group_name`` (a grid of another community is called by that community).
    estates, walls
        ``name``.
    """
    frames = [frame for frame in (lines, neighbours, estates, walls) if frame is not None and len(frame)]
    boxes = np.array([frame.total_bounds for frame in frames] or [(0.0, 0.0, 0.0, 0.0)])
    plane = MetricPlane.around(
        float(boxes[:, [0, 2]].mean()),
        float(boxes[:, [1, 3]].mean()),
    )
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")
    named = _named(neighbours)
    return Ground(
        plane=plane,
        lines=_level(lines, plane, REACH_M),
        estates=_level(nothing if estates is None else estates, plane, ESTATE_M),
        neighbours=_level(neighbours, plane, BESIDE_M),
        walls=_level(nothing if walls is None else walls, plane, WALL_M),
        neighbour_keys=_column(named, "key"),
        neighbour_groups=_column(named, "group"),
        group_names=_column(named, "group_name"),
    )


def _named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame[frame["name"].fillna("").astype(str).str.strip() != ""]


def _column(frame: pd.DataFrame, name: str) -> _Names:
    absent = np.full(len(frame), None, dtype=object)
    return frame[name].to_numpy(dtype=object) if name in frame.columns else absent


def _level(frame: gpd.GeoDataFrame, plane: MetricPlane, reach_m: float) -> _Level:
    named = _named(frame)
    shapes = plane.project_geometries(named.geometry.to_numpy())
    reach = named["reach_m"].fillna(reach_m) if "reach_m" in named.columns else [reach_m] * len(named)
    return _Level(
        named["name"].to_numpy(dtype=object),
        shapes,
        np.asarray(reach, dtype=np.float64),
        shapely.STRtree(shapes),
    )


def four_bounds(
    shape: BaseGeometry, ground: Ground, *, key: Hashable = None, group: Hashable = None
) -> FourBounds:
    """Name the four sides of a grid.

    Parameters
    ----------
    shape
        The grid, EPSG:4326; of several pieces the largest is described.
    ground
        As ``lay_ground`` gives it.
    key, group
        The grid's own key and community, as in the ground's ``neighbours``.
    """
    whole = ground.plane.project_geometries(np.array([shape]))[0]
    area = max(shapely.get_parts(whole), key=shapely.area)
    middles, normals, lengths_m = _pieces(area)
    names = _called(middles, normals, area, ground, key=key, group=group)
    pieces = pd.DataFrame({"side": _sides(middles, normals, area), "length_m": lengths_m, "name": names})
    listed = [_names_of(pieces[pieces["side"] == side]) for side in SIDES]
    return FourBounds(*("、".join(names) or NOTHING_BESIDE for names in _without_corners(listed)))


def _pieces(area: BaseGeometry) -> tuple[_Floats, _Floats, _Floats]:
    """Cut the outer ring into short pieces: middles (x_m, y_m), outward unit normals, lengths."""
    ring = shapely.segmentize(shapely.get_exterior_ring(shapely.orient_polygons(area)), PIECE_M)
    corners = shapely.get_coordinates(ring)
    ways = np.diff(corners, axis=0)
    lengths_m = np.hypot(*ways.T)
    kept = lengths_m > 0
    normals = np.column_stack([ways[kept, 1], -ways[kept, 0]]) / lengths_m[kept, None]
    return ((corners[:-1] + corners[1:]) / 2)[kept], normals, lengths_m[kept]


def _turn(area: BaseGeometry) -> _Floats:
    """Rotate by at most 45 degrees, so that the smallest rectangle around the grid stands upright."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    way = corners[1] - corners[0]
    angle = np.arctan2(way[1], way[0])
    askew = (angle + np.pi / 4) % (np.pi / 2) - np.pi / 4
    return np.array([[np.cos(askew), -np.sin(askew)], [np.sin(askew), np.cos(askew)]])


def _sides(middles: _Floats, normals: _Floats, area: BaseGeometry) -> NDArray[np.str_]:
    """Say towards which side each piece lies and faces."""
    turn = _turn(area)
    placed = middles @ turn
    low, high = placed.min(axis=0), placed.max(axis=0)
    places = (placed - (low + high) / 2) / np.maximum((high - low) / 2, 1e-9)
    across, upwards = (PLACE_WEIGHT * places + normals @ turn).T
    sideways = np.where(across >= 0, "东", "西")
    return np.where(np.abs(across) >= np.abs(upwards) - 1e-9, sideways, np.where(upwards >= 0, "北", "南"))


def _called(
    middles: _Floats,
    normals: _Floats,
    area: BaseGeometry,
    ground: Ground,
    *,
    key: Hashable,
    group: Hashable,
) -> _Names:
    """Call each piece by the first level that has something near it."""
    points: _Names = np.asarray(shapely.points(middles), dtype=object)
    found: _Names = np.full(len(points), None, dtype=object)
    beyond = _neighbour_names(ground, key, group)
    for level, names, is_line in (
        (ground.lines, ground.lines.names, True),
        (ground.estates, _others(ground.estates, area), False),
        (ground.neighbours, beyond, False),
        (ground.walls, ground.walls.names, False),
    ):
        waiting = np.flatnonzero(pd.isna(found))
        if len(waiting) and len(level.names):
            found[waiting] = _nearest(
                points[waiting], normals[waiting], level, names, area if is_line else None
            )
    waiting = np.flatnonzero(pd.isna(found))
    found[waiting] = np.where(_in_own_community(points[waiting], ground, group), OPEN_LAND, NOTHING_BESIDE)
    return found


def _in_own_community(points: _Names, ground: Ground, group: Hashable) -> NDArray[np.bool_]:
    """Say which places lie within the grid's community, further from its border than ``BESIDE_M``."""
    own = [
        shape
        for shape, key in zip(ground.neighbours.shapes, ground.neighbour_keys, strict=True)
        if key == group
    ]
    if group is None or not own:
        return np.zeros(len(points), dtype=bool)
    inside: NDArray[np.bool_] = shapely.covers(shapely.buffer(shapely.union_all(own), -BESIDE_M), points)
    return inside


def _neighbour_names(ground: Ground, key: Hashable, group: Hashable) -> _Names:
    """Call grids of one's own community by name, others by their community; oneself and one's community not at all."""
    names = ground.neighbours.names.copy()
    foreign = np.array(
        [other is not None and other != group for other in ground.neighbour_groups], dtype=bool
    )
    has_name = ~pd.isna(ground.group_names)
    names[foreign & has_name] = ground.group_names[foreign & has_name]
    own = np.array(
        [other is not None and other in (key, group) for other in ground.neighbour_keys], dtype=bool
    )
    names[own] = None
    return names


def _others(level: _Level, area: BaseGeometry) -> _Names:
    """Pass over estates that the grid itself holds a part of."""
    names = level.names.copy()
    near = level.tree.query(area, predicate="intersects")
    shared = shapely.area(shapely.intersection(level.shapes[near], area))
    names[near[shared > OWN_SHARE * np.maximum(shapely.area(level.shapes[near]), 1e-9)]] = None
    return names


def _nearest(
    points: _Names, normals: _Floats, level: _Level, names: _Names, area: BaseGeometry | None
) -> _Names:
    """Name the nearest shape of a level within reach of each point, before it; None where there is none.

    What runs inside ``area``, more than ``INSIDE_M`` from its outline, does not count.
    """
    west, south, east, north = shapely.total_bounds(points)
    wider_m = float(level.reach_m.max()) + 1
    box = (west - wider_m, south - wider_m, east + wider_m, north + wider_m)
    near = level.tree.query(shapely.box(*box))
    near = near[~pd.isna(names[near])]
    shapes = shapely.clip_by_rect(level.shapes[near], *box)
    if area is not None:
        shapes = shapely.difference(shapes, shapely.buffer(area, -INSIDE_M))
    gaps_m = shapely.distance(points[:, None], shapes[None, :])
    reached = np.argwhere(gaps_m <= level.reach_m[near][None, :])
    before = _before(points, normals, shapes, reached)
    gaps_m[~before] = np.inf
    found: _Names = np.full(len(points), None, dtype=object)
    if gaps_m.size:
        best = gaps_m.argmin(axis=1)
        within = np.isfinite(gaps_m[np.arange(len(points)), best])
        found[within] = names[near][best[within]]
    return found


def _before(
    points: _Names, normals: _Floats, shapes: _Names, reached: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say for each point and shape whether the way there leads outwards rather than along the outline.

    Only pairs that are ``reached`` are looked at; of the others none is.
    """
    ways = shapely.shortest_line(points[reached[:, 0]], shapes[reached[:, 1]])
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    steps, facing = ends[:, 1] - ends[:, 0], normals[reached[:, 0]]
    aside_m = np.abs(steps[:, 0] * facing[:, 1] - steps[:, 1] * facing[:, 0])
    is_before = np.zeros((len(points), len(shapes)), dtype=bool)
    kept = reached[aside_m <= ASIDE_M]
    is_before[kept[:, 0], kept[:, 1]] = True
    return is_before


def _names_of(pieces: pd.DataFrame) -> list[str]:
    """List what a side is called by, the longest first."""
    lengths = pieces.groupby("name")["length_m"].sum().sort_values(ascending=False, kind="stable")
    long_enough = lengths[lengths >= LEAST_SHARE * lengths.sum()].index[:MOST_NAMES]
    return [str(name) for name in (long_enough if len(long_enough) else lengths.index[:1])]


def _without_corners(listed: list[list[str]]) -> list[list[str]]:
    """Leave a second name out that only turns the corner: the first of the side before or after."""
    kept = []
    for at, names in enumerate(listed):
        firsts = {listed[other][0] for other in ((at - 1) % 4, (at + 1) % 4) if listed[other]}
        kept.append([name for place, name in enumerate(names) if place == 0 or name not in firsts])
    return kept
