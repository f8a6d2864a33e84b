"""Cut communities into cells: one round each building, empty ones where nobody lives.

A cell is what a grid is made of. The land is first cut into blocks along streets, walls and estate borders
(``blocks``); within a block each building takes the land nearer to its walls than to any other building's
(an enclosed tessellation: Fleischmann et al., "Morphological tessellation as a way of partitioning space",
Computers, Environment and Urban Systems 80, 2020). Voronoi polygons of points set along the footprints come
from shapely, and ``shapely.coverage_clean`` gives neighbours the same nodes.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.partition.blocks import Blocks, clean_coverage, cut_blocks, dividing_lines
from gis.partition.footprints import Footprints, problem, read_footprints, require_frame
from gis.partition.stretch import Geometries, Stretch
from gis.partition.tessellation import tessellate

# Where no community is given, the land drawn is what lies this near to a building.
OUTLINE_M = 60.0
WHOLE_AREA = "AREA"


@dataclass(frozen=True, slots=True)
class CellsAnswer:
    """Cells as ``gis.partition`` describes them, and what was wrong with the input.

    ``households_excluded`` counts the households of buildings left out; with those of the cells they are
    ``households_in``.
    """

    cells: gpd.GeoDataFrame
    problems: list[Problem]
    households_in: int
    households_excluded: int


def _known_areas(
    frame: gpd.GeoDataFrame | None, chinese_layer: str, problems: list[Problem]
) -> gpd.GeoDataFrame:
    """Rows with an area, mended; an empty frame where nothing was given.

    A row without area is listed; one off the earth, or a layer whose rows all have no area, is refused.
    """
    if frame is None:
        return gpd.GeoDataFrame(
            {"code": pd.Series(dtype=object)}, geometry=gpd.GeoSeries([], crs=4326), crs=4326
        )
    require_frame(frame, chinese_layer)
    if "code" not in frame.columns:
        frame = frame.assign(code=[str(row + 1) for row in range(len(frame))])
    _refuse_blank_code(frame, chinese_layer)
    given = shapely.force_2d(frame.geometry.to_numpy())
    shapes = shapely.make_valid(given, method="structure")
    kept = frame.assign(code=frame["code"].astype(str)).set_geometry(
        gpd.GeoSeries(shapes, index=frame.index, crs=4326)
    )
    is_area = shapely.area(shapes) > 0
    _refuse_layer(kept, shapes, is_area, chinese_layer)
    broken = is_area & ~shapely.is_valid(given)
    for rows, code, what, severity in (
        (~is_area, "geometry_empty", "没有面积，未采用", Severity.REFUSED),
        (broken, "geometry_mended", "边界自相交等，已修复", Severity.CHANGED),
    ):
        for row in np.flatnonzero(rows):
            text = f"{chinese_layer}“{kept['code'].iloc[row]}”{what}"
            found = problem(code, text, "请核对边界", severity, int(row))
            problems.append(replace(found, layer=chinese_layer))
    return kept.loc[is_area].reset_index(drop=True)


def _refuse_blank_code(frame: gpd.GeoDataFrame, chinese: str) -> None:
    """Raise at the first row without a code: two of them would be taken for one."""
    blank = np.flatnonzero(frame["code"].isna() | (frame["code"].astype(str).str.strip() == ""))
    if blank.size:
        row = int(blank[0]) + 1
        raise InputError(
            f"layer {chinese} row {row}: code is empty",
            chinese=f"图层“{chinese}”第 {row} 行缺少编码（code）",
            code="code_missing",
            layer=chinese,
            row=row,
            column="code",
        )


def _refuse_layer(frame: gpd.GeoDataFrame, shapes: Geometries, is_area: np.ndarray, chinese: str) -> None:
    """Raise where a layer given to bound grids bounds nothing, or bounds what is not on the earth."""
    west, south, east, north = shapely.bounds(shapes).T
    off = is_area & ~((west >= -180) & (east <= 180) & (south > -90) & (north < 90))
    if is_area.any() and not off.any():
        return
    row = int(np.flatnonzero(off)[0]) + 1 if off.any() else None
    what = f"第 {row} 行坐标不是有效的经纬度，请核对坐标系" if row else "没有任何面，请核对文件与图层"
    raise InputError(
        f"layer {chinese}: {len(frame)} rows, no usable area or row {row} off the earth",
        chinese=f"图层“{chinese}”{what}",
        code="bounds_invalid" if row else "layer_empty",
        layer=chinese,
        row=row,
    )


def _outline(shapes: Geometries) -> Geometries:
    """One area round all footprints (metres), for when no community is known."""
    near = shapely.union_all(shapely.buffer(shapely.envelope(shapes), OUTLINE_M, quad_segs=2))
    return np.array([shapely.simplify(near, 5.0)], dtype=object)


def _communities(
    given: gpd.GeoDataFrame, shapes: Geometries, stretch: Stretch, problems: list[Problem]
) -> tuple[Geometries, np.ndarray]:
    """Outlines in metres without overlap, and their codes."""
    if given.empty:
        return _outline(shapes), np.array([WHOLE_AREA], dtype=object)
    if given["code"].duplicated().any():
        code = given.loc[given["code"].duplicated(), "code"].iloc[0]
        raise InputError(
            f"community code {code} occurs twice",
            chinese=f"图层“社区”编码“{code}”重复",
            code="code_repeated",
            layer="communities",
            value=code,
        )
    outlines = stretch.flatten(given.geometry.to_numpy())
    cleaned = clean_coverage(outlines, snap=0.01)
    lost = shapely.area(outlines).sum() - shapely.area(cleaned).sum()
    if lost > 1.0:
        text = f"社区边界互相重叠约 {lost:.0f} 平方米，重叠部分归入其中一个社区"
        problems.append(problem("communities_overlap", text, "请核对社区边界", Severity.CHANGED))
        outlines = cleaned
    return outlines, given["code"].to_numpy(dtype=object)


def _place(blocks: Blocks, middles: Geometries) -> np.ndarray:
    """Block of each representative point; on a shared border the block listed first; -1 outside."""
    found = np.full(len(middles), -1, dtype=np.int64)
    point, block = shapely.STRtree(blocks.faces).query(middles, predicate="intersects")
    order = np.argsort(-block, kind="stable")
    found[point[order]] = block[order]
    return found


def _leave_out_outsiders(read: Footprints, block: np.ndarray, problems: list[Problem]) -> int:
    """List the buildings outside every community; return their households."""
    outside = read.buildings.loc[block < 0]
    for row, code, households in zip(outside["row"], outside["code"], outside["households"], strict=True):
        text = f"楼栋“{code}”（{households} 户）不在任何社区内，未纳入"
        problems.append(
            problem(
                "building_outside", text, "请核对位置或社区边界", Severity.REFUSED, int(row), value=str(code)
            )
        )
    return int(outside["households"].sum())


def _note_cut(
    kept: gpd.GeoDataFrame, shapes: Geometries, communities: Geometries, problems: list[Problem]
) -> None:
    """List the buildings that a community's border cuts."""
    building, _ = shapely.STRtree(communities).query(shapely.buffer(shapes, -0.5), predicate="intersects")
    for place in np.flatnonzero(np.bincount(building, minlength=len(kept)) > 1):
        text = f"楼栋“{kept['code'].iloc[place]}”跨社区边界，按代表点归入一个社区"
        row = int(kept["row"].iloc[place])
        problems.append(problem("building_cut", text, "请核对社区边界", Severity.NOTED, row))


def _frame(
    pieces: gpd.GeoDataFrame, kept: gpd.GeoDataFrame, codes: np.ndarray, estates: np.ndarray
) -> gpd.GeoDataFrame:
    """Name each piece's building, community and estate, and number the cells."""
    building = pieces["building"].to_numpy()
    has = building >= 0
    frame = pd.DataFrame({"cell": np.arange(1, len(pieces) + 1, dtype=np.int64)})
    frame["building_code"] = None
    frame.loc[has, "building_code"] = kept["code"].to_numpy(dtype=object)[building[has]]
    frame["community_code"] = codes[pieces["community"].to_numpy()]
    estate = pieces["estate"].to_numpy()
    named = np.array([*estates, None], dtype=object)[estate]
    if "estate_code" in kept.columns:
        own = kept["estate_code"].to_numpy(dtype=object)[building]
        named = np.where(has & pd.notna(own), own, named)
    frame["estate_code"] = pd.Series(named, dtype=object)
    for column in ("households", "residents"):
        frame[column] = np.where(has, kept[column].to_numpy()[building], 0).astype(np.int64)
    return gpd.GeoDataFrame(frame, geometry=pieces.geometry.to_numpy(), crs=4326)


def build_cells(
    buildings: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame | None = None,
    *,
    estates: gpd.GeoDataFrame | None = None,
    roads: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    households: str = "households",
    progress: Progress = silent,
) -> CellsAnswer:
    """Cut the communities into cells.

    Parameters
    ----------
    buildings, communities, estates, roads, barriers
        Frames of ``gis.space.layers`` in EPSG:4326. Without communities, all land within ``OUTLINE_M`` of a
        building is one community named ``AREA``.
    households
        Column of ``buildings`` that counts households.
    progress
        Told of the blocks done.

    Returns
    -------
    CellsAnswer
        A building whose representative point lies on a border between two blocks goes to the block listed
        first; a building outside every community is left out and listed.

    Raises
    ------
    InputError
        See ``footprints.read_footprints``; also a community's code given twice, a layer of communities or estates
        without any area, and coordinates in them that are no longitudes and latitudes.
    """
    read = read_footprints(buildings, households)
    problems = list(read.problems)
    areas = _known_areas(communities, "社区", problems)
    grounds = _known_areas(None if estates is None or estates.empty else estates, "小区", problems)
    stretch = Stretch.over(np.concatenate([read.buildings.geometry.to_numpy(), areas.geometry.to_numpy()]))
    shapes = stretch.flatten(read.buildings.geometry.to_numpy())
    outlines, codes = _communities(areas, shapes, stretch, problems)
    dividers = dividing_lines(stretch, roads, barriers)
    blocks = cut_blocks(outlines, stretch.flatten(grounds.geometry.to_numpy()), dividers)
    block = _place(blocks, shapely.point_on_surface(shapes))
    excluded = read.households_excluded + _leave_out_outsiders(read, block, problems)
    kept = read.buildings.loc[block >= 0].reset_index(drop=True)
    _note_cut(kept, shapes[block >= 0], outlines, problems)
    pieces = tessellate(blocks, shapes[block >= 0], block[block >= 0], stretch, progress)
    cells = _frame(pieces, kept, codes, grounds["code"].to_numpy(dtype=object))
    return CellsAnswer(cells, problems, read.households_in, excluded)
