"""Locate whole files: a million points streamed, or a sheet of hotline work orders by their addresses."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError, NotFound
from gis.locate.addresses.book import Match
from gis.locate.index import NO_UNIT
from gis.locate.locate import positions_of
from gis.locate.places import PlaceAnswer, Places
from gis.locate.point_files import address_column, shape_words, stream_rows, with_lon_lat
from gis.locate.row_writers import ExcelWriter, open_writer
from gis.model.progress import Progress, silent
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.store.engine import Store
from gis.workflows.live_places import Snapshot, live_places
from gis.workflows.locate_case import place_of_match

PLACED_FROM_SHARE = 0.75
_AS_LIKELY_SHARE = 0.01
_KINDS = (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.ESTATE, UnitKind.BUILDING)
_PLACED, _UNPLACED = "已定位", "未定位"
_ORDER_COLUMNS = ("网格编码", "网格", "社区", "地点", "单元", "把握", "其他可能", "说明")


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file's rows; ``rows`` is the sum of the others."""

    rows: int
    placed: int
    outside: int
    without_position: int


def locate_points_file(
    store: Store,
    path: Path,
    out: Path,
    *,
    crs: str | None = None,
    at: datetime.date | None = None,
    progress: Progress = silent,
) -> FileReport:
    """Give every row of a table of points its grid, community, estate and building.

    Parameters
    ----------
    path
        .csv, .xlsx or .parquet (GeoParquet too) with columns of longitude and latitude, or geometries.
    out
        .csv, .xlsx or .parquet; all columns of the input and 网格编码, 网格, 社区, 小区, 楼栋, 说明, each with
        定位 before it where the input has a column of that name. A failure leaves no file.
    crs
        What the positions are in; WGS-84, or what a GeoParquet file declares, where not given.

    Raises
    ------
    InputError
        ``file_missing``, ``file_unreadable``, ``file_kind_unknown``, ``row_too_long``, ``no_rows``, ``column_missing``,
        ``geometry_not_points``, ``crs_unknown``, ``out_is_source``.
    """
    _refuse_the_source(path, out)
    places = live_places(store).on(at).places
    rows = placed = lost = 0
    with open_writer(out) as writer:
        for piece in stream_rows(path):
            named = with_lon_lat(piece, file=path.name)
            lon, lat = positions_of(named, crs=crs)
            located = _with_units(piece, places, lon, lat)
            writer.write(located)
            rows += len(piece)
            grids = places.ids_at(UnitKind.GRID, lon, lat)
            placed += int((grids != NO_UNIT).sum())
            lost += int((~_on_earth(lon, lat)).sum())
            progress("逐批定位", rows, 0)
    return FileReport(rows, placed, rows - placed - lost, lost)


def _with_units(piece: pd.DataFrame, places: Places, lon: Any, lat: Any) -> pd.DataFrame:
    plain = pd.DataFrame(piece.drop(columns="geometry")) if isinstance(piece, gpd.GeoDataFrame) else piece
    columns: dict[str, Any] = {}
    grids = places.ids_at(UnitKind.GRID, lon, lat)
    columns["网格编码"] = _told(places, grids, "code")
    for kind in _KINDS:
        columns[UNIT_KIND_CHINESE[kind]] = _told(places, places.ids_at(kind, lon, lat), "name")
    known = np.isfinite(lon) & np.isfinite(lat)
    columns["说明"] = np.select(
        [~known, ~_on_earth(lon, lat), grids == NO_UNIT],
        [_why_nowhere(piece), "坐标超出经纬度范围，经度和纬度可能写反", "不在任何网格内"],
        "",
    )
    return plain.assign(**_beside(plain, columns))


def _why_nowhere(piece: pd.DataFrame) -> Any:
    """Why a row has no position: its shape is none that has one, or it has none at all."""
    if not isinstance(piece, gpd.GeoDataFrame):
        return "没有有效坐标"
    return [f"图形是{word}，不是点" if word else "没有有效坐标" for word in shape_words(piece)]


def _on_earth(lon: Any, lat: Any) -> Any:
    """Whether a position can be one; not-a-number is none."""
    return (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)


def _beside(rows: pd.DataFrame, columns: dict[str, Any]) -> dict[str, Any]:
    """The answer's columns under names that the sheet does not have itself: its own 网格 stays, ours is 定位网格."""
    taken = {str(column) for column in rows.columns}
    return {f"定位{name}" if name in taken else name: values for name, values in columns.items()}


def _refuse_the_source(path: Path, out: Path) -> None:
    if path.resolve() == out.resolve():
        raise InputError(
            f"{out} is the source itself",
            chinese=f"结果文件不能就是原文件 {path.name}，请换一个名字",
            code="out_is_source",
            file=path.name,
        )


def _told(places: Places, ids: Any, attribute: str) -> Any:
    """Text of each unit; empty where there is none."""
    distinct, inverse = np.unique(ids, return_inverse=True)
    texts = [getattr(places.units[int(i)], attribute) if int(i) != NO_UNIT else "" for i in distinct]
    return np.array(texts, dtype=object)[inverse]


def locate_addresses_file(
    store: Store,
    path: Path,
    out: Path,
    *,
    within: Sequence[str] = (),
    at: datetime.date | None = None,
    progress: Progress = silent,
) -> FileReport:
    """Place the work orders of a sheet by their addresses.

    Parameters
    ----------
    path
        .xlsx, .csv or .parquet with a column of addresses.
    out
        A workbook (.xlsx): sheet 已定位 with 网格编码, 网格, 社区, 地点, 单元, 把握, 其他可能; sheet 未定位 with the
        rows that could not be placed and why: nothing near enough, or several places as likely in different
        grids. Every row stands on exactly one of them.

    Raises
    ------
    InputError
        As :func:`locate_points_file`.
    """
    _refuse_the_source(path, out)
    snapshot = live_places(store).on(at)
    rows = placed = 0
    with ExcelWriter(out) as writer:
        for piece in stream_rows(path):
            column = address_column(piece, file=path.name)
            found = [_place_order(snapshot, str(text), within) for text in piece[column]]
            is_placed = np.array([answer["说明"] == "" for answer in found], dtype=bool)
            answers = {name: [answer[name] for answer in found] for name in _ORDER_COLUMNS}
            told = piece.reset_index(drop=True).assign(**_beside(piece, answers))
            writer.write(told[is_placed].drop(columns=told.columns[-1]), sheet=_PLACED)
            writer.write(told[~is_placed], sheet=_UNPLACED)
            rows, placed = rows + len(piece), placed + int(is_placed.sum())
            progress("按地址定位", rows, 0)
    return FileReport(rows, placed, rows - placed, 0)


def _place_order(snapshot: Snapshot, text: str, within: Sequence[str]) -> dict[str, Any]:
    empty = dict.fromkeys(_ORDER_COLUMNS, "") | {"把握": 0.0}
    if not text.strip():
        return empty | {"说明": "地址为空"}
    matches = snapshot.book.search(text, limit=4, within=within)
    if not matches or matches[0].score_share < PLACED_FROM_SHARE:
        near = "、".join(match.entry.title for match in matches[:3])
        return empty | {"其他可能": near, "说明": "地址簿中没有足够相近的地点"}
    try:
        place = place_of_match(snapshot, matches[0])
        if _is_open(snapshot, place, matches):
            near = "、".join(match.entry.title for match in matches)
            return empty | {"其他可能": near, "说明": "有几个地点同样相近，且不在同一网格"}
    except NotFound as error:
        return empty | {"说明": error.chinese}
    return empty | _order_row(place, matches)


def _is_open(snapshot: Snapshot, place: PlaceAnswer, matches: list[Match]) -> bool:
    """Whether another place of the same kind is as likely and lies in another grid; one's own area has the lead."""
    first = matches[0]
    rivals = (
        match
        for match in matches[1:]
        if match.score_share >= first.score_share - _AS_LIKELY_SHARE
        and (match.entry.kind, match.is_own_area) == (first.entry.kind, first.is_own_area)
    )
    grid_id = place.grid.unit_id if place.grid else None
    others = (place_of_match(snapshot, match).grid for match in rivals)
    return any((other.unit_id if other else None) != grid_id for other in others)


def _order_row(place: PlaceAnswer, matches: list[Match]) -> dict[str, Any]:
    first = matches[0]
    is_area = first.entry.kind in (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY)
    grid = None if is_area else place.grid
    return {
        "网格编码": grid.code if grid else "",
        "网格": grid.name if grid else "",
        "社区": place.community.name if place.community else "",
        "地点": first.entry.title,
        "单元": first.stairwell or "",
        "把握": first.score_share,
        "其他可能": "、".join(f"{match.entry.title}（{match.score_share:.2f}）" for match in matches[1:]),
    }
