"""Read the streets people may walk on from an OpenStreetMap extract (.osm.pbf, .osm)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium
from shapely import LineString

from gis.errors import InputError
from gis.model.progress import Progress, silent
from gis.network.walkable import tags_are_walkable
from gis.space.measure import lengths_m

_PERCENT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*%\s*$")
OSM_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")


def is_osm(path: Path) -> bool:
    """Whether the name is that of an OpenStreetMap extract."""
    return path.name.lower().endswith(OSM_SUFFIXES)


def read_osm_streets(path: str | Path, *, progress: Progress = silent) -> gpd.GeoDataFrame:
    """Read every way with a ``highway`` tag, walkable or not.

    Returns
    -------
    GeoDataFrame
        Columns of ``Layer.STREETS`` and ``is_noded`` (ways meet only at nodes they share). ``layer`` is the
        tag, ``climb_m`` the length times a numeric ``incline``. A passage through a building is no tunnel.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``streets_empty``.
    """
    progress("读取 OSM 道路", 0, 0)
    rows, shapes = [], []
    for way, tags in osm_ways(path, "highway"):
        vertices = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(vertices) < 2:
            continue
        rows.append(_street(way.id, tags))
        shapes.append(LineString(vertices))
    if not rows:
        raise InputError(
            f"{path} holds no way with a highway tag",
            chinese=f"文件“{path}”中没有道路（highway）要素",
            code="streets_empty",
            file=str(path),
        )
    streets = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
    streets["climb_m"] = streets.pop("incline") * lengths_m(streets.geometry)
    return streets


def osm_ways(path: str | Path, *keys: str) -> Iterator[tuple[Any, dict[str, str]]]:
    """Go through the ways that carry one of the keys, with their nodes' positions."""
    for entity in osm_entities(path):
        if entity.is_way() and any(key in entity.tags for key in keys):
            yield entity, dict(entity.tags)


def osm_entities(path: str | Path, *, areas: bool = False) -> Iterator[Any]:
    """Go through an extract; a file that cannot be read raises ``InputError``."""
    file = Path(path)
    if not file.is_file():
        raise InputError(
            f"no file {file}", chinese=f"找不到文件“{file}”", code="file_missing", file=str(file)
        )
    try:
        processor = osmium.FileProcessor(str(file)).with_locations()
        yield from processor.with_areas() if areas else processor
    except RuntimeError as error:
        raise InputError(
            f"{file} is not a readable OSM extract: {error}",
            chinese=f"文件“{file}”不是可读取的 OSM 数据（可能不完整或已损坏）",
            code="file_unreadable",
            file=str(file),
        ) from error


def _street(identity: int, tags: Mapping[str, str]) -> dict[str, Any]:
    tunnel = tags.get("tunnel", "no")
    return {
        "code": f"w{identity}",
        "name": tags.get("name:zh") or tags.get("name", ""),
        "road_class": tags["highway"],
        "layer": _layer(tags),
        "is_bridge": tags.get("bridge", "no") != "no",
        "is_tunnel": tunnel not in ("no", "building_passage"),
        "is_walkable": tags_are_walkable(tags),
        "is_noded": True,
        "incline": _incline(tags),
    }


def _layer(tags: Mapping[str, str]) -> int:
    text = tags.get("layer", "0")
    return int(text) if re.fullmatch(r"-?\d", text) else 0


def _incline(tags: Mapping[str, str]) -> float:
    found = _PERCENT.match(tags.get("incline", ""))
    return float(found.group(1)) / 100 if found else 0.0
