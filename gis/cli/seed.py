"""``wangge seed``: load a demo world into the database, and count what it holds."""

import click

from gis.cli.console import Console
from gis.errors import CannotSatisfy
from gis.settings import read_settings
from gis.store.engine import open_store
from gis.worlds.facts import list_worlds


@click.group()
def seed() -> None:
    """演示世界：加载与核对（演示数据，边界为生成）。"""


@seed.command("list")
def list_names() -> None:
    """列出可以加载的演示世界。"""
    for name in list_worlds():
        click.echo(name)


@seed.command()
@click.argument("name")
def load(name: str) -> None:
    """加载演示世界 NAME；已加载过则不再重复。"""
    from gis.workflows.load_world import load_world

    store = open_store(read_settings())
    try:
        with Console() as console:
            world = load_world(store, name, progress=console)
    finally:
        store.close()
    click.echo(f"{name}：{'此前已加载，未改动' if world.was_there else '已加载'}")


@seed.command()
@click.argument("name")
def check(name: str) -> None:
    """核对演示世界 NAME：逐项列出应有数与数据库中的实有数。"""
    from gis.workflows.check_world import check_world

    store = open_store(read_settings())
    try:
        rows = check_world(store, name)
    finally:
        store.close()
    for row in rows:
        mark = "—" if row.fact.is_open else "✓" if row.holds else "✗"
        click.echo(
            f"{mark} {row.fact.row:<4}{row.fact.chinese}：应有 {row.fact.expectation()}，实有 {row.found:g}"
        )
    wrong = [row for row in rows if not row.holds]
    if wrong:
        raise CannotSatisfy(
            f"{len(wrong)} facts of {name} differ",
            chinese=f"“{name}”有 {len(wrong)} 项与应有数不符",
            code="facts_differ",
        )
    click.echo(f"{name}：{len(rows)} 项全部相符")
