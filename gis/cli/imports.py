"""``wangge import``: bring a file in; a dry run with a report unless told to commit."""

from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from gis.cli.console import Console
from gis.errors import InputError
from gis.ingest.problem_sheet import SEVERITY_CHINESE, write_problems
from gis.model.access import Role, Scope
from gis.model.ids import EditionId
from gis.model.problems import Problem
from gis.settings import read_settings
from gis.space.frames import describe
from gis.space.layers import LAYERS, Layer
from gis.store.engine import Store, open_store
from gis.store.loading import PLAN_LAYERS
from gis.workflows.import_layers import Examination, FileToImport, activate, examine, keep, rows_refused

_SHOWN = 20
# Who may run commands on the machine itself may import.
_OPERATOR = Scope(None, Role.ADMINISTRATOR)


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        theirs, separator, ours = pair.partition("=")
        if not separator:
            raise InputError(
                f"--map {pair!r} has no '='",
                chinese=f"--map “{pair}” 应写成 他们的列=我们的列",
                code="map_invalid",
            )
        found[theirs] = ours
    return found


@click.command("import")
@click.argument("kind", type=click.Choice([layer.value for layer in Layer if layer not in PLAN_LAYERS]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--territory", default="subdistrict", show_default=True, help="编号所属的街道")
@click.option("--crs", help="坐标系：wgs84、cgcs2000、gcj02、bd09 或 EPSG:n；优先于文件声明")
@click.option("--encoding", help="文字编码：UTF-8、GBK、GB18030；优先于自动识别")
@click.option("--map", "maps", multiple=True, help="列对照：他们的列=我们的列，可多次")
@click.option("--sheet", "sublayer", help="工作表或图层名")
@click.option("--source", default="", help="数据来源")
@click.option("--licence", default="", help="使用许可")
@click.option("--report", type=click.Path(path_type=Path), help="把问题清单写成 Excel")
@click.option("--commit", is_flag=True, help="写入为待启用版本；不加则只检查")
@click.option("--leave-out", is_flag=True, help="允许略去未通过的行")
@click.option("--activate", "from_date", type=click.DateTime(["%Y-%m-%d"]), help="写入后自该日起启用")
def import_file(
    kind: str, file: Path, territory: str, crs: str | None, encoding: str | None, maps: tuple[str, ...],
    sublayer: str | None, source: str, licence: str, report: Path | None, from_date: datetime | None,
    *, commit: bool, leave_out: bool,
) -> None:  # fmt: skip
    """检查（加 --commit 则导入）一个文件。KIND 是图层，FILE 是文件。"""
    wanted = FileToImport(file, Layer(kind), sublayer, _mapping(maps), crs, encoding)
    with closing(open_store(read_settings())) as store, Console() as console:
        found = examine(store, _OPERATOR, [wanted], territory=territory, progress=console)
        _tell(found)
        if report is not None:
            click.echo(f"问题清单：{write_problems(found.problems, report, readings=found.readings)}")
        if found.refused and not leave_out:
            raise rows_refused(found)
        if not commit:
            click.echo("以上为检查结果，未写入任何数据；确认后加 --commit 写入")
            return
        origin = {"territory": territory, "source": source or file.name, "licence": licence}
        edition = keep(store, _OPERATOR, found, leave_out=leave_out, progress=console, **origin)
        click.echo(f"已写入为待启用的数据版本 {edition}")
        if from_date is not None:
            _activate(store, edition, from_date)


def _activate(store: Store, edition: EditionId, from_date: datetime) -> None:
    activate(store, _OPERATOR, edition, from_date=from_date.date())
    click.echo(f"数据版本 {edition} 自 {from_date.date()} 起启用")


def _tell(found: Examination) -> None:
    for reading in found.readings:
        source = reading.source
        click.echo(
            f"{source.file_name}：{LAYERS[reading.layer].chinese} {source.rows_read} 行，未通过 {source.rows_refused} 行；"
            f"坐标系 {source.declared_crs or '未声明'}（采用 {source.crs}）；编码 {source.encoding or '—'}"
        )
        click.echo("列对照：" + "，".join(f"{theirs}={ours}" for theirs, ours in reading.columns.items()))
    for problem in found.problems[:_SHOWN]:
        click.echo(_line(problem))
    if len(found.problems) > _SHOWN:
        click.echo(f"另有 {len(found.problems) - _SHOWN} 处，加 --report 文件.xlsx 查看全部")
    if len(found.changes):
        told = {"added": "新增", "removed": "减少", "changed": "变更"}
        counts = Counter(zip(found.changes["layer"], found.changes["change"], strict=True))
        parts = [
            f"{LAYERS[Layer(layer)].chinese}{told[change]} {n}"
            for (layer, change), n in sorted(counts.items())
        ]
        click.echo("与现行数据相比：" + "，".join(parts))


def _line(problem: Problem) -> str:
    return f"[{SEVERITY_CHINESE[problem.severity]}] {problem.layer} {describe(problem)}"
