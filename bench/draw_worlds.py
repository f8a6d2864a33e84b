"""Worlds that the drawing benchmark runs on."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from bench.draw_town import make_town
from bench.draw_world import World
from gis.network.osm_places import read_osm_buildings
from gis.network.streets import read_streets
from gis.partition.footprints import separate_collections
from gis.workflows.draw_grids import estimate_households

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
# Real extracts come without communities: squares of this side stand for them.
_SIDE_DEG = 0.006


def squares(buildings: gpd.GeoDataFrame, side_deg: float = _SIDE_DEG) -> gpd.GeoDataFrame:
    """Squares that cover the buildings, in the place of communities."""
    west, south, east, north = buildings.total_bounds
    boxes, y = [], south - 1e-4
    while y < north:
        x = west - 1e-4
        while x < east:
            boxes.append(shapely.box(x, y, x + 1.5 * side_deg, y + side_deg))
            x += 1.5 * side_deg
        y += side_deg
    codes = [f"S{place:03d}" for place in range(len(boxes))]
    return gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=boxes, crs=4326)


def _subdistrict() -> World:
    from gis.space.layers import Layer
    from gis.worlds.files import read_world as read_layers

    layers = read_layers("subdistrict")
    names = (Layer.BUILDINGS, Layer.COMMUNITIES, Layer.ESTATES, Layer.STREETS, Layer.BARRIERS)
    return World("subdistrict", *(layers[name] for name in names))


def _helsinki() -> World:
    path = DATA / "helsinki" / "Helsinki.osm.pbf"
    buildings = read_osm_buildings(path)
    return World("helsinki", buildings, squares(buildings), roads=read_streets(path))


def _shenzhen() -> World:
    folder = DATA / "shenzhen_nanshan"
    read = gpd.read_file(folder / "nanshan-building.geojson").rename(columns={"id": "code"})
    buildings = estimate_households(separate_collections(read), "height")
    roads = pd.concat([gpd.read_file(folder / f"nanshan-road{number}.geojson") for number in (1, 2, 3)])
    return World("shenzhen", buildings, squares(buildings), roads=gpd.GeoDataFrame(roads, crs=4326))


def _town() -> World:
    return make_town(communities=22, seed=1)


WORLDS = {"subdistrict": _subdistrict, "helsinki": _helsinki, "shenzhen": _shenzhen, "town": _town}


def read_world(name: str) -> World:
    """Read a world by name."""
    return WORLDS[name]()
