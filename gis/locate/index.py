"""Find which polygon covers a position, in process and as PostGIS would say it.

A raster stands in front of the exact test: cells that no border touches know their answer, the few others
know the handful of polygons to try (see ``winding``). A million positions among two hundred grids take some
hundredths of a second; a single one a few microseconds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import InputError
from gis.locate.winding import MIXED, NOTHING, Raster, covers, find_first, touch_cells

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]

NO_UNIT = -1
_LONGEST_SIDE_CELLS = 1024


@dataclass(frozen=True, slots=True)
class PolygonIndex:
    """Polygons of one kind, ready to be asked; built once, shared by all threads.

    Attributes
    ----------
    ids
        The polygons' ids, ascending.
    shapes
        The polygons, in the order of ``ids``, in EPSG:4326.
    """

    ids: Ids
    shapes: npt.NDArray[np.object_]
    _raster: Raster

    @classmethod
    def build(cls, geometries: npt.ArrayLike, ids: npt.ArrayLike) -> "PolygonIndex":
        """Index polygons and multipolygons in EPSG:4326.

        Parameters
        ----------
        geometries
            Overlaps are allowed. Missing and empty shapes cover nothing.
        ids
            One whole number each, all different, none negative.

        Raises
        ------
        InputError
            ``ids_invalid``; ``shape_type`` where a shape is neither polygon nor multipolygon.
        """
        shapes = np.asarray(geometries, dtype=object)
        numbers = np.asarray(ids, dtype=np.int64)
        _check(shapes, numbers)
        order = np.argsort(numbers, kind="stable")
        shapes, numbers = shapes[order], numbers[order]
        return cls(numbers, shapes, _rasterise(shapes))

    def find(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Ids:
        """Id of the polygon that covers each position; ``NO_UNIT`` (-1) where none does.

        A position on an edge that several polygons share, or where they overlap, belongs to the smallest id.
        """
        lons = np.ascontiguousarray(np.atleast_1d(lon), dtype=np.float64)
        lats = np.ascontiguousarray(np.atleast_1d(lat), dtype=np.float64)
        if not len(self.ids):
            return np.full(len(lons), NO_UNIT, dtype=np.int64)
        found = find_first(lons, lats, self._raster)
        return np.where(found == NOTHING, NO_UNIT, self.ids[found])

    def find_one(self, lon: float, lat: float) -> int:
        """Answer as ``find`` does for one position, without making arrays of it."""
        cell = self._cell(lon, lat)
        if cell is None:
            return NO_UNIT
        _, _, flat, single, offsets, filled = self._raster
        unit = single.item(cell)
        if unit == MIXED:
            tried = filled[offsets.item(cell) : offsets.item(cell + 1)].tolist()
            unit = next((unit for unit in tried if covers(lon, lat, unit, flat)), NOTHING)
        return NO_UNIT if unit == NOTHING else self.ids.item(unit)

    def _cell(self, lon: float, lat: float) -> int | None:
        """Cell of the raster a position lies in; None beyond it, or where it is no number."""
        if not len(self.ids):
            return None
        frame, shape = self._raster[:2]
        column = (lon - frame.item(0)) * frame.item(2)
        row = (lat - frame.item(1)) * frame.item(3)
        columns, rows = shape.item(0), shape.item(1)
        return int(row) * columns + int(column) if 0 <= column < columns and 0 <= row < rows else None

    def find_all(self, lon: float, lat: float) -> list[int]:
        """Ids of every polygon that covers one position, ascending."""
        cell = self._cell(lon, lat)
        if cell is None:
            return []
        _, _, flat, single, offsets, filled = self._raster
        if single[cell] != MIXED:
            return [] if single[cell] == NOTHING else [int(self.ids[single[cell]])]
        tried = (int(unit) for unit in filled[offsets[cell] : offsets[cell + 1]])
        return [int(self.ids[unit]) for unit in tried if covers(lon, lat, unit, flat)]

    def shape_of(self, unit_id: int) -> BaseGeometry | None:
        """Return the polygon of an id, or None."""
        position = int(np.searchsorted(self.ids, unit_id))
        known = position < len(self.ids) and int(self.ids[position]) == unit_id
        return self.shapes[position] if known else None


def _check(shapes: npt.NDArray[np.object_], numbers: Ids) -> None:
    if len(shapes) != len(numbers) or len(np.unique(numbers)) != len(numbers) or (numbers < 0).any():
        raise InputError(
            "ids must be different whole numbers, none negative, one for each shape",
            chinese="区域编号必须互不相同、不为负，且与图形一一对应",
            code="ids_invalid",
        )
    odd = ~np.isin(shapely.get_type_id(shapes), [-1, 3, 6])
    if odd.any():
        position = int(np.flatnonzero(odd)[0])
        raise InputError(
            f"shape {position} is a {shapes[position].geom_type}, polygons expected",
            chinese=f"第 {position + 1} 个图形是 {shapes[position].geom_type}，这里只接受面（Polygon、MultiPolygon）",
            code="shape_type",
            row=position + 1,
        )


def _rasterise(shapes: npt.NDArray[np.object_]) -> Raster:
    """Lay the polygons out flat and note for each raster cell whom to ask."""
    flat = _flatten(shapes)
    bounds = np.ascontiguousarray(shapely.bounds(shapes), dtype=np.float64).reshape(-1, 4)
    frame, shape = _frame_of(bounds)
    cells = int(shape[0] * shape[1])
    counts, edged = np.zeros(cells, dtype=np.int32), np.zeros(cells, dtype=np.bool_)
    nowhere = np.zeros(cells + 1, dtype=np.int32)
    touch_cells(frame, shape, bounds, flat, (counts, edged, nowhere, np.empty(0, dtype=np.int32)))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    filled = np.empty(max(int(offsets[-1]), 1), dtype=np.int32)
    counts[:] = 0
    touch_cells(frame, shape, bounds, flat, (counts, edged, offsets, filled))
    single = np.full(cells, NOTHING, dtype=np.int32)
    alone = (counts == 1) & ~edged
    single[alone] = filled[offsets[:-1][alone]]
    single[edged | (counts > 1)] = MIXED
    return frame, shape, flat, single, offsets, filled


def _flatten(shapes: npt.NDArray[np.object_]) -> tuple[Array, Array, Ids, Ids, Ids]:
    """Vertices, and the offsets unit -> parts -> rings -> vertices."""
    solid = shapes.copy()
    solid[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    polygons, owner = shapely.get_parts(solid, return_index=True)
    rings, part = shapely.get_rings(polygons, return_index=True)
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    return (
        np.ascontiguousarray(vertices[:, 0]),
        np.ascontiguousarray(vertices[:, 1]),
        _offsets(ring, len(rings)),
        _offsets(part, len(polygons)),
        _offsets(owner, len(shapes)),
    )


def _offsets(owners: npt.NDArray[Any], how_many: int) -> Ids:
    counts = np.bincount(np.asarray(owners, dtype=np.int64), minlength=how_many)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _frame_of(bounds: Array) -> tuple[Array, Ids]:
    """Place a raster of up to 1024 cells a side, half a cell wider than the polygons on every side."""
    known = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(known):
        return np.array([0.0, 0.0, 1.0, 1.0]), np.array([1, 1], dtype=np.int64)
    west, south = known[:, :2].min(axis=0)
    east, north = known[:, 2:].max(axis=0)
    size_deg = max(east - west, north - south, 1e-9) / (_LONGEST_SIDE_CELLS - 1)
    columns, rows = (
        int(np.ceil((high - low) / size_deg)) + 1 for low, high in ((west, east), (south, north))
    )
    frame = np.array([west - size_deg / 2, south - size_deg / 2, 1 / size_deg, 1 / size_deg])
    return frame, np.array([columns, rows], dtype=np.int64)
