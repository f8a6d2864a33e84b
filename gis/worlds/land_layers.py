"""Layers of the land: the sub-district's border, streets, water, green, and what one cannot cross."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from gis.space.layers import Layer
from gis.worlds.names import road_names
from gis.worlds.numbering import SUBDISTRICT_CODE, SUBDISTRICT_NAME
from gis.worlds.paper import Paper
from gis.worlds.parts import lines_of, polygons_of
from gis.worlds.terrain import MESH_M, Terrain
from gis.worlds.town import Town
from gis.worlds.ways import Way

HILL_HEIGHT_M, LEAST_HILL_M2 = 102.0, 5000.0
RIVER_NAME, STREAM_NAME, RAIL_NAME = "大江", "清溪河", "江南铁路"
LEVEL = {"street": 0, "bridge": 1, "tunnel": -1}
LONG_TUNNEL_M = 600.0
PARK_NAMES = (
    "茶花公园",
    "滨河公园",
    "黄葛园",
    "书院园",
    "石坪游园",
    "青枫园",
    "梨树园",
    "新桥游园",
    "五园湾公园",
    "文昌园",
)


def land_layers(
    town: Town,
    ways: list[Way],
    *,
    border: BaseGeometry,
    area: BaseGeometry,
    walls: list[tuple[str, MultiLineString]],
    paper: Paper,
) -> dict[Layer, pd.DataFrame]:
    """Everything that was there before the houses, and the streets.

    Parameters
    ----------
    border, area
        The sub-district, and the land shown: one maximal walk more on every side.
    walls
        Name and course of each estate's wall.
    """
    row = {"code": SUBDISTRICT_CODE, "name": SUBDISTRICT_NAME}
    return {
        Layer.SUBDISTRICTS: paper.frame(Layer.SUBDISTRICTS, [row], [border]),
        Layer.STREETS: _streets(ways, paper),
        Layer.BARRIERS: _barriers(town, walls, area, paper),
        Layer.WATER: _water(town.terrain, area, paper),
        Layer.GREEN: _green(town, area, paper),
    }


def _streets(ways: list[Way], paper: Paper) -> gpd.GeoDataFrame:
    lengths: dict[int, float] = {}
    classes: dict[int, str] = {}
    for way in ways:
        if way.road is not None:
            lengths[way.road] = lengths.get(way.road, 0.0) + way.line.length
            classes.setdefault(way.road, way.road_class)
    names = road_names(classes, lengths)
    rows: list[dict[str, Any]] = [
        {
            "code": f"S{number:05d}",
            "name": names.get(way.road) if way.road is not None else None,
            "road_class": way.road_class,
            "layer": LEVEL[way.kind],
            "is_bridge": way.kind == "bridge",
            "is_tunnel": way.kind == "tunnel",
            "is_walkable": not (way.kind == "tunnel" and way.line.length > LONG_TUNNEL_M),
            "climb_m": way.climb_m,
        }
        for number, way in enumerate(ways, start=1)
    ]
    return paper.frame(Layer.STREETS, rows, [way.line for way in ways])


def _barriers(
    town: Town, walls: list[tuple[str, MultiLineString]], area: BaseGeometry, paper: Paper
) -> gpd.GeoDataFrame:
    lines: list[tuple[str, str, BaseGeometry]] = [(name, "wall", course) for name, course in walls]
    lines += [
        (RIVER_NAME, "river", town.terrain.river.exterior),
        (STREAM_NAME, "river", town.terrain.stream_line),
    ]
    lines.append((RAIL_NAME, "rail", town.rail))
    rows, shapes = [], []
    for number, (name, kind, line) in enumerate(lines, start=1):
        shape = line.intersection(area) if kind != "wall" else line
        rows.append({"code": f"R{number:03d}", "name": name, "kind": kind})
        shapes.append(MultiLineString(lines_of(shape)))
    return paper.frame(Layer.BARRIERS, rows, shapes)


def _water(terrain: Terrain, area: BaseGeometry, paper: Paper) -> gpd.GeoDataFrame:
    rows = [{"code": "W01", "name": RIVER_NAME}, {"code": "W02", "name": STREAM_NAME}]
    return paper.frame(
        Layer.WATER, rows, [terrain.river.intersection(area), terrain.stream.intersection(area)]
    )


def _green(town: Town, area: BaseGeometry, paper: Paper) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    shapes: list[BaseGeometry] = []
    hills = [
        shape for shape in polygons_of(_hills(town.terrain).intersection(area)) if shape.area > LEAST_HILL_M2
    ]
    for shape in sorted(hills, key=lambda hill: -hill.area):
        rows.append({"code": f"H{len(rows) + 1:02d}", "name": "云岭" if not rows else None, "kind": "hill"})
        shapes.append(shape)
    names = iter(PARK_NAMES)
    for block, use in zip(town.blocks, town.uses, strict=True):
        if use in ("park", "riverside"):
            name = "滨江绿带" if use == "riverside" else next(names, "游园")
            rows.append({"code": f"P{len(rows) + 1:02d}", "name": name, "kind": "park"})
            shapes.append(block.plot)
    return paper.frame(Layer.GREEN, rows, shapes)


def _hills(terrain: Terrain) -> BaseGeometry:
    """Land above 102 m, its edge smoothed."""
    height = terrain.height_m
    rows, columns = np.nonzero(height.values > HILL_HEIGHT_M)
    wests = height.west_m + columns * MESH_M - MESH_M / 2
    souths = height.south_m + rows * MESH_M - MESH_M / 2
    rough = shapely.union_all(shapely.box(wests, souths, wests + MESH_M, souths + MESH_M))
    return rough.buffer(60).buffer(-95).buffer(45).simplify(3)
