"""``wangge import``."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from gis.cli.main import run, wangge
from gis.space.layers import Layer
from gis.store.editions import list_editions
from gis.store.engine import Store
from tests.worked import tiny

BASE = (Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES)


@pytest.fixture
def service(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The command meets this database."""
    monkeypatch.setenv("DATABASE_URL", str(empty_store.settings.database_url))
    monkeypatch.setenv("WANGGE_DATA_DIR", str(empty_store.settings.data_dir))
    return empty_store


def _editions(store: Store) -> int:
    with store.system() as connection:
        return len(list_editions(connection))


def _file(layer: Layer, tmp_path: Path) -> str:
    path = tmp_path / f"{layer.value}.gpkg"
    pyogrio.write_dataframe(tiny.layers()[layer], path)
    return str(path)


def test_a_dry_run_writes_nothing_and_says_so(
    service: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(wangge, ["import", "subdistricts", _file(Layer.SUBDISTRICTS, tmp_path)]) == 0
    assert "未写入任何数据" in capsys.readouterr().out
    assert _editions(service) == 0


def test_layers_are_committed_and_activated_one_after_the_other(service: Store, tmp_path: Path) -> None:
    for layer in BASE:
        arguments = ["import", layer.value, _file(layer, tmp_path), "--commit", "--activate", "2026-01-01"]
        assert run(wangge, arguments) == 0
    assert _editions(service) == len(BASE)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.geojson", "", "是空的"),
        ("缺列.csv", "编号,经度\nF1,106.5\n", "category"),
        ("坏.geojson", '{"type":"FeatureCollection","features":[', "无法读取"),
    ],
)
def test_broken_input_exits_2_names_the_file_and_changes_nothing(
    service: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, told: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert run(wangge, ["import", "facilities", str(path), "--commit"]) == 2
    error = capsys.readouterr().err
    assert name in error
    assert told in error
    assert _editions(service) == 0


def test_refused_rows_go_into_a_sheet_and_stop_the_import(
    service: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, report = tmp_path / "设施.csv", tmp_path / "问题.xlsx"
    path.write_text("编号,类别,经度,纬度\nF1,医疗,106.5,29.5\nF2,医疗,x,29.5\n", encoding="gbk")
    assert run(wangge, ["import", "facilities", str(path), "--commit", "--report", str(report)]) == 2
    assert "第 3 行" in capsys.readouterr().err
    assert openpyxl.load_workbook(report)["问题清单"].cell(2, 3).value == 3
    assert _editions(service) == 0


def test_a_mapping_without_its_sign_is_told(
    service: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(wangge, ["import", "estates", _file(Layer.ESTATES, tmp_path), "--map", "户数"]) == 2
    assert "他们的列=我们的列" in capsys.readouterr().err
