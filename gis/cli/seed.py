"""``wangge seed``: load a demo world into the database, and count what it holds."""

from pathlib import Path

import click

from gis.cli.console import Console
from gis.errors import CannotSatisfy
from gis.settings import read_settings
from gis.store.engine import open_store
from gis.worlds.facts import list_worlds, read_facts
from gis.worlds.files import NOTICE, WorldSource, content_checksum, write_world

LICENCE = "CC0-1.0"


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
@click.argument("name", type=click.Choice(["subdistrict"]))
@click.option("--seed", "seed_number", type=int, default=2, show_default=True, help="随机种子")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="输出文件夹")
def generate(name: str, seed_number: int, out: Path) -> None:
    """重新生成演示世界 NAME 的全部图层（同一种子结果相同），写入文件夹。"""
    from gis.worlds import subdistrict

    with Console() as console:
        layers = subdistrict.generate(seed=seed_number, progress=console)
    source = WorldSource(
        name=name,
        title=read_facts(name).title,
        notice=NOTICE,
        seed=seed_number,
        generator_version=subdistrict.GENERATOR_VERSION,
        licence=LICENCE,
        checksum=content_checksum(layers),
    )
    write_world(layers, out, source)
    click.echo(f"{name}：已写入 {out}")


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
