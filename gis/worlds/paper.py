"""From the world's own plane to longitude and latitude, and from built things to the frames of layers."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.space.layers import LAYERS, Layer
from gis.space.metric import MetricPlane

MIDDLE_LON, MIDDLE_LAT = 106.5500, 29.4720
DECIMALS = 7


class Paper:
    """A sheet laid at the world's place, on which everything is drawn at one scale.

    Parameters
    ----------
    scale
        All measures are multiplied by it, so that the sub-district has exactly its area.
    """

    def __init__(self, scale: float) -> None:
        self._plane = MetricPlane.around(MIDDLE_LON, MIDDLE_LAT)
        x_m, y_m = self._plane.project(MIDDLE_LON, MIDDLE_LAT)
        self._origin = np.array([float(x_m), float(y_m)])
        self._scale = scale

    def place(self, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        """Shapes of the world's own plane in EPSG:4326, to a centimetre."""
        placed = shapely.transform(list(shapes), lambda xy: xy * self._scale + self._origin)
        on_earth = self._plane.unproject_geometries(placed)
        return list(shapely.transform(on_earth, lambda lon_lat: np.round(lon_lat, DECIMALS)))

    def frame(
        self, layer: Layer, rows: list[dict[str, Any]], shapes: Sequence[BaseGeometry]
    ) -> gpd.GeoDataFrame:
        """A frame with the layer's columns in their order, but for the address: nothing made up has one."""
        names = [name for name in LAYERS[layer].column_names() if name != "address"]
        return gpd.GeoDataFrame(rows, columns=names, geometry=self.place(shapes), crs=4326)
