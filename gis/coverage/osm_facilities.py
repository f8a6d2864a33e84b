"""Read facilities from an OpenStreetMap extract by the tag table."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium.geom
import shapely
from shapely import Point

from gis.coverage.poi_tables import Kind, kind_of_tags
from gis.model.progress import Progress, silent
from gis.network.osm_streets import osm_entities

_COLUMNS = ["code", "name", "category", "subtype", "confirmation", "capacity"]


def read_osm_facilities(
    path: str | Path, *, table: Path | None = None, progress: Progress = silent
) -> gpd.GeoDataFrame:
    """Read every node and area whose tags the table names (the one in use where none is given).

    Returns
    -------
    GeoDataFrame
        ``Layer.FACILITIES`` in EPSG:4326, all unconfirmed; an area stands at a point inside it.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``table_invalid``.
    """
    progress("读取 OSM 设施", 0, 0)
    factory = osmium.geom.WKBFactory()
    rows, shapes = [], []
    for entity in osm_entities(path, areas=True):
        if not (entity.is_node() or entity.is_area()):
            continue
        kind = kind_of_tags(entity.tags, table=table) if len(entity.tags) else None
        if kind is None:
            continue
        if entity.is_node():
            rows.append(_facility(f"n{entity.id}", entity.tags, kind))
            shapes.append(Point(entity.lon, entity.lat))
        else:
            origin = "w" if entity.from_way() else "r"
            rows.append(_facility(f"{origin}{entity.orig_id()}", entity.tags, kind))
            shapes.append(shapely.point_on_surface(shapely.from_wkb(factory.create_multipolygon(entity))))
    return gpd.GeoDataFrame(rows, columns=_COLUMNS, geometry=shapes, crs="EPSG:4326")


def _facility(code: str, tags: Any, kind: Kind) -> dict[str, Any]:
    name = tags.get("name:zh") or tags.get("name", "")
    return {
        "code": code,
        "name": name,
        "category": kind.category.value,
        "subtype": kind.subtype,
        "confirmation": "unconfirmed",
        "capacity": None,
    }
