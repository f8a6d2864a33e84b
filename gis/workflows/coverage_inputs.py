"""Read from the store what a measurement of service circles stands on: one sub-district's layers in force."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import NotFound
from gis.model.categories import Category, Confirmation
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import editions, layers, units
from gis.store.engine import Connection
from gis.store.units import UnitRecord

_LAYERS = (
    Layer.STREETS,
    Layer.BUILDINGS,
    Layer.FACILITIES,
    Layer.SERVICE_POINTS,
    Layer.ESTATES,
    Layer.GATES,
    Layer.BARRIERS,
    Layer.COMMUNITIES,
    Layer.GRIDS,
    Layer.GRID_BUILDINGS,
    Layer.WATER,
    Layer.GREEN,
)


@dataclass(frozen=True, slots=True)
class CoverageWorld:
    """One sub-district as it stands today.

    Attributes
    ----------
    subdistrict
        The place.
    layers
        Frames of ``gis.space.layers``; facilities with the party service points among them.
    edition, edition_date
        Names and newest date of the editions in force, as printed.
    edition_ids
        Of the layers read.
    """

    subdistrict: UnitRecord
    layers: dict[Layer, Any]
    edition: str
    edition_date: str
    edition_ids: tuple[int, ...]

    def options(self) -> dict[str, Any]:
        """Keyword arguments of ``gis.coverage.prepare`` besides network, buildings and facilities."""
        return {
            "estates": self.layers[Layer.ESTATES],
            "gates": self.layers[Layer.GATES],
            "barriers": self.layers[Layer.BARRIERS],
            "communities": self.layers[Layer.COMMUNITIES],
            "grids": self.layers[Layer.GRID_BUILDINGS],
        }


def find_subdistrict(connection: Connection, code: str | None = None) -> UnitRecord:
    """Find a sub-district by its code, or the only one there is (the first by id of several).

    Raises
    ------
    NotFound
        ``subdistrict_unknown``: none is loaded, or none has this code.
    """
    found = units.read_units(connection, UnitKind.SUBDISTRICT)
    if code is not None:
        found = found[found["code"] == code]
    if found.empty:
        raise NotFound(
            f"no sub-district {code or ''}",
            chinese=f"没有编码为“{code}”的街道" if code else "还没有载入任何街道的数据",
            code="subdistrict_unknown",
            value=code or "",
        )
    return units.read_unit(connection, found["unit_id"].min())


def read_world(connection: Connection, subdistrict: UnitRecord) -> CoverageWorld:
    """Read everything a measurement of the sub-district stands on.

    Streets and facilities are read for the whole territory, since people walk across borders.
    """
    frames = {
        layer: layers.read_layer(
            connection, layer, territory=subdistrict.territory, within=_within(layer, subdistrict)
        )
        for layer in _LAYERS
    }
    frames[Layer.FACILITIES] = with_service_points(frames[Layer.FACILITIES], frames[Layer.SERVICE_POINTS])
    listed = editions.list_editions(connection, territory=subdistrict.territory)
    active = listed[listed["state"] == "active"]
    sources = active.drop_duplicates("edition_id").sort_values("edition_id")
    newest = pd.to_datetime(active["from_date"]).max()
    return CoverageWorld(
        subdistrict=subdistrict,
        layers=frames,
        edition="、".join(
            f"第{row['edition_id']}版（{row['source']}）" for row in sources.to_dict("records")
        ),
        edition_date="" if pd.isna(newest) else f"{newest:%Y-%m-%d}",
        edition_ids=tuple(int(edition) for edition in sources["edition_id"]),
    )


def _within(layer: Layer, subdistrict: UnitRecord) -> str | None:
    """Narrow the layers of units to the sub-district; points and lines come with the whole territory."""
    narrowed = (Layer.BUILDINGS, Layer.ESTATES, Layer.COMMUNITIES, Layer.GRIDS, Layer.GRID_BUILDINGS)
    return subdistrict.path if layer in narrowed else None


def with_service_points(facilities: gpd.GeoDataFrame, service_points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Count party service points among the facilities, as category ``party``; they are the office's own, so open."""
    if service_points.empty:
        return facilities
    points = gpd.GeoDataFrame(
        {
            "code": service_points["code"],
            "name": service_points["name"],
            "category": Category.PARTY.value,
            "subtype": service_points["level"],
            "confirmation": Confirmation.OPEN.value,
            "capacity": service_points["capacity"],
        },
        geometry=service_points.geometry,
        crs=service_points.crs,
    )
    kept = facilities[[*points.columns, *(["id"] if "id" in facilities else [])]]
    joined = pd.concat([kept, points], ignore_index=True) if len(kept) else points
    return gpd.GeoDataFrame(joined, geometry="geometry", crs="EPSG:4326")
