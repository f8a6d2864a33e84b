"""What the drawing benchmark runs on: the layers of one place."""

from dataclasses import dataclass

import geopandas as gpd


@dataclass(frozen=True, slots=True)
class World:
    """Layers of one place."""

    name: str
    buildings: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
