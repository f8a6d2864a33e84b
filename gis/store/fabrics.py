"""Keep fabrics: tilings of a sub-district into cells, which plans give to grids."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gis.errors import InputError, NotFound
from gis.model.ids import CellId, FabricId, UnitId, UserId
from gis.store.editions import today
from gis.store.frames import column_values, read_shapes, read_table, shapes_as_hex, stage
from gis.store.layers import IN_BOX, Box
from gis.store.loading import text_value
from gis.store.programs import statement


def save_fabric(
    connection: Connection,
    cells: gpd.GeoDataFrame,
    *,
    subdistrict_id: UnitId,
    notes: Mapping[str, Any] | None = None,
    by: UserId | None = None,
) -> FabricId:
    """Keep the cells of one sub-district as a new fabric; former fabrics stay as they are.

    Parameters
    ----------
    cells
        As ``gis.partition.build_cells`` gives them: cell (unique within the frame), community_code,
        building_code (missing: land without homes), estate_code, geometry in EPSG:4326. Geometries are kept
        to the last bit, so that what was a valid coverage stays one.

    Raises
    ------
    InputError
        A code names no unit of the sub-district's territory.
    """
    territory = connection.scalar(statement("fabrics", "territory_of"), {"unit_id": subdistrict_id})
    _stage_cells(connection, cells)
    unknown = connection.execute(statement("fabrics", "unknown_codes"), {"territory": territory}).first()
    if unknown is not None:
        raise InputError(
            f"cell {unknown.row}: no {unknown.kind} {unknown.code!r}",
            chinese=f"第 {unknown.row} 个单元格指向的编码“{unknown.code}”不存在",
            code="reference_unknown",
            row=unknown.row,
            value=unknown.code,
        )
    made = {"subdistrict_id": subdistrict_id, "notes": json.dumps(notes or {}), "by": by}
    fabric_id = FabricId(connection.execute(statement("fabrics", "make_fabric"), made).scalar_one())
    connection.execute(statement("fabrics", "add_cells"), {"fabric_id": fabric_id, "territory": territory})
    return fabric_id


def _stage_cells(connection: Connection, cells: gpd.GeoDataFrame) -> None:
    """Copy the cells into the temporary table."""
    types = {
        "row": "integer",
        "code": "text",
        "community_code": "text",
        "building_code": "text",
        "estate_code": "text",
        "geometry": "geometry",
    }
    named = [column_values(cells, name, text_value) for name in list(types)[2:5]]
    codes = [str(value) for value in cells["cell"]]
    columns = [list(range(1, len(cells) + 1)), codes, *named, list(shapes_as_hex(cells))]
    stage(connection, types, zip(*columns, strict=True))


def read_cells(
    connection: Connection,
    fabric_id: FabricId,
    *,
    within: str | None = None,
    box: Box | None = None,
    at: date | None = None,
) -> gpd.GeoDataFrame:
    """Read the cells of a fabric.

    Parameters
    ----------
    within
        Path of the sub-district or of one community.
    at
        The day whose household figures are wanted; today where not given.

    Returns
    -------
    GeoDataFrame
        cell_id, cell (the same, under the name ``gis.partition`` knows), code (its name when it was saved),
        community_id, community_code, building_id and building_code (missing: land without homes), estate_id,
        estate_code, households, residents, geometry. Ordered by cell. Without rows where there is no such fabric.
    """
    known: dict[str, Any] = {"fabric_id": fabric_id, "at": at or today(connection)}
    conditions = []
    if within is not None:
        conditions.append("cu.path <@ CAST(:within AS ltree)")
        known["within"] = within
    if box is not None:
        conditions.append(IN_BOX.format("c"))
        known |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    return read_shapes(connection, statement("fabrics", "cells", *conditions), known)


def read_cell_figures(connection: Connection, fabric_id: FabricId, *, at: date | None = None) -> pd.DataFrame:
    """Read what the cells of a fabric count for on a day, today where not given: cell, households, residents."""
    known = {"fabric_id": fabric_id, "at": at or today(connection)}
    return read_table(connection, statement("fabrics", "cell_figures"), known)


def latest_fabric(connection: Connection, subdistrict_id: UnitId) -> FabricId:
    """Name the newest fabric of a sub-district.

    Raises
    ------
    NotFound
        It has none.
    """
    found = connection.scalar(statement("fabrics", "latest_fabric"), {"subdistrict_id": subdistrict_id})
    if found is None:
        raise NotFound(
            f"no fabric for subdistrict {subdistrict_id}",
            chinese="该街道还没有建立单元格，请先导入楼栋与社区边界并生成单元格",
            code="fabric_missing",
        )
    return FabricId(found)


def link_fabrics(connection: Connection, old_fabric_id: FabricId, new_fabric_id: FabricId) -> int:
    """Keep which cell of a former fabric went into which of a new one, and say how many links there are.

    A cell follows its building; land without homes follows a point on its surface.
    """
    known = {"old_fabric_id": old_fabric_id, "new_fabric_id": new_fabric_id}
    return int(connection.execute(statement("fabrics", "add_crosswalk"), known).rowcount)


def read_former_cells(
    connection: Connection, old_fabric_id: FabricId, new_fabric_id: FabricId
) -> dict[CellId, CellId | None]:
    """Say for each cell of a new fabric which cell of a former one it came from; None: from none.

    A cell follows its building; land without homes follows a point on its surface, of several cells that share
    the edge it lies on the one with the smallest id.
    """
    known = {"old_fabric_id": old_fabric_id, "new_fabric_id": new_fabric_id}
    rows = connection.execute(statement("fabrics", "former_cells"), known)
    return {
        CellId(row.new_cell_id): None if row.old_cell_id is None else CellId(row.old_cell_id) for row in rows
    }
