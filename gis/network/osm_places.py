"""Read buildings, gates and barriers from an OpenStreetMap extract; households are estimated, and said to be."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, Point

from gis.errors import InputError
from gis.model.progress import Progress, silent
from gis.network.osm_streets import osm_entities
from gis.space.measure import areas_m2

DWELLING_M2 = 90.0
STOREY_M = 3.0
DEFAULT_STOREYS = 3
_LIVED_IN = frozenset(
    [
        "yes",
        "apartments",
        "residential",
        "house",
        "detached",
        "terrace",
        "block",
        "dormitory",
        "semidetached_house",
    ]
)
_NO_HOME = frozenset(["office", "shop", "amenity", "tourism", "leisure", "government", "railway", "man_made"])
_BARRIER_KINDS = {"wall": "wall", "city_wall": "wall", "fence": "fence", "retaining_wall": "wall"}
_GATES = frozenset(["gate", "lift_gate", "swing_gate", "kissing_gate", "turnstile", "entrance", "sally_port"])
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_osm_buildings(path: str | Path, *, progress: Progress = silent) -> gpd.GeoDataFrame:
    """Read buildings with households estimated from floor area.

    A building that is lived in (``building=yes`` without an office, shop or amenity tag on itself,
    ``apartments``, ``residential`` ...) holds ``round(area_m2 · storeys / 90)`` households, at least one;
    every other building none. Storeys are ``building:levels``, else ``height / 3 m``, else 3.

    Returns
    -------
    GeoDataFrame
        Columns of ``Layer.BUILDINGS``; ``community_code`` is empty and ``households_estimated`` is true.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``buildings_empty``.
    """
    progress("读取 OSM 楼栋", 0, 0)
    factory = _geometry_factory()
    rows, shapes = [], []
    for entity in osm_entities(path, areas=True):
        if not entity.is_area() or entity.tags.get("building", "no") == "no":
            continue
        origin = "w" if entity.from_way() else "r"
        rows.append(_building(f"{origin}{entity.orig_id()}", dict(entity.tags)))
        shapes.append(shapely.from_wkb(factory.create_multipolygon(entity)))
    if not rows:
        raise InputError(
            f"{path} holds no building",
            chinese=f"文件“{path}”中没有楼栋（building）要素",
            code="buildings_empty",
            file=str(path),
        )
    buildings = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
    return _with_households(buildings)


def _geometry_factory() -> Any:
    import osmium.geom

    return osmium.geom.WKBFactory()


def _with_households(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    dwellings = areas_m2(buildings.geometry) * buildings["storeys"].to_numpy(float) / DWELLING_M2
    lived_in = buildings["use"].eq("residential").to_numpy()
    buildings["households"] = np.where(lived_in, np.maximum(np.rint(dwellings), 1), 0).astype(np.int64)
    return buildings


def _building(code: str, tags: Mapping[str, str]) -> dict[str, Any]:
    lived_in = tags["building"] in _LIVED_IN and not any(key in tags for key in _NO_HOME)
    height_m = _number(tags.get("height", ""))
    storeys = _number(tags.get("building:levels", "")) or (height_m or 0) / STOREY_M or DEFAULT_STOREYS
    return {
        "code": code,
        "name": tags.get("name:zh") or tags.get("name", ""),
        "community_code": "",
        "estate_code": "",
        "use": "residential" if lived_in else "commercial",
        "storeys": int(min(max(round(storeys), 1), 120)),
        "height_m": height_m,
        "households": 0,
        "households_kind": "dwellings",
        "households_estimated": True,
    }


def _number(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(found.group()) if found else None


def read_osm_gates(path: str | Path) -> gpd.GeoDataFrame:
    """Read gates as points with the columns of ``Layer.GATES``; ``estate_code`` is empty.

    A gate is open unless ``access`` or ``foot`` says no or private, or ``locked=yes``.
    """
    rows, shapes = [], []
    for entity in osm_entities(path):
        if entity.is_node() and entity.tags.get("barrier", "") in _GATES:
            tags = dict(entity.tags)
            rights = tags.get("foot") or tags.get("access", "yes")
            is_open = rights not in ("no", "private") and tags.get("locked", "no") != "yes"
            rows.append({"code": f"n{entity.id}", "name": tags.get("name", ""), "is_open": is_open})
            shapes.append(Point(entity.lon, entity.lat))
    gates = gpd.GeoDataFrame(rows, columns=["code", "name", "is_open"], geometry=shapes, crs="EPSG:4326")
    return gates.assign(estate_code="", opens=None, closes=None)


def read_osm_barriers(path: str | Path) -> gpd.GeoDataFrame:
    """Read walls and fences as lines with the columns of ``Layer.BARRIERS``."""
    rows, shapes = [], []
    for entity in osm_entities(path):
        kind = _BARRIER_KINDS.get(entity.tags.get("barrier", "")) if entity.is_way() else None
        vertices = [(node.lon, node.lat) for node in entity.nodes if node.location.valid()] if kind else []
        if len(vertices) >= 2:
            rows.append({"code": f"w{entity.id}", "name": entity.tags.get("name", ""), "kind": kind})
            shapes.append(LineString(vertices))
    return gpd.GeoDataFrame(rows, columns=["code", "name", "kind"], geometry=shapes, crs="EPSG:4326")
