"""``wangge export``: a plan as files for other programs."""

import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from gis.errors import InputError
from gis.model.access import Role, Scope
from gis.model.ids import PlanId
from gis.model.units import UnitKind
from gis.reports.plan_files import ENCODINGS, PlanFormat
from gis.settings import read_settings
from gis.store import units
from gis.store.engine import Store, open_store
from gis.workflows.export_plan import ExportOrder, choose_plan, export_plan

KINDS = {
    ".gpkg": PlanFormat.GEOPACKAGE,
    ".zip": PlanFormat.SHAPEFILE,
    ".geojson": PlanFormat.GEOJSON,
    ".xlsx": PlanFormat.EXCEL,
    ".csv": PlanFormat.BUILDINGS,
}


def kind_of(out: Path) -> PlanFormat:
    """Tell the format by the suffix; raises ``InputError`` (``format_unknown``, ``folder_missing``)."""
    if out.suffix.lower() not in KINDS:
        raise InputError(
            f"no export format {out.suffix!r}",
            chinese=f"输出文件“{out.name}”的后缀应为 {'、'.join(KINDS)}（Shapefile 打包为 .zip）",
            code="format_unknown",
            file=str(out),
        )
    if not out.parent.is_dir():
        raise InputError(
            f"no folder {out.parent}",
            chinese=f"输出目录“{out.parent}”不存在，请先建立",
            code="folder_missing",
            file=str(out),
        )
    return KINDS[out.suffix.lower()]


def _everything(store: Store) -> Scope:
    """Scope of whoever sits at the server: all sub-districts."""
    with store.system() as connection:
        paths = units.read_units(connection, UnitKind.SUBDISTRICT)["path"].tolist()
    return Scope(None, Role.ADMINISTRATOR, tuple(paths))


@click.command()
@click.argument("plan", type=click.IntRange(min=1), required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help="结果文件：.gpkg、.zip（Shapefile）、.geojson、.xlsx、.csv（楼栋网格对照表）")  # fmt: skip
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="哪一天执行的方案、哪一天的数据，默认今天")
@click.option("--crs", default="wgs84", show_default=True,
              help="wgs84、cgcs2000、zone（CGCS2000 三度带）、zone_prefixed（带号）或 EPSG:n")  # fmt: skip
@click.option(
    "--encoding",
    type=click.Choice(ENCODINGS),
    default="UTF-8",
    show_default=True,
    help="Shapefile 的文字编码",
)
@click.option("--community", help="只要这个社区（编码）")
@click.option("--subdistrict", help="街道编码，只有一个街道时不用填")
def export(
    *,
    plan: int | None,
    out: Path,
    at: datetime | None,
    crs: str,
    encoding: str,
    community: str | None,
    subdistrict: str | None,
) -> None:
    """导出网格方案 PLAN（方案编号，草案、执行中、已被替代的都可以）；不填为执行中的方案。"""
    day = None if at is None else at.date()
    order = ExportOrder(kind_of(out), crs=crs, encoding=encoding, community_code=community, at=day)
    with closing(open_store(read_settings())) as store, tempfile.TemporaryDirectory(dir=out.parent) as folder:
        scope = _everything(store)
        plan_id = choose_plan(
            store, scope, plan_id=None if plan is None else PlanId(plan), subdistrict_code=subdistrict, at=day
        )
        export_plan(store, scope, plan_id, order, Path(folder)).replace(out)
    click.echo(f"已写出 {out}")
