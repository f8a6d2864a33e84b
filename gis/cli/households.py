"""``wangge households``: forms for communities go out, come back, are compared and confirmed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gis.ingest.problem_sheet import write_problems
from gis.model.access import Scope
from gis.settings import read_settings
from gis.space.frames import describe
from gis.store.engine import Store, open_store
from gis.workflows.collect_households import (
    Comparison,
    compare_form,
    confirm_form,
    list_communities,
    operator_scope,
    write_form,
)

_SHOWN = 20


@click.group()
def households() -> None:
    """户数：向社区下发核实表，收回后与现有数对比，确认后入账。"""


@contextmanager
def _opened() -> Iterator[tuple[Store, Scope]]:
    store = open_store(read_settings())
    try:
        yield store, operator_scope(store)
    finally:
        store.close()


@households.command("list")
def list_command() -> None:
    """列出各社区的户数、估算户数和已确认楼栋。"""
    with _opened() as (store, scope):
        for row in list_communities(store, scope).itertuples(index=False):
            click.echo(
                f"{row.code} {row.name}：{row.buildings} 栋 {row.households} 户，其中估算 {row.estimated_households} 户；"
                f"已确认 {row.confirmed_buildings} 栋"
            )


@households.command("write")
@click.argument("codes", nargs=-1, metavar="[社区编码]...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="写入的文件夹")
def write_command(codes: tuple[str, ...], out: Path) -> None:
    """为社区写出户数核实表（Excel），一社区一个文件；不给编码则全部社区。"""
    out.mkdir(parents=True, exist_ok=True)
    with _opened() as (store, scope):
        names = dict(list_communities(store, scope)[["code", "name"]].itertuples(index=False, name=None))
        for code in codes or sorted(names):
            path = write_form(store, scope, code, out / f"{code}-{names.get(code, '')}-户数核实表.xlsx")
            click.echo(f"已写出 {path}")


@households.command("read")
@click.argument("code", metavar="社区编码")
@click.argument("form", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="把问题清单写成 Excel")
@click.option("--commit", is_flag=True, help="确认入账；不加则只对比")
@click.option("--confirmed-by", default="", help="确认的岗位，如 茶花社区书记；入账时必填")
@click.option("--source", default="社区核实", show_default=True, help="来源")
def read_command(
    code: str, form: Path, report: Path | None, confirmed_by: str, source: str, *, commit: bool
) -> None:
    """读取交回的核实表，与现有数对比；加 --commit 入账。"""
    if commit and not confirmed_by.strip():
        raise click.UsageError("入账须用 --confirmed-by 写明由哪个岗位确认")
    with _opened() as (store, scope):
        compared = compare_form(store, scope, code, form)
        _tell(compared)
        if report is not None:
            click.echo(f"问题清单：{write_problems(compared.problems, report)}")
        if not commit:
            click.echo("以上为对比结果，未写入任何数据；确认后加 --commit 入账")
            return
        entered = confirm_form(store, scope, compared, confirmed_by=confirmed_by, source=source)
        click.echo(f"已入账 {entered} 栋")


def _tell(compared: Comparison) -> None:
    figures = compared.figures
    click.echo(
        f"已填 {len(figures)} 栋：现有 {compared.households_held} 户，核实 {compared.households_counted} 户；"
        f"未填 {compared.unanswered_buildings} 栋，不能采用 {len(compared.problems)} 行"
    )
    changed = figures[figures["difference_households"] != 0]
    for row in changed.head(_SHOWN).itertuples(index=False):
        click.echo(f"{row.code} {row.name}：{row.households_held} → {row.households} 户")
    if len(changed) > _SHOWN:
        click.echo(f"另有 {len(changed) - _SHOWN} 栋有变化")
    for problem in compared.problems[:_SHOWN]:
        click.echo(f"[不能采用] {describe(problem)}")
