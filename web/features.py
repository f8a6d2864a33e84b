"""Frames to GeoJSON text, small enough to be fetched by a map: six decimals, only the columns it shows."""

import json
import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.casework.categories import CategoryTree
from gis.casework.states import ENDED, STATE_CHINESE, CaseState
from gis.errors import InputError
from gis.model.bands import SAME_EVERYWHERE, CommunityBands
from gis.model.units import GridKind
from gis.space import h3cells
from gis.space.layers import Layer
from web.palette import colour_grids

# A millionth of a degree is about 0.1 m: finer than any screen, a third of the bytes.
DECIMALS = 6

# Upper limits of the tiers of walking time, each inside its tier: 5, 10, 15 minutes (GB 50180-2018).
TIER_LIMITS_S = (300.0, 600.0, 900.0)

CASE_COLUMNS = ("number", "category", "category_chinese", "state", "state_chinese", "is_closed", "title")

SHOWN_COLUMNS: Mapping[Layer, tuple[str, ...]] = {
    Layer.SUBDISTRICTS: ("code", "name"),
    Layer.COMMUNITIES: ("code", "name", "kind"),
    Layer.ESTATES: ("code", "name", "kind", "is_old", "is_walled", "built_year", "property_company"),
    Layer.BUILDINGS: (
        "code",
        "name",
        "estate_code",
        "use",
        "storeys",
        "stairwells",
        "households",
        "grid_code",
    ),
    Layer.STREETS: ("name", "road_class", "is_bridge", "is_tunnel", "layer"),
    Layer.GATES: ("code", "name", "is_open", "opens", "closes"),
    Layer.BARRIERS: ("kind",),
    Layer.WATER: ("name",),
    Layer.GREEN: ("name", "kind"),
    Layer.SERVICE_POINTS: ("code", "name", "level", "address", "floor_area_m2", "rooms", "services", "hours"),
    Layer.FACILITIES: ("name", "category", "subtype", "address", "confirmation"),
    Layer.GRIDS: (
        "code",
        "name",
        "number",
        "kind",
        "community_code",
        "official_code",
        "households",
        "in_band",
        "min_households",
        "max_households",
        "colour",
    ),
}


def _plain(value: Any) -> Any:
    """One cell as JSON knows it; missing values become null."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if value.is_integer() else value
    return value if isinstance(value, bool | int | str) else str(value)


def _geometry_texts(geometries: gpd.GeoSeries, decimals: int) -> list[str]:
    """GeoJSON of each geometry with rounded coordinates; ``null`` where there is none."""
    rounded = shapely.transform(geometries.to_numpy(), lambda places: np.round(places, decimals))
    texts: Sequence[str | None] = shapely.to_geojson(rounded)
    return [text or "null" for text in texts]


def feature_collection(
    rows: gpd.GeoDataFrame,
    columns: Sequence[str],
    *,
    id_column: str | None = None,
    decimals: int = DECIMALS,
) -> str:
    """Write a frame as a GeoJSON FeatureCollection.

    Parameters
    ----------
    rows
        Geometries in EPSG:4326; whatever its columns, only the named ones leave.
    columns
        Properties; those that the frame lacks are left out, empty ones of a row too.
    id_column
        Becomes ``feature.id``; ``unit_id`` or ``id`` where not given and present.
    decimals
        Of the coordinates.

    Raises
    ------
    InputError
        The frame is in another coordinate system.
    """
    if rows.crs is not None and rows.crs.to_epsg() != 4326:
        raise InputError(
            f"a map layer is in {rows.crs.to_string()}, not EPSG:4326",
            chinese="图层坐标系不是 WGS-84",
            code="crs_mismatch",
        )
    key = id_column or next((name for name in ("unit_id", "id") if name in rows.columns), None)
    present = [column for column in columns if column in rows.columns]
    ids = [_plain(value) for value in rows[key]] if key else [None] * len(rows)
    records: list[dict[Hashable, Any]] = rows[present].to_dict("records")
    features = []
    for feature_id, record, geometry in zip(
        ids, records, _geometry_texts(rows.geometry, decimals), strict=True
    ):
        filled = {name: plain for name, value in record.items() if (plain := _plain(value)) is not None}
        properties = json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
        head = "" if feature_id is None else f'"id":{json.dumps(feature_id)},'
        features.append(f'{{"type":"Feature",{head}"properties":{properties},"geometry":{geometry}}}')
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def layer_features(rows: gpd.GeoDataFrame, layer: Layer) -> str:
    """Write one layer of ``gis.space.layers`` with the columns that the map shows."""
    return feature_collection(rows, SHOWN_COLUMNS[layer])


def grid_features(grids: gpd.GeoDataFrame, *, bands: CommunityBands = SAME_EVERYWHERE) -> str:
    """Write the grids with their band, ``in_band`` and ``colour``; a dedicated grid is sized otherwise and is in band."""
    kinds = grids["kind"] if "kind" in grids.columns else pd.Series(GridKind.RESIDENTIAL, index=grids.index)
    households = grids["households"].fillna(0).astype(int)
    own = [bands.of_code(str(code)) for code in grids["community_code"]]
    in_band = [
        kind == GridKind.DEDICATED or band.holds(n)
        for kind, n, band in zip(kinds, households, own, strict=True)
    ]
    told = grids.assign(
        in_band=in_band,
        min_households=[band.min_households for band in own],
        max_households=[band.max_households for band in own],
        colour=colour_grids(grids),
    )
    return layer_features(told, Layer.GRIDS)


def coverage_features(runs: Sequence[pd.DataFrame]) -> str:
    """Write the H3 cells of measured runs, each with the tier of its mean walking time.

    Parameters
    ----------
    runs
        Frames with ``h3`` (integer or 15 hexadecimal digits), ``walking_s`` (missing: nobody there reaches
        one), ``households`` and ``covered_households``, one row per cell.

    Returns
    -------
    str
        GeoJSON; ``tier`` counts from 1 (``TIER_LIMITS_S``, each limit inside); the last is beyond them all.
    """
    if not runs:
        return feature_collection(gpd.GeoDataFrame(geometry=[], crs=4326), ())
    cells = pd.concat(runs, ignore_index=True)
    texts = [value if isinstance(value, str) else f"{int(value):015x}" for value in cells["h3"]]
    seconds = cells["walking_s"].to_numpy(dtype=float)
    beyond = len(TIER_LIMITS_S) + 1
    tiers = np.where(np.isnan(seconds), beyond, np.searchsorted(TIER_LIMITS_S, seconds, side="left") + 1)
    shown = gpd.GeoDataFrame(
        {
            "cell": texts,
            "walk_s": np.round(seconds),
            "tier": tiers,
            "households": cells["households"],
            "covered_households": cells["covered_households"],
        },
        geometry=h3cells.outlines(h3cells.from_hex(texts)),
        crs=4326,
    )
    return feature_collection(shown, ("cell", "walk_s", "tier", "households", "covered_households"))


def case_features(cases: gpd.GeoDataFrame, *, tree: CategoryTree) -> str:
    """Write cases as points, with nothing that was told by or about a person.

    A case about a family or neighbour dispute has no place below the community and is left out.
    """
    placed = cases[cases.geometry.notna() & ~cases.geometry.is_empty & ~cases["is_dispute"].astype(bool)]
    states = [CaseState(state) for state in placed["state"]]
    told = placed.assign(
        category_chinese=[tree.chinese_of(code) for code in placed["category"]],
        state_chinese=[STATE_CHINESE[state] for state in states],
        is_closed=[state in ENDED for state in states],
    )
    return feature_collection(told, CASE_COLUMNS, id_column="case_id")
