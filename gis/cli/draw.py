"""``wangge draw``: grids from files to files."""

from pathlib import Path
from typing import Any

import click

from gis.cli.console import Console
from gis.errors import InputError
from gis.model.problems import Severity
from gis.workflows.draw_grids import DrawFiles, Drawn, draw_files, refused
from gis.workflows.draw_sources import read_grid_counts

_FILE = click.Path(path_type=Path)


def _codes(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Read CODE,CODE,… given once or several times."""
    return [code.strip() for text in given for code in text.split(",") if code.strip()]


def _balance(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, float]:
    """Read COLUMN=TOLERANCE, a share (0.2) or a percentage (20%)."""
    wanted = {}
    for text in given:
        column, _, tolerance = text.partition("=")
        try:
            wanted[column] = float(tolerance.rstrip("%")) / (100 if tolerance.endswith("%") else 1)
        except ValueError as error:
            raise InputError(
                f"--balance {text}",
                chinese=f"--balance 应写成 字段=容差，例如 residents=0.2，“{text}”不是",
                code="balance_invalid",
            ) from error
    return wanted


def _bands(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, tuple[int, ...]]:
    """Read KIND=MIN-MAX, KIND=MIN-MAX:TARGET; KIND is a kind of community or a community's code."""
    bands = {}
    for text in given:
        kind, _, band = text.partition("=")
        try:
            bounds, _, target = band.partition(":")
            numbers = [int(number) for number in bounds.split("-")] + ([int(target)] if target else [])
        except ValueError:
            numbers = []
        if len(numbers) < 2:
            raise InputError(
                f"--band {text}", chinese=f"--band 应写成 village=50-200，“{text}”不是", code="band_invalid"
            )
        bands[kind] = tuple(numbers)
    return bands


@click.command()
@click.argument("buildings", type=_FILE)
@click.option("--households", help="户数字段；没有该字段时按 --height 估算")
@click.option("--height", help="楼高（米）字段：层数=楼高÷3，每户 90 平方米，结果注明为估算")
@click.option("--communities", type=_FILE, help="社区")
@click.option("--estates", type=_FILE, help="小区")
@click.option("--roads", type=_FILE, help="道路（可为 .osm.pbf）")
@click.option("--barriers", type=_FILE, help="围墙、河流、铁路")
@click.option("--min", "least", type=int, default=300, show_default=True, help="每个网格最少户数")
@click.option("--max", "most", type=int, default=500, show_default=True, help="每个网格最多户数")
@click.option("--target", type=int, help="期望户数 [默认 400，不在区间内时取中值]")
@click.option(
    "--band", "bands", multiple=True, callback=_bands, help="某类或某个社区的区间：village=50-200:100"
)
@click.option("--grids", help="网格总数，或文件（社区编码,网格数）")
@click.option("--existing", type=_FILE, help="现行网格（图层，或 CSV/Excel：楼栋编码、网格编码）；尽量少变动")
@click.option(
    "--existing-weight", type=float, default=1000.0, show_default=True, help="每变动一户相当于多少米边界"
)
@click.option("--locked", multiple=True, callback=_codes, help="锁定的现行网格编码，逗号分隔")
@click.option("--locked-buildings", multiple=True, callback=_codes, help="留在现行网格的楼栋编码")
@click.option("--only", multiple=True, callback=_codes, help="只重划这些现行网格")
@click.option("--balance", multiple=True, callback=_balance, help="同时均衡的数值字段：residents=0.2")
@click.option("--micro", is_flag=True, help="同时划分微网格（整单元、整楼）")
@click.option("--micro-floors", is_flag=True, help="微网格可拆分高层楼层")
@click.option("--parts", type=_FILE, help="楼栋单元（微网格用）")
@click.option(
    "--numbering", type=click.Choice(["rows", "columns"]), default="rows", show_default=True, help="编号次序"
)
@click.option("--time-limit-s", type=float, help="到时即停，给出当时最好的方案")
@click.option("--effort", type=float, help="搜索力度，1 约每楼栋 0.4 毫秒；默认随规模自 12 降至 1")
@click.option("--exact", is_flag=True, help="小社区（约 60 栋以内）求精确解并证明")
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子")
@click.option("--workers", type=click.IntRange(1), help="线程数，不影响结果")
@click.option("--out", type=_FILE, required=True, help="输出 GeoPackage")
@click.option("--report", type=_FILE, help="报告（.json）")
def draw(**given: Any) -> None:
    """按楼栋户数划分网格（默认 300—500 户）。"""
    files = DrawFiles(
        **{
            name: given.pop(name)
            for name in ("buildings", "communities", "estates", "roads", "barriers", "existing", "parts")
        }
    )
    least, most, target = given.pop("least"), given.pop("most"), given.pop("target")
    only, locked = given.pop("only"), given.pop("locked")
    with Console() as console:
        drawn = draw_files(
            files,
            band=(least, most),
            target_households=target,
            grids=read_grid_counts(given.pop("grids")),
            locked_grids=locked,
            locked_cells=given.pop("locked_buildings"),
            only_grids=only or None,
            progress=console,
            **given,
        )
    click.echo("\n".join(summary_lines(drawn)))
    click.echo(f"已写入 {given['out']}" + (f"，报告 {given['report']}" if given["report"] else ""))


def summary_lines(drawn: Drawn) -> list[str]:
    """What a person reads at the end."""
    facts = drawn.report
    lines = [
        f"{facts['grids']} 个网格，{facts['in_band_share']:.1%} 在区间内；"
        f"不连片 {facts['non_contiguous']} 个，跨社区 {facts['crossing_community']} 个，"
        f"不必要的小区拆分 {facts['estates_split_needlessly']} 处",
        f"输入 {facts['households_in']} 户 = 输出 {facts['households_out']} 户 + 未纳入 {facts['households_excluded']} 户；"
        f"穿越空地的边界 {facts['cut_length_m'] / 1000:.1f} 公里，用时 {facts['seconds']:.1f} 秒",
    ]
    if facts["households_estimated"]:
        lines.append("户数为按建筑面积估算，不是统计数")
    if facts["out_of_band_unexplained"]:
        lines.append(
            f"{facts['out_of_band_unexplained']} 个网格超出区间而未能证明必然如此，可加大 --effort 再试；"
            "每个超限网格的原因见报告 out_of_band"
        )
    if "households_changed" in facts:
        lines.append(f"与现行网格相比，{facts['households_changed']} 户调整归属")
    if facts["micro"]:
        lines.append(facts["micro"]["explanation"])
    lines += [f"{_name(row)}：{row['explanation']}" for row in facts["communities"] if _is_told(row)]
    lines += _altered(drawn)
    left_out = refused(drawn.problems)
    lines += [
        f"{item.layer}{f'第 {item.row} 行' if item.row else ''}：{item.reason}" for item in left_out[:10]
    ]
    if len(left_out) > 10:
        lines.append(f"……另有 {len(left_out) - 10} 处未纳入，见报告")
    return lines


def _altered(drawn: Drawn) -> list[str]:
    """One line for each kind of finding about rows that came in, altered or not."""
    told: dict[tuple[str, str], list[int | None]] = {}
    for item in drawn.problems:
        if item.severity is not Severity.REFUSED:
            told.setdefault((item.layer, item.code if item.row else item.reason), []).append(item.row)
    reasons = {item.code: item.reason for item in drawn.problems}
    return [
        f"{layer}：{reasons.get(what, what)}"
        + (f"（{len(rows)} 行，首个为第 {rows[0]} 行）" if rows[0] else "")
        for (layer, what), rows in told.items()
    ]


def _is_told(row: dict[str, Any]) -> bool:
    return not row["feasible"] or "超出区间" in row["explanation"]


def _name(row: dict[str, Any]) -> str:
    return str(row["name"] or row["community_code"])
