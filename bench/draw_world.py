"""What the drawing benchmark runs on: the layers of one place."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from gis.model.bands import RESIDENTIAL_BAND
from gis.partition.adjacency import Adjacency
from gis.partition.counts import propose
from gis.partition.instance import Instance, make_instance
from gis.partition.programme import DEFAULT_WEIGHTS


@dataclass(frozen=True, slots=True)
class World:
    """Layers of one place."""

    name: str
    buildings: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    estates: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None


def gather(
    cells: gpd.GeoDataFrame, adjacency: dict[str, tuple[np.ndarray, Adjacency]]
) -> dict[str, Instance]:
    """An instance per community whose households allow the band in more than one grid."""
    instances = {}
    for code, (members, own) in adjacency.items():
        frame = cells.iloc[members]
        households = frame["households"].to_numpy()
        if propose(code, households, RESIDENTIAL_BAND).is_feasible:
            instances[code] = make_instance(
                code,
                own,
                households=households,
                estates=frame["estate_code"].to_numpy(dtype=object),
                band=RESIDENTIAL_BAND,
                weights=DEFAULT_WEIGHTS,
            )
    return instances
