"""``wangge db``: start, stop and look after the database."""

from pathlib import Path

import click

from gis.settings import read_settings
from gis.store.backup import back_up, restore, verify
from gis.store.cluster import CLUSTER_STATE_CHINESE, Cluster, ClusterState, ClusterStatus
from gis.store.engine import open_store


@click.group()
def db() -> None:
    """数据库：启动、停止、查看状态、升级结构、备份与恢复。"""


def _tell(status: ClusterStatus) -> None:
    version = f"，PostgreSQL {status.version}" if status.version else ""
    click.echo(f"数据库{CLUSTER_STATE_CHINESE[status.state]}{version}：{status.detail}")


@db.command()
def start() -> None:
    """启动自带的数据库；首次运行时建立。重复执行无害。"""
    _tell(Cluster(read_settings()).start())


@db.command()
def stop() -> None:
    """停止自带的数据库。"""
    _tell(Cluster(read_settings()).stop())


@db.command()
def status() -> None:
    """查看数据库是否运行、结构是否为当前版本。"""
    settings = read_settings()
    found = Cluster(settings).status()
    _tell(found)
    if found.state in {ClusterState.RUNNING, ClusterState.EXTERNAL}:
        store = open_store(settings)
        click.echo("结构：当前版本" if store.is_migrated() else "结构：需要升级，请执行 wangge db migrate")
        store.close()


@db.command()
def migrate() -> None:
    """把数据库结构升级到当前版本。"""
    store = open_store(read_settings())
    click.echo(f"数据库结构版本：{store.migrate()}")
    store.close()


@db.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(target: Path) -> None:
    """备份到文件 TARGET，并恢复到另起的临时数据库中核对。"""
    settings = read_settings()
    written = back_up(settings, target)
    rows = verify(settings, written)
    click.echo(f"已备份到 {written}，经恢复核对：{len(rows)} 张表，{sum(rows.values())} 行")


@db.command("restore")
@click.argument("dump", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="真正替换现有数据；不加此项只核对备份文件")
def restore_command(dump: Path, *, commit: bool) -> None:
    """用备份文件 DUMP 恢复数据库。"""
    settings = read_settings()
    if commit:
        # The former database goes only when the restored one stands: it needs no rehearsal.
        restore(settings, dump)
        click.echo("已恢复")
        return
    rows = verify(settings, dump)
    click.echo(f"备份文件可用：{len(rows)} 张表，{sum(rows.values())} 行")
    click.echo("未改动任何数据；加 --commit 执行恢复")
