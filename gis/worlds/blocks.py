"""Blocks: the faces between streets, water, railway and the border on the ridge.

Coordinates are metres on the world's own plane.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree, polygonize, unary_union
from shapely.geometry.base import BaseGeometry

from gis.worlds.junctions import Piece, on_main_net, prune
from gis.worlds.parts import largest, polygons_of
from gis.worlds.terrain import Terrain
from gis.worlds.territory_graph import Territory, components

HALF_STREET_M = {
    "primary": 21.0,
    "secondary": 17.0,
    "tertiary": 12.0,
    "residential": 7.0,
    "unclassified": 4.0,
}
LEAST_BLOCK_M2 = 5200.0
TOWN_HEIGHT_M = 84.0
TOWN_SLOPE_SHARE = 0.17


@dataclass(slots=True)
class Block:
    """One face of the street plan.

    Attributes
    ----------
    face
        Up to the middle of the streets around; the faces tile the sub-district.
    plot
        What is left of the face beside the streets; empty for strips along water and rail.
    use
        ``strip``, ``hill``, ``rural``, ``town`` at first; ``land_use`` says more.
    height_m, slope_share
        Of the middle.
    """

    face: Polygon
    plot: BaseGeometry
    use: str
    height_m: float
    slope_share: float


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Which faces share a border, and how long it is.

    Attributes
    ----------
    shared_m
        ``shared_m[i][j]`` metres of common border between faces i and j.
    """

    shared_m: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))


def make_blocks(
    pieces: list[Piece], terrain: Terrain, rail: LineString, border: Polygon
) -> tuple[list[Piece], list[Block]]:
    """Cut the land into faces, dropping lanes that cut off slivers; return the lanes kept and the faces."""
    fixed: list[BaseGeometry] = [
        terrain.river.boundary,
        terrain.stream.buffer(6).boundary,
        rail.buffer(12).boundary,
        border.boundary.intersection(unary_union([_country(terrain), terrain.river.buffer(75)])),
    ]
    border = largest(border.difference(terrain.river))
    for _ in range(6):
        faces = _faces(pieces, fixed)
        slivers = [face for face in faces if _is_sliver(face) and not face.intersects(rail)]
        dropped = _weakest_sides(slivers, pieces)
        if not dropped:
            break
        pieces = prune([piece for number, piece in enumerate(pieces) if number not in dropped])
    kept = on_main_net([piece.line for piece in pieces])
    pieces = [piece for piece, is_kept in zip(pieces, kept, strict=True) if is_kept]
    faces = [face for face in _faces(pieces, fixed) if border.contains(face.representative_point())]
    return pieces, _describe(_one_piece(faces), pieces, terrain, rail)


def find_adjacency(faces: list[Polygon]) -> Adjacency:
    """Find shared borders by their identical segments."""
    owners: dict[tuple[tuple[float, float], tuple[float, float]], int] = {}
    adjacency = Adjacency()
    for number, face in enumerate(faces):
        for ring in (face.exterior, *face.interiors):
            coords = [(round(x, 3), round(y, 3)) for x, y in ring.coords]
            for start, stop in pairwise(coords):
                key = (start, stop) if start < stop else (stop, start)
                other = owners.setdefault(key, number)
                if other != number:
                    length_m = float(np.hypot(stop[0] - start[0], stop[1] - start[1]))
                    for one, two in ((number, other), (other, number)):
                        adjacency.shared_m[one][two] = adjacency.shared_m[one].get(two, 0.0) + length_m
    return adjacency


def _faces(pieces: list[Piece], fixed: list[BaseGeometry]) -> list[Polygon]:
    on_ground = [piece.line for piece in pieces if piece.kind == "street" or piece.line.length < 150]
    return polygons_of(polygonize([unary_union([*on_ground, *fixed])]))


def _is_sliver(face: Polygon) -> bool:
    roundness = 4 * np.pi * face.area / face.length**2
    return face.area < LEAST_BLOCK_M2 or (face.area < 11000 and roundness < 0.38)


def _weakest_sides(slivers: list[Polygon], pieces: list[Piece]) -> set[int]:
    """For each sliver the longest lane on its border."""
    lanes = [
        number for number, piece in enumerate(pieces) if piece.road_class in ("residential", "unclassified")
    ]
    if not lanes or not slivers:
        return set()
    tree = STRtree([pieces[number].line for number in lanes])
    dropped: set[int] = set()
    for sliver in slivers:
        ring = sliver.exterior.buffer(0.2)
        near = [lanes[at] for at in tree.query(ring, predicate="contains")]
        if near and not dropped.intersection(near):
            dropped.add(max(near, key=lambda number: pieces[number].line.length))
    return dropped


def _country(terrain: Terrain) -> BaseGeometry:
    """Land too steep or too high for a town, as rough squares of the mesh."""
    height, slope = terrain.height_m, terrain.slope_share
    rows, columns = np.nonzero((height.values > TOWN_HEIGHT_M * 0.9) | (slope.values > TOWN_SLOPE_SHARE))
    wests = height.west_m + columns * height.step_m - height.step_m / 2
    souths = height.south_m + rows * height.step_m - height.step_m / 2
    return unary_union(shapely.box(wests, souths, wests + height.step_m, souths + height.step_m)).buffer(1)


def _one_piece(faces: list[Polygon]) -> list[Polygon]:
    """Keep the faces that hang together."""
    adjacency = find_adjacency(faces).shared_m
    places = np.array([[face.centroid.x, face.centroid.y] for face in faces])
    territory = Territory(places, [1] * len(faces), adjacency)
    return [faces[number] for number in sorted(components(territory, frozenset(range(len(faces))))[0])]


def _describe(faces: list[Polygon], pieces: list[Piece], terrain: Terrain, rail: LineString) -> list[Block]:
    streets = [piece for piece in pieces if piece.kind == "street" or piece.line.length < 150]
    surfaces = [piece.line.buffer(HALF_STREET_M[piece.road_class], quad_segs=4) for piece in streets]
    surfaces += [terrain.stream.buffer(9), rail.buffer(16)]
    tree = STRtree(surfaces)
    strips = unary_union([terrain.stream.buffer(6), rail.buffer(12)])
    blocks = []
    for face in faces:
        near = tree.query(face, predicate="intersects")
        plot = face.difference(unary_union([surfaces[at] for at in near])) if len(near) else face
        plot = largest(plot)
        middle = np.array([[face.centroid.x, face.centroid.y]])
        height_m = float(terrain.heights_m(middle)[0])
        slope = float(terrain.slope_share.at(middle[:, 0], middle[:, 1])[0])
        blocks.append(Block(face, plot, _first_use(face, plot, height_m, slope, strips), height_m, slope))
    return blocks


def _first_use(
    face: Polygon, plot: BaseGeometry, height_m: float, slope_share: float, strips: BaseGeometry
) -> str:
    if strips.contains(face.representative_point()) or plot.area < 1500:
        return "strip"
    if height_m > 125 or slope_share > 0.27:
        return "hill"
    if height_m > TOWN_HEIGHT_M or slope_share > TOWN_SLOPE_SHARE or plot.area > 160_000:
        return "rural"
    return "town"
