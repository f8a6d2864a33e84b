import json
from pathlib import Path

import pytest

from gis.cli.main import run, wangge
from gis.space.layers import Layer
from tests.worked import tiny


@pytest.fixture(scope="module")
def arguments(tmp_path_factory):
    """Options naming the tiny world's files."""
    folder = tmp_path_factory.mktemp("tiny")
    given = []
    for layer in (Layer.STREETS, Layer.BUILDINGS, Layer.FACILITIES, Layer.GATES, Layer.ESTATES):
        file = folder / f"{layer.value}.geojson"
        tiny.layers()[layer].to_file(file)
        given += [f"--{layer.value}", str(file)]
    return given


def test_coverage_prints_households_in_and_out_and_each_category(arguments, tmp_path, capsys):
    out, report = tmp_path / "c.gpkg", tmp_path / "c.json"
    assert run(wangge, ["coverage", *arguments, "--out", str(out), "--report", str(report)]) == 0
    printed = capsys.readouterr().out
    assert "输入 1610 户 = 输出 1610 户" in printed
    assert "医疗：5 分钟 1090 户（67.7%）" in printed
    assert json.loads(report.read_text(encoding="utf-8"))["households_conserved"] is True


def test_sites_are_printed_with_their_place_and_the_proof(arguments, capsys):
    assert run(wangge, ["site", *arguments, "--category", "medical", "--minutes", "5", "-k", "1"]) == 0
    printed = capsys.readouterr().out
    assert "第 1 处" in printed
    assert "已证明最优" in printed


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        (["--profile", "runner"], "runner"),
        (["--at-time", "25:99"], "25:99"),
        (["--households", "hu"], "hu"),
        (["--template", "none"], "none"),
        (["--template", "six_categories@two"], "six_categories@2"),
        (["--template", "six_categories@"], "@latest"),
        (["--resolution", "3"], "3"),
        (["--elevation", "/nowhere.asc"], "nowhere"),
    ],
)
def test_bad_input_exits_two_names_it_and_writes_nothing(arguments, tmp_path, capsys, extra, word):
    assert run(wangge, ["coverage", *arguments, "--out", str(tmp_path / "c.gpkg"), *extra]) == 2
    assert word in capsys.readouterr().err
    assert not list(tmp_path.glob("*.gpkg"))


def test_a_question_without_an_answer_exits_one(arguments, capsys):
    assert run(wangge, ["site", *arguments, "--category", "medical", "--minutes", "30"]) == 1
    assert "候选" in capsys.readouterr().err


@pytest.fixture
def service(empty_store, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", str(empty_store.settings.database_url))
    monkeypatch.setenv("WANGGE_DATA_DIR", str(empty_store.settings.data_dir))


@pytest.mark.database
def test_a_template_of_the_database_is_taken_by_its_version(service, arguments, tmp_path, capsys):
    file = tmp_path / "six.toml"
    assert run(wangge, ["standards", "show", "six_categories", "--out", str(file)]) == 0
    file.write_text(file.read_text().replace("15,", "12,"))
    assert run(wangge, ["standards", "save", str(file), "--note", "试 12 分钟"]) == 0
    tiers = {}
    for version in ("", "@1", "@2", "@latest"):
        given = ["--template", f"six_categories{version}", "--report", str(tmp_path / "c.json")]
        assert run(wangge, ["coverage", *arguments, "--out", str(tmp_path / "c.gpkg"), *given]) == 0
        tiers[version] = json.loads((tmp_path / "c.json").read_text())["parameters"]["template"]["tiers"][-1]
    assert tiers == {"": 15, "@1": 15, "@2": 12, "@latest": 12}
    assert (
        run(
            wangge,
            ["coverage", *arguments, "--out", str(tmp_path / "d.gpkg"), "--template", "six_categories@9"],
        )
        == 1
    )
    assert "第 9 版" in capsys.readouterr().err


@pytest.mark.real_data
def test_helsinki_prints_its_coverage(tmp_path, capsys):
    file = Path(__file__).resolve().parents[4] / "shared/data/helsinki/Helsinki.osm.pbf"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    given = [word for name in ("streets", "buildings", "facilities") for word in (f"--{name}", str(file))]
    assert run(wangge, ["coverage", *given, "--out", str(tmp_path / "c.gpkg")]) == 0
    printed = capsys.readouterr().out
    assert "估算" in printed
    assert printed.count("15 分钟") == 6
