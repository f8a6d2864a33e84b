"""``wangge coverage`` and ``wangge site``: service circles from files to files."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import Any

import click

from gis.cli.console import Console
from gis.coverage.answer import CoverageAnswer
from gis.coverage.siting_answer import SitingAnswer
from gis.coverage.templates import Template
from gis.errors import InputError
from gis.model.access import Role, Scope
from gis.settings import read_settings
from gis.store.engine import open_store
from gis.workflows.coverage_standards import kept_template
from gis.workflows.measure_coverage import CoverageFiles, measure_files, site_files

_FILE = click.Path(path_type=Path)
_INPUTS: tuple[Callable[[Any], Any], ...] = (
    click.option("--streets", type=_FILE, required=True, help="道路（.osm.pbf、.gpkg、.geojson …）"),
    click.option("--buildings", type=_FILE, required=True, help="楼栋"),
    click.option("--households", default="households", show_default=True, help="户数字段"),
    click.option("--facilities", type=_FILE, required=True, help="设施"),
    click.option("--category-field", default="category", show_default=True, help="设施类别字段"),
    click.option("--gates", type=_FILE, help="小区出入口"),
    click.option("--barriers", type=_FILE, help="围墙与屏障"),
    click.option("--service-points", type=_FILE, help="党群服务点（计为 party 类）"),
    click.option("--estates", type=_FILE, help="小区（is_walled 为封闭）"),
    click.option("--communities", type=_FILE, help="社区"),
    click.option("--elevation", type=_FILE, help="高程栅格（.tif 任何 EPSG 坐标系，或 .asc 经纬度）"),
    click.option(
        "--template",
        default="six_categories",
        show_default=True,
        help="随系统的模板名、.toml 文件，或数据库中某版：名称@版本号、名称@latest",
    ),
    click.option("--profile", default="adult", show_default=True, help="adult、elderly、wheelchair"),
    click.option("--at-time", help="按该时刻（HH:MM）的出入口开放时间测算"),
    click.option(
        "--max-access-m", type=float, default=150.0, show_default=True, help="到道路的最大距离（米）"
    ),
)


def _with_inputs(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that both commands share."""
    for option in reversed(_INPUTS):
        command = option(command)
    return command


@click.command()
@_with_inputs
@click.option("--resolution", type=int, default=10, show_default=True, help="H3 分辨率（8–11）")
@click.option("--out", type=_FILE, required=True, help="输出 GeoPackage")
@click.option("--report", type=_FILE, help="报告（.json、.docx、.xlsx、.pdf、.html）")
def coverage(*, out: Path, report: Path | None, resolution: int, **given: Any) -> None:
    """测算步行生活圈：每户到六类设施的步行时间、覆盖率与缺口。"""
    files, options = split_options(given)
    with Console() as console:
        answer = measure_files(
            files, out=out, report=report, progress=console, resolution=resolution, **options
        )
    click.echo("\n".join(summary_lines(answer)))
    click.echo(f"已写入 {out}" + (f"，报告 {report}" if report else ""))


def split_options(given: dict[str, Any]) -> tuple[CoverageFiles, dict[str, Any]]:
    """Part what the command line gave into files and options of the measurement."""
    names = [field.name for field in fields(CoverageFiles)]
    files = CoverageFiles(**{name: given.pop(name) for name in names})
    template = find_template(given["template"])
    return files, {**given, "template": template, "at_time": read_time(given["at_time"])}


def find_template(text: str) -> str | Template:
    """Take ``name@version`` or ``name@latest`` from the database; leave names of the house and files as they are.

    Raises
    ------
    InputError
        ``template_unknown``: the version is no number.
    NotFound
        ``standard_unknown``: the database has no such template or version.
    """
    name, at, version = text.partition("@")
    if not at or text.endswith(".toml"):
        return text
    if version != "latest" and not (version.isascii() and version.isdigit() and len(version) <= 6):
        raise InputError(
            f"{version[:40]!r} is no version",
            chinese=f"“{version[:40]}”不是模板的版本，应写成 {name[:40]}@2 或 {name[:40]}@latest",
            code="template_unknown",
            value=text[:80],
        )
    number = None if version == "latest" else int(version)
    with closing(open_store(read_settings())) as store:
        return kept_template(store, Scope(None, Role.PLANNER), name, number)


def read_time(text: str | None) -> time | None:
    """Read HH:MM; ``InputError`` (``time_invalid``) otherwise."""
    if text is None:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"{text!r} is no time of day",
            chinese=f"时刻“{text}”应写成 HH:MM，例如 22:30",
            code="time_invalid",
            value=text,
        ) from error


def summary_lines(answer: CoverageAnswer) -> list[str]:
    """What a person reads at the end: conservation, coverage by item and tier, what could not be judged."""
    lines = [
        f"输入 {answer.households_in} 户 = 输出 {answer.households_out} 户；"
        f"{len(answer.buildings)} 栋楼，{len(answer.facilities)} 处设施（{answer.unconfirmed_facilities} 处未确认）"
    ]
    estimated = answer.report()["households_estimated"]
    if estimated:
        lines.append(f"其中 {estimated} 户为按建筑面积估算，不是统计数")
    for item, rows in answer.totals.groupby("item_chinese", sort=False):
        tiers = "，".join(
            f"{row.minutes} 分钟 {row.covered_households} 户（{row.covered_households_share:.1%}）"
            for row in rows.itertuples()
        )
        widest = rows.iloc[-1]
        lines.append(
            f"{item}：{tiers}；未覆盖 {widest['uncovered_households']}，"
            f"边界不确定 {widest['uncertain_households']}，无法判定 {widest['unreachable_households']}"
        )
    lines.append(f"六类齐备：{answer.all_six_households} 户；问题台账 {len(answer.gaps)} 条")
    lost = answer.unreachable["kind"].eq("building").sum()
    lines.append(f"未接入路网的楼栋 {lost} 栋；数据问题 {len(answer.problems)} 条")
    return lines


@click.command()
@_with_inputs
@click.option("--category", required=True, help="类别（shopping、medical … 或模板的项目）")
@click.option("-k", "--sites", "k", type=int, default=3, show_default=True, help="新增数量")
@click.option("--minutes", type=int, default=15, show_default=True, help="步行分钟")
@click.option("--candidates", type=_FILE, help="候选点或候选地块；不给则取每个路口")
@click.option(
    "--objective",
    type=click.Choice(["coverage", "time"]),
    default="coverage",
    show_default=True,
    help="覆盖最多，或总步行时间最短",
)
@click.option(
    "--respect-capacity", is_flag=True, help="计入设施容量（字段 capacity，户）：已有设施至多服务这么多户"
)
@click.option("--site-capacity", type=int, help="新增点位的容量（户），须与 --respect-capacity 同用")
@click.option("--time-limit-s", type=float, default=10.0, show_default=True, help="证明上界的时限（秒）")
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子")
@click.option("--out", type=_FILE, help="输出 GeoPackage（图层 sites）")
@click.option("--report", type=_FILE, help="报告（.json）")
def site(*, out: Path | None, report: Path | None, candidates: Path | None, **given: Any) -> None:
    """选址：在候选点中选出 k 处，使新增覆盖户数最多，并给出与最优的差距。"""
    names = (
        "category",
        "k",
        "minutes",
        "objective",
        "respect_capacity",
        "site_capacity",
        "time_limit_s",
        "seed",
    )
    asked = {name: given.pop(name) for name in names}
    files, options = split_options(given)
    with Console() as console:
        answer = site_files(
            files,
            out=out,
            report=report,
            candidates=candidates,
            progress=console,
            **asked,
            **options,
        )
    click.echo("\n".join(siting_lines(answer)))


def siting_lines(answer: SitingAnswer) -> list[str]:
    """What a person reads at the end: the sites in order, and what is proven of them."""
    lines = [
        f"第 {row.order} 处 {row.code}：{row.geometry.x:.6f}, {row.geometry.y:.6f}，"
        f"新增 {row.households_gained} 户"
        for row in answer.sites.itertuples()
    ]
    proven = "已证明最优" if answer.status == "optimal" else f"与最优相差不超过 {answer.gap_share:.2%}"
    lines.append(
        f"{answer.minutes} 分钟内覆盖 {answer.households_before} → {answer.households_after} 户"
        f"（新增 {answer.households_gained} 户，候选 {answer.candidates} 处）；"
        f"{proven}（求解器：{answer.solver_status}）"
    )
    return lines
