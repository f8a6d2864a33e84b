"""Read one layer of an OpenStreetMap extract: streets, buildings, facilities, gates, barriers."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gis.coverage.osm_facilities import read_osm_facilities
from gis.errors import InputError
from gis.ingest import limits
from gis.ingest.reading import Raw, Source
from gis.network.osm_places import read_osm_barriers, read_osm_buildings, read_osm_gates
from gis.network.osm_streets import read_osm_streets
from gis.space.layers import LAYERS, Layer
from gis.space.registers import Incoming, spec_of

_READERS: dict[Layer, Callable[[Path], gpd.GeoDataFrame]] = {
    Layer.STREETS: read_osm_streets,
    Layer.BUILDINGS: read_osm_buildings,
    Layer.FACILITIES: read_osm_facilities,
    Layer.GATES: read_osm_gates,
    Layer.BARRIERS: read_osm_barriers,
}


def read_osm(path: Path, layer: Incoming) -> Raw:
    """Read every feature of a layer, as ``gis.network`` and ``gis.coverage`` find it by its tags.

    Raises
    ------
    InputError
        ``file_*`` of ``limits``, ``file_unreadable``, ``layer_not_in_osm``.
    """
    limits.check_size(path)
    if not isinstance(layer, Layer) or layer not in _READERS:
        known = "、".join(LAYERS[kind].chinese for kind in _READERS)
        raise InputError(
            f"OSM extracts give no layer {layer.value}",
            chinese=f"OSM 文件 {path.name} 中读不到{spec_of(layer).chinese}；可读：{known}",
            code="layer_not_in_osm",
            file=path.name,
            layer=layer.value,
        )
    rows = _READERS[layer](path)
    rows.index = pd.RangeIndex(1, len(rows) + 1)
    source = Source(
        path.name, "OSM", limits.sha256(path), declared_crs="EPSG:4326", encoding="UTF-8", rows_read=len(rows)
    )
    return Raw(rows, source)
