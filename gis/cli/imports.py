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
from gis.model.problems import Problem
from gis.settings import read_settings
from gis.space.column_names import column_chinese
from gis.space.frames import describe
from gis.space.registers import Incoming, layer_chinese, spec_of
from gis.store.engine import Store, open_store
from gis.workflows import import_grids, import_layers
from gis.workflows.import_check import Examination, FileToImport, rows_refused
from gis.workflows.import_kinds import KINDS, Kept, Origin, examine, keep

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


_KINDS: dict[str, Incoming] = {kind.value: kind for kind in KINDS}


@click.command(
    "import", epilog="KIND：" + "；".join(f"{kind.value} {spec_of(kind).chinese}" for kind in KINDS)
)
@click.argument("kind", type=click.Choice(list(_KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--territory", default="subdistrict", show_default=True, help="编号所属的街道")
@click.option("--crs", help="坐标系：wgs84、cgcs2000、gcj02、bd09 或 EPSG:n；优先于文件声明")
@click.option("--encoding", help="文字编码：UTF-8、GBK、GB18030；优先于自动识别")
@click.option("--map", "maps", multiple=True, help="列对照：他们的列=我们的列，可多次")
@click.option("--sheet", "sublayer", help="工作表、图层或压缩包内的文件名")
@click.option("--source", default="", help="数据来源；网格则为方案名称")
@click.option("--licence", default="", help="使用许可")
@click.option("--report", type=click.Path(path_type=Path), help="把问题清单写成 Excel")
@click.option(
    "--commit",
    is_flag=True,
    help="写入：图层为待启用版本，网格为方案草案，岗位、单位、户数直接生效；不加则只检查",
)
@click.option("--leave-out", is_flag=True, help="允许略去未通过的行")
@click.option(
    "--activate",
    "from_date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="写入后自该日起启用；网格则作为现行方案执行",
)
@click.option("--document", default="", help="网格作为现行方案时的批准文号")
def import_file(
    kind: str, file: Path, territory: str, crs: str | None, encoding: str | None, maps: tuple[str, ...],
    sublayer: str | None, source: str, licence: str, report: Path | None, from_date: datetime | None,
    document: str, *, commit: bool, leave_out: bool,
) -> None:  # fmt: skip
    """检查（加 --commit 则导入）一个文件。KIND 是图层或表的种类，FILE 是文件，也可以是内含它的 zip。"""
    wanted = FileToImport(file, _KINDS[kind], sublayer, _mapping(maps), crs, encoding)
    with closing(open_store(read_settings())) as store, Console() as console:
        found = examine(store, _OPERATOR, wanted, territory=territory, progress=console)
        _tell(found)
        if report is not None:
            click.echo(f"问题清单：{write_problems(found.problems, report, readings=found.readings)}")
        if found.refused and not leave_out:
            raise rows_refused(found)
        if not commit:
            click.echo("以上为检查结果，未写入任何数据；确认后加 --commit 写入")
            return
        origin = Origin(territory, source or file.name, licence)
        kept = keep(store, _OPERATOR, found, origin, leave_out=leave_out, progress=console)
        _tell_kept(kept)
        if from_date is not None:
            _bring_into_force(store, kept, from_date, document)


def _tell_kept(kept: Kept) -> None:
    if kept.edition_id is not None:
        click.echo(f"已写入为待启用的数据版本 {kept.edition_id}")
    elif kept.plan_id is not None:
        click.echo(f"已写入为网格方案草案 {kept.plan_id}")
    else:
        click.echo(f"已写入，更改 {kept.entries} 条")


def _bring_into_force(store: Store, kept: Kept, from_date: datetime, document: str) -> None:
    first_day = from_date.date()
    if kept.edition_id is not None:
        import_layers.activate(store, _OPERATOR, kept.edition_id, from_date=first_day)
        click.echo(f"数据版本 {kept.edition_id} 自 {first_day} 起启用")
    elif kept.plan_id is not None:
        import_grids.bring_into_force(
            store, _OPERATOR, kept.plan_id, from_date=first_day, document_number=document
        )
        click.echo(f"网格方案 {kept.plan_id} 自 {first_day} 起执行")


def _tell(found: Examination) -> None:
    for reading in found.readings:
        source = reading.source
        click.echo(
            f"{source.file_name}：{spec_of(reading.layer).chinese} {source.rows_read} 行，未通过 {source.rows_refused} 行；"
            f"坐标系 {source.declared_crs or '未声明'}（采用 {source.crs}）；编码 {source.encoding or '—'}"
        )
        click.echo(
            "列对照："
            + "，".join(
                f"{theirs}={column_chinese(ours)}（{ours}）" for theirs, ours in reading.columns.items()
            )
        )
    for problem in found.problems[:_SHOWN]:
        click.echo(_line(problem))
    if len(found.problems) > _SHOWN:
        click.echo(f"另有 {len(found.problems) - _SHOWN} 处，加 --report 文件.xlsx 查看全部")
    if len(found.changes):
        told = {"added": "新增", "removed": "减少", "changed": "变更"}
        counts = Counter(zip(found.changes["layer"], found.changes["change"], strict=True))
        parts = [f"{layer_chinese(layer)}{told[change]} {n}" for (layer, change), n in sorted(counts.items())]
        click.echo("与现行数据相比：" + "，".join(parts))


def _line(problem: Problem) -> str:
    return f"[{SEVERITY_CHINESE[problem.severity]}] {layer_chinese(problem.layer)} {describe(problem)}"
