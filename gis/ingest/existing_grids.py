"""Last year's grids become a plan: which cells each grid gets, row by row, and what did not fit.

Grids arrive as polygons (with gaps and overlaps as they are) or as a table building → grid. A plan is made of
whole cells, so each building is given to one grid:

* polygons: to the grid that holds its representative point, on an edge included; of several the one that
  holds most of its cell, of equals the first listed; held by none, the building stays in no grid and is told.
  Land without homes goes by a point on its surface in the same way;
* table: as the table says; land without homes stays in no grid and is shared out in the editor.

A grid belongs to one community. Named in the file it is believed, otherwise it is that of most of the grid's
households (of its ground where it has none). What lies in another community is not given to it and is told.
A number comes from the file, else from the name (第八网格, 第8网格), else it is the next free one; a number
that the community gave to a grid before is that same grid, whose code it keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.ingest.grid_numbers import NumberBook, Wanted, number_in
from gis.model.plans import grid_name
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer

Mask = npt.NDArray[np.bool_]

#: Told where the border that the cells give a grid differs from its polygon by more than this share of both.
MOVED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Ground:
    """What grids are laid on.

    Attributes
    ----------
    cells
        cell, building_code (missing: land without homes), community_code, households, geometry (EPSG:4326).
    buildings
        code, geometry: whose representative points count.
    community_names
        Community code → name.
    known_grids
        Every grid the territory ever had: code, community_code, number, name.
    """

    cells: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    community_names: Mapping[str, str]
    known_grids: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SettledGrids:
    """A plan's grids as they can be kept.

    Attributes
    ----------
    grids
        code, name, community_code, number, kind, official_code; a row per grid that may come in.
    cells
        cell, grid_code (missing: in none); every cell once.
    problems
        What was refused, changed or worth noting; ``row`` is that of the file.
    """

    grids: pd.DataFrame
    cells: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)


def settle_polygons(grids: gpd.GeoDataFrame, rows: list[int], ground: Ground, *, file: str) -> SettledGrids:
    """Give cells to grids that are polygons.

    Parameters
    ----------
    grids
        As ``Layer.GRIDS``, EPSG:4326; ``community_code`` and ``number`` may be missing.
    rows
        The file's row of each.
    """
    overlap = _overlaps(grids, ground)
    winner = np.full(len(ground.cells), -1)
    best = overlap.sort_values(["cell", "area", "grid"], ascending=[True, False, True], kind="stable")
    best = best.drop_duplicates("cell")
    winner[best["cell"].to_numpy()] = best["grid"].to_numpy()
    labels = [str(code) for code in grids["code"]]
    drawn = _Drawn(Layer.GRIDS, file, rows, labels, grids.reset_index(drop=True))
    settled, places = _settled(drawn, winner, ground)
    settled.problems.extend(_gaps(ground, winner, file))
    settled.problems.extend(_moved(drawn, settled, places, ground))
    return settled


def settle_table(table: pd.DataFrame, rows: list[int], ground: Ground, *, file: str) -> SettledGrids:
    """Give cells to grids that a table building → grid names, by code or by name.

    Parameters
    ----------
    table
        As ``Layer.GRID_BUILDINGS``.
    rows
        The file's row of each.
    """
    problems = list(_table_faults(table, rows, ground, file))
    refused = {problem.row for problem in problems}
    sound = table[[row not in refused for row in rows]].dropna(subset=["grid_code"])
    first_row: dict[str, int] = {}
    for row, label in zip(rows, table["grid_code"], strict=True):
        if row not in refused:
            first_row.setdefault(str(label), row)
    labels = list(dict.fromkeys(str(label) for label in sound["grid_code"]))
    place = {label: at for at, label in enumerate(labels)}
    by_building = dict(zip(sound["building_code"].astype(str), sound["grid_code"].astype(str), strict=True))
    winner = np.array(
        [place.get(by_building.get(str(code), ""), -1) for code in ground.cells["building_code"]], dtype=int
    )
    named = pd.DataFrame({"code": labels, "name": labels}, dtype=object)
    drawn = _Drawn(Layer.GRID_BUILDINGS, file, [first_row[label] for label in labels], labels, named)
    settled, _ = _settled(drawn, winner, ground)
    listed = set(table["building_code"].astype(str))
    homes = ground.cells[ground.cells["building_code"].notna()]
    left = homes[~homes["building_code"].astype(str).isin(listed)]
    settled.problems[:0] = [*problems, *_unlisted(left, file)]
    return settled


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Grids as the file has them: where each stands in it, what it calls each."""

    layer: Layer
    file: str
    rows: list[int]
    labels: list[str]
    grids: pd.DataFrame

    def told(
        self, code: str, reason: str, remedy: str, severity: Severity, *, at: int, column: str | None = None
    ) -> Problem:
        """A problem of one grid."""
        value = self.labels[at][:80]
        return Problem(
            code, reason, remedy, severity, self.file, self.layer.value, self.rows[at], column, value
        )

    def value(self, at: int, column: str) -> object:
        """What the file says of a grid; None where it says nothing."""
        value = self.grids[column].iloc[at] if column in self.grids else None
        return None if value is None or pd.isna(value) or value == "" else value

    def whole(self, at: int, column: str) -> int | None:
        """A whole number of a grid; a column with empty cells may have made it a float."""
        value = self.value(at, column)
        return None if value is None else int(float(str(value)))


def _overlaps(grids: gpd.GeoDataFrame, ground: Ground) -> pd.DataFrame:
    """List which grid may have which cell: cell and grid (row positions), area shared in square degrees."""
    cells = ground.cells
    shapes, areas = cells.geometry.to_numpy(), grids.geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    own = ground.buildings.set_index(ground.buildings["code"].astype(str)).geometry
    has = cells["building_code"].astype(str).isin(own.index).to_numpy()
    held = own.reindex(cells.loc[has, "building_code"].astype(str)).to_numpy()
    points[has] = shapely.point_on_surface(held)
    cell, grid = shapely.STRtree(areas).query(points, predicate="intersects")
    # Only where several hold the point does the ground decide.
    several = np.bincount(cell, minlength=len(cells))[cell] > 1
    shared = np.ones(len(cell))
    shared[several] = shapely.area(shapely.intersection(shapes[cell[several]], areas[grid[several]]))
    return pd.DataFrame({"cell": cell, "grid": grid, "area": shared})


def _settled(drawn: _Drawn, winner: npt.NDArray[np.int_], ground: Ground) -> tuple[SettledGrids, list[int]]:
    """Choose each grid's community, number and code, and take away what lies in another community.

    Gives the grids, and at which place of the file each stands.
    """
    chosen = [_community(drawn, at, winner == at, ground) for at in range(len(drawn.labels))]
    problems = [found for found in chosen if isinstance(found, Problem)]
    wanted = [_wanted(drawn, at, found) for at, found in enumerate(chosen) if isinstance(found, str)]
    book = NumberBook(ground.known_grids)
    codes = np.full(len(ground.cells), None, dtype=object)
    kept, places = [], []
    for wish, number in zip(wanted, book.number_all(wanted), strict=True):
        code = book.code_of(wish.community, number)
        own = _within(drawn, wish, winner, ground, problems)
        codes[own] = code
        problems += [*_renumbered(drawn, wish, number, code), *_about(drawn, wish.at, own, ground)]
        kept.append(_row(drawn, wish, number, code, ground.community_names.get(wish.community, "")))
        places.append(wish.at)
    columns = ["code", "name", "community_code", "number", "kind", "official_code"]
    grids = pd.DataFrame(kept, columns=columns, dtype=object)
    cells = pd.DataFrame(
        {"cell": ground.cells["cell"].to_numpy(), "grid_code": pd.Series(codes, dtype=object)}
    )
    return SettledGrids(grids, cells, problems), places


def _within(
    drawn: _Drawn, wish: Wanted, winner: npt.NDArray[np.int_], ground: Ground, problems: list[Problem]
) -> Mask:
    """Cells of a grid in its own community; what it loses elsewhere is told."""
    cells = ground.cells
    own: Mask = winner == wish.at
    inside = cells["community_code"].astype(str).to_numpy() == wish.community
    foreign = own & ~inside & cells["building_code"].notna().to_numpy()
    if foreign.any():
        households = int(cells["households"].to_numpy()[foreign].sum())
        reason = f"有 {int(foreign.sum())} 栋楼（{households} 户）在其他社区内，未归入"
        remedy = "一个网格只能属于一个社区；请在编辑页归入本社区的网格"
        problems.append(drawn.told("grid_crosses_community", reason, remedy, Severity.NOTED, at=wish.at))
    kept: Mask = own & inside
    return kept


def _wanted(drawn: _Drawn, at: int, community: str) -> Wanted:
    name, label = str(drawn.value(at, "name") or ""), drawn.labels[at]
    number = drawn.whole(at, "number") or number_in(name or label)
    return Wanted(at, community, label, name, number)


def _row(drawn: _Drawn, wish: Wanted, number: int, code: str, community_name: str) -> dict[str, object]:
    """The grid as the plan keeps it; a label that is only a code is no name."""
    is_name = wish.name and not (wish.name == wish.label and wish.name.isascii())
    return {
        "code": code,
        "name": wish.name if is_name else grid_name(community_name, number),
        "community_code": wish.community,
        "number": number,
        "kind": drawn.value(wish.at, "kind"),
        "official_code": drawn.value(wish.at, "official_code"),
    }


def _renumbered(drawn: _Drawn, wish: Wanted, number: int, code: str) -> Iterator[Problem]:
    """Tell a number or code that is not the file's own."""
    if wish.number is None:
        reason = f"没有网格序号，编为第 {number} 号"
        yield drawn.told("number_made", reason, "请核对", Severity.CHANGED, at=wish.at, column="number")
    elif wish.number != number:
        reason = f"序号 {wish.number} 与同社区其他网格重复，或该网格原为第 {number} 号；记为第 {number} 号"
        yield drawn.told(
            "number_changed", reason, "请核对文件中的序号", Severity.CHANGED, at=wish.at, column="number"
        )
    if code != wish.label:
        reason = f"编号按社区与序号记为“{code}”"
        yield drawn.told("code_changed", reason, "请核对", Severity.CHANGED, at=wish.at, column="code")


def _community(drawn: _Drawn, at: int, own: Mask, ground: Ground) -> str | Problem:
    given = drawn.value(at, "community_code")
    if given is not None:
        if str(given) in ground.community_names:
            return str(given)
        return drawn.told(
            "reference_unknown",
            f"没有编码为“{given}”的社区",
            "请先导入并启用社区，或改正编码",
            Severity.REFUSED,
            at=at,
            column="community_code",
        )
    held = ground.cells[own]
    if held.empty:
        remedy = "请核对坐标系、位置或楼栋编码"
        return drawn.told("grid_empty", "没有覆盖任何楼栋或用地", remedy, Severity.REFUSED, at=at)
    weights = held.assign(ground=shapely.area(held.geometry.to_numpy()))
    sums = weights.groupby("community_code")[["households", "ground"]].sum()
    return str(sums.sort_values(["households", "ground"], ascending=False).index[0])


def _about(drawn: _Drawn, at: int, own: Mask, ground: Ground) -> Iterator[Problem]:
    """Tell a grid without homes, and one whose own figure is not that of its buildings."""
    homes = own & ground.cells["building_code"].notna().to_numpy()
    counted = int(ground.cells["households"].to_numpy()[homes].sum())
    if not homes.any() and drawn.value(at, "kind") != "dedicated":
        yield drawn.told("grid_without_homes", "没有任何楼栋", "请核对位置", Severity.NOTED, at=at)
    said = drawn.whole(at, "households")
    if said is not None and said != counted:
        reason = f"文件记 {said} 户，按所含楼栋合计 {counted} 户"
        remedy = "以楼栋户数为准；请核对"
        yield drawn.told("grid_households_differ", reason, remedy, Severity.NOTED, at=at, column="households")


def _gaps(ground: Ground, winner: npt.NDArray[np.int_], file: str) -> Iterator[Problem]:
    """Tell the buildings that no polygon holds."""
    lost = ground.cells[(winner < 0) & ground.cells["building_code"].notna().to_numpy()]
    for code, households in zip(lost["building_code"], lost["households"], strict=True):
        yield Problem(
            "building_in_no_grid",
            f"楼栋“{code}”（{int(households)} 户）不在任何网格图形内",
            "保持未归网格；请在编辑页归入网格",
            Severity.NOTED,
            file,
            Layer.GRIDS.value,
            value=str(code),
        )


def _moved(drawn: _Drawn, settled: SettledGrids, places: list[int], ground: Ground) -> Iterator[Problem]:
    """Tell where whole cells give a grid another border than its polygon had."""
    given = ground.cells.assign(grid_code=settled.cells["grid_code"].to_numpy()).dropna(subset=["grid_code"])
    made = {code: shapely.union_all(own.to_numpy()) for code, own in given.groupby("grid_code").geometry}
    for at, code in zip(places, settled.grids["code"], strict=True):
        if code not in made:
            continue
        polygon = drawn.grids.geometry.iloc[at]
        share = 1 - polygon.intersection(made[code]).area / polygon.union(made[code]).area
        if share > MOVED_SHARE:
            reason = f"按整个单元格归并后，边界与原图形相差 {share:.0%} 的面积"
            remedy = "请在地图上核对；楼栋归属未变"
            yield drawn.told("grid_border_moved", reason, remedy, Severity.NOTED, at=at, column="geometry")


_UNKNOWN = ("reference_unknown", "没有这个编码的楼栋", "请先导入并启用楼栋，或改正编码")
_REPEATED = ("building_repeated", "同一楼栋出现了不止一次", "每栋楼只留一行")


def _table_faults(table: pd.DataFrame, rows: list[int], ground: Ground, file: str) -> Iterator[Problem]:
    """Refuse rows whose building is not there, or stands in the table before."""
    known = set(ground.cells["building_code"].dropna().astype(str))
    seen: set[str] = set()
    for row, code in zip(rows, table["building_code"].astype(str), strict=True):
        fault = _UNKNOWN if code not in known else _REPEATED if code in seen else None
        seen.add(code)
        if fault is not None:
            layer = Layer.GRID_BUILDINGS.value
            yield Problem(*fault, Severity.REFUSED, file, layer, row, "building_code", code[:80])


def _unlisted(left: pd.DataFrame, file: str) -> Iterator[Problem]:
    if len(left):
        yield Problem(
            "buildings_unlisted",
            f"有 {len(left)} 栋楼（{int(left['households'].sum())} 户）没有列在表中，不归任何网格",
            "请补充，或在编辑页归入网格",
            Severity.NOTED,
            file,
            Layer.GRID_BUILDINGS.value,
            value="、".join(left["building_code"].astype(str).head(5)),
        )
