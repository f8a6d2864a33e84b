"""Turn walled estates and closed rings of walls into zones, and the rest of the barriers into lines."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.network.network import Shapes
from gis.space.crs import frame_to_wgs84
from gis.space.metric import MetricPlane

SMALLEST_ZONE_M2 = 100.0
_RING_KINDS = ("wall", "fence")


@dataclass(frozen=True, slots=True)
class Walls:
    """What severs streets.

    Attributes
    ----------
    zone_code, zone_area
        Zones left only through gates, in metres.
    barriers
        Lines that sever the streets that cross them, in metres.
    problems
        Estates and barriers that could not be used.
    """

    zone_code: Shapes
    zone_area: Shapes
    barriers: Shapes
    problems: list[Problem]

    @property
    def borders(self) -> Shapes:
        """Borders of the zones, as lines."""
        return np.asarray(shapely.boundary(self.zone_area), dtype=object)


def find_walls(
    estates: gpd.GeoDataFrame | None, barriers: gpd.GeoDataFrame | None, plane: MetricPlane
) -> Walls:
    """Collect zones and barriers.

    A ring of walls and fences that closes, and does not mostly repeat a walled estate, is a zone of its own.
    """
    codes, areas, problems = _walled_estates(estates, plane)
    lines, kinds, faults = _barrier_lines(barriers, plane)
    ring_areas = _rings(lines[np.isin(kinds, _RING_KINDS)], areas)
    all_areas = np.concatenate([areas, ring_areas])
    ring_codes = [f"ring-{number}" for number in range(1, len(ring_areas) + 1)]
    return Walls(np.array([*codes, *ring_codes], dtype=object), all_areas, lines, problems + faults)


def _walled_estates(
    estates: gpd.GeoDataFrame | None, plane: MetricPlane
) -> tuple[list[str], Shapes, list[Problem]]:
    if estates is None or estates.empty or "is_walled" not in estates:
        return [], np.empty(0, object), []
    _require_column(estates, "code", "estates")
    walled = frame_to_wgs84(estates)[estates["is_walled"].fillna(value=False).astype(bool).to_numpy()]
    shapes = np.asarray(walled.geometry.array, dtype=object)
    usable = shapely.is_valid(shapes) & (shapely.area(shapes) > 0) & np.isfinite(shapely.area(shapes))
    problems = [
        Problem(
            "estate_wall_unusable",
            "封闭小区的范围缺失或自相交，围墙未参与测算",
            "修正小区范围后重新测算",
            Severity.REFUSED,
            layer="estates",
            value=str(code)[:80],
        )
        for code in walled["code"][~usable]
    ]
    return [str(code) for code in walled["code"][usable]], plane.project_geometries(shapes[usable]), problems


def _barrier_lines(
    barriers: gpd.GeoDataFrame | None, plane: MetricPlane
) -> tuple[Shapes, Shapes, list[Problem]]:
    if barriers is None or barriers.empty:
        return np.empty(0, object), np.empty(0, object), []
    shapes = np.asarray(frame_to_wgs84(barriers).geometry.array, dtype=object)
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    kinds = barriers["kind"].to_numpy(object) if "kind" in barriers else np.full(len(shapes), "wall", object)
    problems = [
        Problem(
            "barrier_unusable",
            "屏障没有几何图形或坐标不是数",
            "补画该屏障或删除该行",
            Severity.REFUSED,
            layer="barriers",
            row=int(row) + 1,
        )
        for row in np.flatnonzero(~finite)
    ]
    flat = plane.project_geometries(shapes[finite])
    dimension = shapely.get_dimensions(flat)
    flat[dimension == 2] = shapely.boundary(flat[dimension == 2])
    lines, owner = shapely.get_parts(flat[dimension > 0], return_index=True)
    return lines, kinds[finite][dimension > 0][owner], problems


def _rings(lines: Shapes, known: Shapes) -> Shapes:
    """Areas enclosed by walls, without those half covered by a known zone."""
    if not len(lines):
        return np.empty(0, object)
    areas = shapely.get_parts(shapely.polygonize(lines))
    areas = areas[shapely.area(areas) >= SMALLEST_ZONE_M2]
    if not len(known) or not len(areas):
        return np.asarray(areas, dtype=object)
    shared_m2 = shapely.area(shapely.intersection(areas, shapely.union_all(known)))
    return np.asarray(areas[shared_m2 < 0.5 * shapely.area(areas)], dtype=object)


def _require_column(frame: gpd.GeoDataFrame, column: str, layer: str) -> None:
    if column not in frame:
        raise InputError(
            f"{layer} has no column {column}",
            chinese=f"图层“{layer}”缺少字段“{column}”",
            code="column_missing",
            layer=layer,
            column=column,
        )
