"""``wangge doctor``."""

import pytest

from gis.cli.main import run, wangge
from gis.workflows import examine_installation as examined


def test_a_whole_installation_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(wangge, ["doctor"]) == 0
    assert "环境齐全" in capsys.readouterr().out


def test_a_missing_part_exits_1_and_names_its_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(examined, "_CJK_FONTS", ("NoSuchFont.ttc",))
    assert run(wangge, ["doctor"]) == 1
    streams = capsys.readouterr()
    assert "sudo apt-get install -y fonts-noto-cjk" in streams.out
    assert "中文字体" in streams.err
