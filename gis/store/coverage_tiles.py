"""Write the H3 cells of kept measurements as vector tiles."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import CoverageRunId
from gis.space import h3cells
from gis.store.coverage_runs import read_run_cells
from gis.store.programs import statement

DEEPEST = 18


def coverage_tile(
    connection: Connection, run_ids: Sequence[CoverageRunId], item: str, *, z: int, x: int, y: int
) -> bytes:
    """Write the cells of one item that meet a tile of the usual web scheme (XYZ, north up).

    Parameters
    ----------
    run_ids
        Runs to draw from, one per sub-district.
    item
        An item of the runs' templates.
    z, x, y
        The tile; z 0-18.

    Returns
    -------
    bytes
        A Mapbox vector tile with the layer ``cells``: h3 (15 hexadecimal digits), item, buildings, households,
        covered_households, walking_s (absent where nobody reaches one). Empty where no cell meets the tile.

    Raises
    ------
    NotFound
        ``tile_unknown``: the scheme has no such tile.
    """
    _check(z, x, y)
    frames = [read_run_cells(connection, run_id, item=item) for run_id in run_ids]
    if not sum(map(len, frames)):
        return b""
    cells = np.unique(pd.concat(frames)["h3"].to_numpy(np.int64))
    asked = {
        "z": z,
        "x": x,
        "y": y,
        "item": item,
        "run_ids": [int(run_id) for run_id in run_ids],
        "cells": cells.tolist(),
        "outlines": shapely.to_wkb(h3cells.outlines(cells)).tolist(),
    }
    return bytes(connection.execute(statement("coverage_tiles", "tile"), asked).scalar_one())


def _check(z: int, x: int, y: int) -> None:
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"no tile {z}/{x}/{y}", chinese=f"没有瓦片 {z}/{x}/{y}", code="tile_unknown")
