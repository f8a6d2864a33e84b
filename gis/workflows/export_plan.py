"""Write any plan to files: a draft, the one in force, or that of a day, in the CRS that is asked for."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import shapely

from gis.errors import InputError
from gis.model.access import Scope
from gis.model.ids import PlanId
from gis.reports.plan_files import SUFFIXES, PlanFormat, PlanLayers, write_plan
from gis.reports.text import printable
from gis.space.crs import frame_from_wgs84, gauss_kruger_epsg, parse_crs
from gis.store import plans
from gis.store.engine import Connection, Store
from gis.workflows.coverage_inputs import find_subdistrict
from gis.workflows.grid_bounds import with_bounds
from gis.workflows.plan_book import PlanBook, find_plan, read_book

ZONES = {"zone": False, "zone_prefixed": True}
_SHIFTED = {"gcj02", "bd09"}


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is wanted of a plan.

    Attributes
    ----------
    kind
        The file's format.
    crs
        ``wgs84``, ``cgcs2000``, ``zone`` (CGCS2000 3-degree zone of the place), ``zone_prefixed`` (the same with
        the zone's number before x), or ``EPSG:n``.
    encoding
        Of a Shapefile: UTF-8 or GBK.
    community_code
        Only this community.
    at
        The day of the figures; the plan's own where not given.
    """

    kind: PlanFormat
    crs: str = "wgs84"
    encoding: str = "UTF-8"
    community_code: str | None = None
    at: date | None = None


def export_plan(store: Store, scope: Scope, plan_id: PlanId, order: ExportOrder, folder: Path) -> Path:
    """Write a plan into a folder, under a name made of place, plan and day.

    Raises
    ------
    NotFound
        ``plan_unknown``, ``unit_unknown``.
    InputError, CannotSatisfy
        See ``reports.plan_files.write_plan``; ``crs_unknown``, ``crs_shifted``.
    """
    with store.session(scope) as connection:
        content = read_layers(connection, plan_id, order)
    name = "".join(letter for letter in content.title if letter.isalnum() or letter in "（）_-")[:80]
    return write_plan(content, folder / f"{name}{SUFFIXES[order.kind]}", order.kind, encoding=order.encoding)


def read_layers(connection: Connection, plan_id: PlanId, order: ExportOrder) -> PlanLayers:
    """Read a plan's frames, with four bounds, in the CRS of the order."""
    book = read_book(connection, plan_id, community_code=order.community_code, at=order.at)
    epsg = target_crs(order.crs, book.communities)
    grids = with_bounds(connection, book)
    grids, buildings, communities = (
        frame_from_wgs84(frame, crs=epsg) for frame in (grids, book.buildings, book.communities)
    )
    return PlanLayers(
        title=f"{printable(book.place.name)}{printable(book.plan.name)}_{book.on}",
        facts=(*_facts(book, grids), ("坐标系", f"{parse_crs(epsg).name}（{epsg}）")),
        grids=grids,
        buildings=buildings,
        communities=communities,
    )


def target_crs(wanted: str, communities: gpd.GeoDataFrame) -> str:
    """Name the CRS that is meant, as ``EPSG:n``.

    Raises
    ------
    InputError
        ``crs_shifted``: GCJ-02 and BD-09 are no coordinate systems that a file can declare; ``crs_unknown``,
        ``zone_unknown``.
    """
    name = wanted.strip().lower()
    if name in _SHIFTED:
        raise InputError(
            f"export in {name}",
            chinese="GCJ-02、BD-09 是偏移坐标，文件里无法声明，导出后会被误当作 WGS-84；请选 wgs84、cgcs2000 或三度带",
            code="crs_shifted",
            value=name,
        )
    if name in ZONES:
        west, _, east, _ = communities.total_bounds
        return f"EPSG:{gauss_kruger_epsg(float(west + east) / 2, prefixed=ZONES[name])}"
    found = {"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}.get(name, wanted.strip())
    parse_crs(found)
    return found


def _facts(book: PlanBook, grids: gpd.GeoDataFrame) -> tuple[tuple[str, str], ...]:
    """Say what the file holds, and whether its shapes fit together."""
    inside, outside = int(book.grids["households"].sum()), book.households_unassigned
    whole = int(book.buildings["households"].sum())
    fits = bool(shapely.coverage_is_valid(grids.geometry.to_numpy()))
    days = f"{book.plan.from_date or '未执行'}" + (
        f" 至 {book.plan.to_date}（不含）" if book.plan.to_date else ""
    )
    return (
        ("范围", printable(book.place.name)),
        ("方案", f"{printable(book.plan.name)}（{book.state_chinese}）"),
        ("文号", printable(book.plan.document_number) or "无"),
        ("执行日期", days),
        ("数据日期", book.on.isoformat()),
        (
            "网格数",
            f"{len(book.grids)}"
            + (f"（另有 {book.empty_grids} 个空网格没有图形）" if book.empty_grids else ""),
        ),
        (
            "户数核对",
            f"网格内 {inside} 户，未入网格 {outside} 户，合计 {inside + outside} 户；楼栋共 {whole} 户",
        ),
        (
            "图形核对",
            "网格之间无缝隙、无重叠（shapely.coverage_is_valid）"
            if fits
            else "网格之间有缝隙或重叠，请勿作为边界使用",
        ),
        *((("数据性质", "演示数据，边界为生成"),) if book.place.is_demo else ()),
    )


def choose_plan(
    store: Store,
    scope: Scope,
    *,
    plan_id: PlanId | None = None,
    subdistrict_code: str | None = None,
    at: date | None = None,
) -> PlanId:
    """Take the plan that is named, else the one in force on the day.

    Raises
    ------
    NotFound
        ``plan_unknown``, ``plan_missing``, ``subdistrict_unknown``.
    """
    with store.session(scope) as connection:
        if plan_id is not None:
            return plans.read_plan(connection, plan_id).plan_id
        return find_plan(connection, find_subdistrict(connection, subdistrict_code).unit_id, at=at)
