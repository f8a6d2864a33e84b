"""Layers of services: facilities of the six categories, and party service points."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.space.layers import Layer
from gis.worlds.amenities import Homes, spread_amenities
from gis.worlds.numbering import Codes
from gis.worlds.paper import Paper
from gis.worlds.service_points import service_points
from gis.worlds.street_lines import StreetLines
from gis.worlds.town import Town
from gis.worlds.ways import Way


def service_layers(
    town: Town, codes: Codes, ways: list[Way], *, border: BaseGeometry, paper: Paper, seed: int
) -> dict[Layer, pd.DataFrame]:
    """Facilities inside the border and in the ring outside; service points inside."""
    rng = np.random.default_rng([seed, 1])
    streets = StreetLines([way.line for way in ways if way.kind == "street" and way.road is not None])
    return {
        Layer.FACILITIES: _facilities(town, ways, border, paper, rng),
        Layer.SERVICE_POINTS: service_points(town, codes, streets, paper, rng),
    }


def _facilities(
    town: Town, ways: list[Way], border: BaseGeometry, paper: Paper, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    lived_in = [building for building in town.buildings if building.by_stairwell]
    homes = Homes(
        np.array([[home.shape.centroid.x, home.shape.centroid.y] for home in lived_in]),
        np.array([home.households for home in lived_in], dtype=float),
    )
    amenities = spread_amenities(ways, homes, border, town.terrain, rng)
    rows = [
        {
            "code": f"F{number:04d}",
            "name": amenity.name,
            "category": amenity.category.value,
            "subtype": amenity.subtype,
            "confirmation": amenity.confirmation,
            "capacity": amenity.capacity,
        }
        for number, amenity in enumerate(amenities, start=1)
    ]
    return paper.frame(Layer.FACILITIES, rows, [amenity.place for amenity in amenities])
