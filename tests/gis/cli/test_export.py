"""``wangge export`` writes the plan in force of the day, in the format its suffix says."""

from contextlib import nullcontext
from pathlib import Path

import geopandas as gpd
import pytest

import gis.cli.export as command
from gis.cli.main import run, wangge
from gis.errors import InputError
from gis.reports.plan_files import PlanFormat

pytestmark = pytest.mark.database


@pytest.fixture
def at_home(monkeypatch, tiny_store):
    """Let the command open the tests' store, and leave it open."""
    monkeypatch.setattr(command, "open_store", lambda settings: tiny_store.store)
    monkeypatch.setattr(command, "closing", nullcontext)


def test_a_plan_is_written_where_it_was_asked_for(at_home, tmp_path, capsys):
    out = tmp_path / "网格.gpkg"
    assert run(wangge, ["export", "--out", str(out), "--crs", "zone"]) == 0
    assert gpd.read_file(out, layer="网格").crs.to_epsg() == 4545
    assert list(tmp_path.iterdir()) == [out] and "已写出" in capsys.readouterr().out


def test_what_cannot_be_written_is_said_and_nothing_is_left(at_home, tmp_path, capsys):
    for arguments in (
        ["--out", str(tmp_path / "x.dwg")],
        ["--out", str(tmp_path / "x.gpkg"), "--crs", "gcj02"],
        ["987654", "--out", str(tmp_path / "x.gpkg")],
        ["--at", "1999-01-01", "--out", str(tmp_path / "x.gpkg")],
    ):
        assert run(wangge, ["export", *arguments]) in (1, 2), arguments
        assert "错误：" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_suffix_says_the_format():
    assert command.kind_of(Path("/tmp/x.ZIP")) is PlanFormat.SHAPEFILE
    with pytest.raises(InputError):
        command.kind_of(Path("/nowhere/at/all/x.csv"))
