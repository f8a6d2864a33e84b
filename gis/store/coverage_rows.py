"""Turn the wide frames of a coverage answer into rows: one per building and item, cell and item, gap."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis.store.frames import column_values, plain, shapes_as_hex, stage

_GAP_COLUMNS = ("item", "category", "unit_kind", "unit_code", "minutes", "households", "households_lacking")


def stage_buildings(connection: Connection, buildings: pd.DataFrame, items: Sequence[str]) -> None:
    """Stage a row per building and item."""
    types = {
        "code": "text",
        "item": "text",
        "walking_s": "double precision",
        "facility_code": "text",
        "status": "text",
        "reason": "text",
    }
    stage(connection, types, _building_rows(buildings, items))


def _building_rows(buildings: pd.DataFrame, items: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    codes, reasons = column_values(buildings, "code"), column_values(buildings, "reason")
    for item in items:
        yield from zip(
            codes,
            [item] * len(codes),
            column_values(buildings, f"{item}_seconds", finite),
            column_values(buildings, f"{item}_facility"),
            column_values(buildings, f"{item}_status"),
            reasons,
            strict=True,
        )


def stage_cells(connection: Connection, cells: pd.DataFrame, items: Sequence[str]) -> None:
    """Stage a row per H3 cell and item; the hexadecimal index becomes a whole number."""
    types = {
        "item": "text",
        "h3": "bigint",
        "buildings": "integer",
        "households": "integer",
        "covered_households": "integer",
        "walking_s": "double precision",
    }
    stage(connection, types, _cell_rows(cells, items))


def _cell_rows(cells: pd.DataFrame, items: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    indexes = [int(value, 16) if isinstance(value, str) else int(value) for value in cells["h3"]]
    buildings, households = (
        column_values(cells, "buildings", _whole),
        column_values(cells, "households", _whole),
    )
    for item in items:
        yield from zip(
            [item] * len(indexes),
            indexes,
            buildings,
            households,
            column_values(cells, f"{item}_covered_households", _whole),
            column_values(cells, f"{item}_seconds", finite),
            strict=True,
        )


def stage_gaps(connection: Connection, gaps: gpd.GeoDataFrame) -> None:
    """Stage the ledger, numbered in its order; what has no column of its own goes into ``facts``."""
    types = {
        "serial": "integer",
        "item": "text",
        "category": "text",
        "unit_kind": "text",
        "unit_code": "text",
        "minutes": "double precision",
        "households": "integer",
        "households_lacking": "integer",
        "nearest_s": "double precision",
        "facts": "text",
        "geometry": "geometry",
    }
    columns = [
        list(range(1, len(gaps) + 1)),
        *(column_values(gaps, name) for name in ("item", "category", "unit_kind", "unit_code")),
        column_values(gaps, "minutes", finite),
        *(column_values(gaps, name, _whole) for name in ("households", "households_lacking")),
        column_values(gaps, "nearest_seconds", finite),
        _facts(gaps),
        list(shapes_as_hex(gaps)),
    ]
    stage(connection, types, zip(*columns, strict=True))


def _facts(gaps: gpd.GeoDataFrame) -> list[str]:
    """Write the other columns of each row as JSON."""
    others = [name for name in gaps.columns if name not in {*_GAP_COLUMNS, "nearest_seconds", "geometry"}]
    records = gaps[others].to_dict("records")
    return [
        json.dumps({str(name): _told(value) for name, value in record.items()}, ensure_ascii=False)
        for record in records
    ]


def _told(value: Any) -> Any:
    """Give a value JSON can hold; an endless one is none."""
    return finite(value) if isinstance(value, float | np.floating) else plain(value)


def stage_facilities(connection: Connection, facilities: gpd.GeoDataFrame) -> None:
    """Stage the facilities as the run saw them."""
    types = {
        "code": "text",
        "item": "text",
        "is_used": "boolean",
        "reason": "text",
        "access_m": "double precision",
        "geometry": "geometry",
    }
    columns = [
        column_values(facilities, "code"),
        column_values(facilities, "items", _listed),
        column_values(facilities, "used"),
        column_values(facilities, "reason"),
        column_values(facilities, "access_m", finite),
        list(shapes_as_hex(facilities)),
    ]
    stage(connection, types, zip(*columns, strict=True))


def _listed(value: Any) -> str | None:
    """Join the items a facility counts for by semicolons."""
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    value = plain(value)
    return None if value is None else str(value)


def finite(value: Any) -> float | None:
    """Give a number, or None where it is missing or endless."""
    value = plain(value)
    return float(value) if value is not None and np.isfinite(value) else None


def _whole(value: Any) -> int | None:
    value = plain(value)
    return None if value is None else round(value)
