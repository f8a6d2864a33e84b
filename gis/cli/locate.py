"""``wangge locate``: one position, one address, or whole files."""

import datetime
import math
from pathlib import Path

import click

from gis.cli.console import Console
from gis.errors import InputError
from gis.locate.candidates import CERTAINTY_CHINESE, Certainty
from gis.locate.chain import ChainLink
from gis.model.access import Role, Scope
from gis.model.units import UNIT_KIND_CHINESE, UnitKind
from gis.settings import read_settings
from gis.store import units
from gis.store.engine import Store, open_store
from gis.workflows.locate_case import Located, locate_address, locate_point
from gis.workflows.locate_files import locate_addresses_file, locate_points_file

_FILE = click.Path(path_type=Path)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("place", nargs=-1)
@click.option("--crs", default=None, help="wgs84、cgcs2000、gcj02、bd09 或 EPSG 编号，默认 wgs84")
@click.option("--accuracy-m", type=float, help="定位精度半径（95%），米")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的方案，默认今天")
@click.option("--points", type=_FILE, help="点位表（.csv、.xlsx、.parquet），含经度、纬度列")
@click.option("--addresses", type=_FILE, help="工单表（.xlsx、.csv），含地址列")
@click.option("--out", type=_FILE, help="结果文件，默认在原文件旁")
def locate(
    *,
    place: tuple[str, ...],
    crs: str | None,
    accuracy_m: float | None,
    at: datetime.datetime | None,
    points: Path | None,
    addresses: Path | None,
    out: Path | None,
) -> None:
    """查询位置所在的楼栋、网格、社区和负责人：LON LAT，或一个书面地址，或整个文件。"""
    day = at.date() if at else None
    store = open_store(read_settings())
    try:
        if points or addresses:
            _file(store, points, addresses, out, crs=crs, at=day)
        else:
            click.echo("\n".join(lines_of(_one(store, place, crs=crs, accuracy_m=accuracy_m, at=day))))
    finally:
        store.close()


def _everything(store: Store) -> Scope:
    """Scope of whoever sits at the server: all sub-districts."""
    with store.system() as connection:
        paths = units.read_units(connection, UnitKind.SUBDISTRICT)["path"].tolist()
    return Scope(None, Role.ADMINISTRATOR, tuple(paths))


def _one(
    store: Store,
    place: tuple[str, ...],
    *,
    crs: str | None,
    accuracy_m: float | None,
    at: datetime.date | None,
) -> Located:
    scope = _everything(store)
    numbers = _numbers(place)
    if numbers is not None:
        return locate_point(store, scope, *numbers, crs=crs or "wgs84", accuracy_m=accuracy_m, at=at)
    if not place:
        raise InputError(
            "nothing asked for",
            chinese="请给出 经度 纬度，或一个地址，或 --points、--addresses 文件",
            code="place_missing",
        )
    return locate_address(store, scope, "".join(place), at=at)[0]


def _numbers(place: tuple[str, ...]) -> tuple[float, float] | None:
    """Two numbers are a position; anything else is an address."""
    if len(place) != 2:
        return None
    try:
        return float(place[0]), float(place[1])
    except ValueError:
        return None


def _file(
    store: Store,
    points: Path | None,
    addresses: Path | None,
    out: Path | None,
    *,
    crs: str | None,
    at: datetime.date | None,
) -> None:
    source = points or addresses
    if source is None or (points and addresses):
        raise InputError(
            "one file at a time", chinese="--points 与 --addresses 一次只能给一个", code="files_conflict"
        )
    suffix = (
        ".xlsx"
        if addresses
        else {".txt": ".csv", ".geoparquet": ".parquet"}.get(source.suffix, source.suffix)
    )
    target = out or source.with_name(f"{source.stem}-定位{suffix}")
    with Console() as console:
        if points:
            report = locate_points_file(store, points, target, crs=crs, at=at, progress=console)
        else:
            report = locate_addresses_file(store, source, target, at=at, progress=console)
    click.echo(
        f"{report.rows} 行：已定位 {report.placed}，未落入网格或未找到 {report.outside}，"
        f"没有有效坐标 {report.without_position}；结果 {target}"
    )


def lines_of(located: Located) -> list[str]:
    """Say an answer in Chinese lines."""
    place = located.place
    lines = [f"位置：{place.lon:.6f}, {place.lat:.6f}（WGS-84），按 {place.on} 的方案"]
    if place.is_outside:
        return [*lines, "不在任何已录入的街道、社区范围内"]
    lines += [f"{UNIT_KIND_CHINESE[unit.kind]}：{unit.name}（{unit.code}）" for unit in place.units()]
    if place.stairwell:
        lines.append(f"单元：{place.stairwell}")
    lines += [f"微网格：{micro.code}" for micro in place.micro_grids]
    if place.grid is None:
        lines.append("网格：尚未划入任何网格")
    if place.certainty is not Certainty.SURE:
        chances = "、".join(
            f"{chance.grid.name if chance.grid else '网格外'} {chance.probability_share:.0%}"
            for chance in place.candidates
        )
        lines.append(f"把握：{CERTAINTY_CHINESE[place.certainty]}（{chances}）")
    lines += [_person(link) for link in located.chain or ()]
    lines += [_near(point.name, point.walk_s) for point in located.nearest]
    return lines + [
        f"可到场：{_person(come.link)}，{_on_foot(come.walk_s)}" for come in located.responders or ()
    ]


def _person(link: ChainLink) -> str:
    acts = "空缺" if link.is_vacant else f"负责人 {link.officeholder_number:03d}"
    return f"{link.role_chinese}：{acts}{'（代行）' if link.is_substitute else ''}，{link.unit_name}"


def _near(name: str, walk_s: float | None) -> str:
    return f"附近的党群服务点：{name}，{_on_foot(walk_s)}"


def _on_foot(walk_s: float | None) -> str:
    return "步行不可达" if walk_s is None else f"步行约 {max(1, math.ceil(walk_s / 60))} 分钟"
