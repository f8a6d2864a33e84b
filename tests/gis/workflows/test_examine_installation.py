"""What is missing is named with the command that brings it."""

import dataclasses
from pathlib import Path

import pytest

from gis.settings import read_settings
from gis.workflows import examine_installation as examined


@pytest.fixture
def settings(tmp_path: Path):
    return read_settings({"WANGGE_DATA_DIR": str(tmp_path / "not" / "yet")})


def test_this_machine_after_bootstrap_lacks_nothing(settings) -> None:
    missing = [finding for finding in examined.examine_installation(settings) if not finding.is_there]
    assert missing == []


def test_whatever_is_missing_comes_with_a_command(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examined, "_CJK_FONTS", ("NoSuchFont.ttc",))
    monkeypatch.setattr(examined, "_LEAST_FREE_BYTES", 1 << 60)
    missing = [finding for finding in examined.examine_installation(settings) if not finding.is_there]
    assert [finding.name for finding in missing] == ["中文字体", "磁盘"]
    assert all(finding.remedy for finding in missing)


def test_a_server_of_one_s_own_needs_no_postgresql_here(settings) -> None:
    own = dataclasses.replace(settings, database_url="postgresql://somewhere/wangge")
    names = [finding.name for finding in examined.examine_installation(own)]
    assert "PostgreSQL" not in names
    assert "数据库" in names
