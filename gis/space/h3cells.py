"""Speak H3: cells of points and polygons as uint64, their outlines, and the text form.

A cell is an index of places, never a place itself: people stay on buildings, and a small polygon may hold
no cell's centre. Cells are 64-bit integers inside the house and 15-character hexadecimal text outside it,
since a float64 (JSON, tiles) cannot hold them.
"""

import importlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Cells = npt.NDArray[np.uint64]
Array = npt.NDArray[np.float64]

_h3: Any = importlib.import_module("h3.api.numpy_int")  # h3 ships no types


def cells_at(lon: npt.ArrayLike, lat: npt.ArrayLike, *, resolution: int) -> Cells:
    """Cell of each WGS-84 position at a resolution 0-15 (9: about 0.105 km2, 10: 0.015 km2)."""
    lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    cells = (_h3.latlng_to_cell(y, x, resolution) for x, y in zip(lons.tolist(), lats.tolist(), strict=True))
    return np.fromiter(cells, dtype=np.uint64, count=len(lons))


def cells_within(polygon: shapely.Polygon | shapely.MultiPolygon, *, resolution: int) -> Cells:
    """Cells whose centre lies in the polygon, ascending; of a tiling, each cell goes to one polygon.

    A polygon that is empty, or small and between centres, has none.
    """
    if polygon.is_empty:
        return np.empty(0, dtype=np.uint64)
    cells = _h3.geo_to_cells(polygon, resolution)
    return np.unique(np.asarray(list(cells), dtype=np.uint64))


def parents(cells: npt.ArrayLike, *, resolution: int) -> Cells:
    """Ancestor of each cell at a coarser resolution (bit arithmetic; H3's own numbering scheme).

    The resolution stands in bits 52-55; the digits below it, three bits each, are set to ones.
    """
    given = np.asarray(cells, dtype=np.uint64)
    unused = np.uint64((1 << (3 * (15 - resolution))) - 1)
    level = np.uint64(resolution) << np.uint64(52)
    return (given & ~np.uint64(15 << 52)) | level | unused


def resolution_of(cells: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Resolution of each cell, which stands in bits 52-55."""
    given = np.asarray(cells, dtype=np.uint64)
    return ((given >> np.uint64(52)) & np.uint64(15)).astype(np.int64)


def centres(cells: npt.ArrayLike) -> tuple[Array, Array]:
    """Longitude and latitude of each cell's centre."""
    pairs = np.array([_h3.cell_to_latlng(int(cell)) for cell in np.asarray(cells).ravel()]).reshape(-1, 2)
    return pairs[:, 1].copy(), pairs[:, 0].copy()


def outlines(cells: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Polygon of each cell in EPSG:4326."""
    rings = [
        [(lon, lat) for lat, lon in _h3.cell_to_boundary(int(cell))] for cell in np.asarray(cells).ravel()
    ]
    polygons = np.empty(len(rings), dtype=object)
    polygons[:] = [shapely.Polygon(ring) for ring in rings]
    return polygons


def to_hex(cells: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Text form of each cell, as in JSON, tiles and files."""
    return np.array([f"{int(cell):015x}" for cell in np.asarray(cells).ravel()], dtype=object)


def from_hex(texts: Iterable[str]) -> Cells:
    """Cells of their text forms; raises ``ValueError`` for text that is no hexadecimal number."""
    return np.array([int(text, 16) for text in texts], dtype=np.uint64)


def touching(cell: int) -> list[int]:
    """List the cells that touch one, itself left out: six, or five about a pentagon."""
    return [near for near in map(int, _h3.grid_disk(int(cell), 1)) if near != int(cell)]
