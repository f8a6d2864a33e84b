"""Write the H3 cells of kept measurements as vector tiles."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import CoverageRunId
from gis.space import h3cells
from gis.store.coverage_runs import read_run_cells
from gis.store.programs import statement

DEEPEST = 18
FAR_RESOLUTIONS = ((12, 8), (14, 9))


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
        A Mapbox vector tile with the layer ``cells``, rolled up to parents from afar (``rolled_up``): h3 (15
        hexadecimal digits), item, buildings, households,
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
    parents = rolled_up(cells, z)
    outlined = np.unique(parents)
    asked = {
        "z": z,
        "x": x,
        "y": y,
        "item": item,
        "run_ids": [int(run_id) for run_id in run_ids],
        "cells": cells.tolist(),
        "parents": parents.tolist(),
        "outlined": outlined.tolist(),
        "outlines": shapely.to_wkb(h3cells.outlines(outlined)).tolist(),
    }
    return bytes(connection.execute(statement("coverage_tiles", "tile"), asked).scalar_one())


def rolled_up(cells: npt.NDArray[np.int64], z: int) -> npt.NDArray[np.int64]:
    """Parent of each cell in which a tile of this zoom shows it: small cells are no more than a few pixels from afar.

    Zoom 14 and nearer shows cells as they were kept, 12 and 13 at resolution 9, farther at 8; cells kept coarser than
    that stay as they are. Households are summed, seconds averaged over the households of cells that reach the item.
    """
    wanted = next((resolution for nearest, resolution in FAR_RESOLUTIONS if z < nearest), None)
    if wanted is None:
        return cells
    coarse = h3cells.resolution_of(cells) <= wanted
    parents = cells.copy()
    parents[~coarse] = h3cells.parents(cells[~coarse], resolution=wanted)
    return parents


def _check(z: int, x: int, y: int) -> None:
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"no tile {z}/{x}/{y}", chinese=f"没有瓦片 {z}/{x}/{y}", code="tile_unknown")
