"""``wangge db``: start, stop and look after the database."""

from pathlib import Path

import click

from gis.cli.console import Console
from gis.settings import read_settings
from gis.store.backup import Proof, back_up, restore, verify
from gis.store.backup_files import Returned, return_files
from gis.store.cluster import CLUSTER_STATE_CHINESE, Cluster, ClusterState, ClusterStatus
from gis.store.engine import open_store

_NAMED = 20


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
    """备份到文件 TARGET（照片、报告、本地证书存入同一文件夹的 wangge-files，逐次只增新文件），并恢复到另起的临时数据库中核对。"""
    settings = read_settings()
    with Console() as console:
        written = back_up(settings, target, console)
    # What is new was read while it was copied; `restore` without --commit reads everything again.
    proof = verify(settings, written, reads_files=False)
    click.echo(f"已备份到 {written}，经恢复核对：{_told(proof)}")
    _warn(proof)
    if written.with_name(written.name + ".key").exists():
        click.echo(
            f"{written.name}.key 是解开联系方式的密钥，请与备份分开保管；wangge-files 须与备份放在一起"
        )


@db.command("restore")
@click.argument("dump", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="真正替换现有数据；不加此项只核对备份文件")
@click.option("--files-only", is_flag=True, help="只恢复照片、报告和本地证书（数据库由其管理员恢复时用）")
def restore_command(dump: Path, *, commit: bool, files_only: bool) -> None:
    """用备份文件 DUMP 恢复数据库、照片、报告和本地证书。"""
    settings = read_settings()
    with Console() as console:
        if commit and files_only:
            returned = return_files(settings.data_dir, dump, console)
        elif commit:
            # The former database goes only when the restored one stands: it needs no rehearsal.
            returned = restore(settings, dump, console)
        else:
            proof = verify(settings, dump, progress=console)
            click.echo(f"备份文件可用：{_told(proof)}")
            _warn(proof)
            click.echo("未改动任何数据；加 --commit 执行恢复")
            return
    click.echo(f"已恢复{'' if files_only else '数据库'}{_what_returned(returned)}")


def _told(proof: Proof) -> str:
    files = "不含照片与文件" if proof.files is None else f"{proof.files} 个照片与文件"
    return f"{len(proof.rows)} 张表，{sum(proof.rows.values())} 行，{files}"


def _warn(proof: Proof) -> None:
    """Say what a restore would not bring back."""
    _name("份照片在数据中有记录而服务器上已没有文件", proof.missing)
    _name("个文件在备份中缺失或已损坏", proof.damaged)
    if proof.unopened:
        click.echo(f"注意：备份旁的密钥打不开其中 {proof.unopened} 项联系方式", err=True)


def _what_returned(returned: Returned | None) -> str:
    if returned is None:
        return "；此备份不含照片与文件"
    _name("个文件在备份之后有过改动，保留现状", returned.newer)
    _name("个文件在备份中缺失或已损坏，未能恢复", returned.lost)
    return f" {returned.files} 个照片与文件"


def _name(what: str, names: tuple[str, ...]) -> None:
    """Tell how many, and name the first of them."""
    if names:
        more = f" …（共 {len(names)} 个）" if len(names) > _NAMED else ""
        click.echo(f"注意：{len(names)} {what}：{'、'.join(names[:_NAMED])}{more}", err=True)
