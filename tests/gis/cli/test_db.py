"""``wangge db`` starts, migrates, backs up and stops a cluster, and says so in Chinese."""

import os
import shutil
from pathlib import Path

import pytest

from gis.cli.db import db
from gis.cli.main import run
from gis.settings import Settings
from gis.store.cluster import Cluster

pytestmark = pytest.mark.database


@pytest.fixture
def installation(monkeypatch, tmp_path):
    """An installation of one's own, without a database yet; swept away afterwards."""
    base = Path("/var/lib/wangge") if os.geteuid() == 0 else tmp_path
    settings = Settings(
        data_dir=base / f"cli-{os.getpid()}", socket_dir=Path(f"/tmp/wangge-cli-{os.getpid()}")
    )
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WANGGE_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("WANGGE_SOCKET_DIR", str(settings.socket_dir))
    yield settings
    Cluster(settings).stop()
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    shutil.rmtree(settings.socket_dir, ignore_errors=True)


@pytest.fixture
def told(capsys):
    """Give a function: what a command prints, having ended with the status expected."""

    def ask(*arguments, status=0):
        assert run(db, list(arguments)) == status
        printed = capsys.readouterr()
        return printed.out + printed.err

    return ask


def test_a_database_lives_its_life_from_the_command_line(installation, told):
    assert "尚未建立" in told("status")
    assert "wangge db start" in told("migrate", status=1)
    assert "运行中" in told("start")
    assert "需要升级" in told("status")
    assert "结构版本" in told("migrate")
    assert "当前版本" in told("status")
    assert "已停止" in told("stop")
    assert "已停止" in told("status")


def test_a_backup_is_proved_and_a_restore_is_a_dry_run_unless_asked(cluster, told, monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WANGGE_DATA_DIR", str(cluster.settings.data_dir))
    monkeypatch.setenv("WANGGE_SOCKET_DIR", str(cluster.settings.socket_dir))
    told("migrate")
    dump = tmp_path / "w.dump"
    assert "经恢复核对" in told("backup", str(dump))
    assert "未改动任何数据" in told("restore", str(dump))
    dump.write_bytes(b"PGDMP" + bytes(200))
    assert "不是完整的备份文件" in told("restore", str(dump), "--commit", status=2)
