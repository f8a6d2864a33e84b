"""``wangge standards``: what is shown can be edited in a file and kept again."""

import pytest

from gis.cli.main import run, wangge


@pytest.fixture
def service(empty_store, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", str(empty_store.settings.database_url))
    monkeypatch.setenv("WANGGE_DATA_DIR", str(empty_store.settings.data_dir))
    return empty_store


@pytest.mark.database
def test_a_template_goes_out_and_comes_back_as_a_new_version(service, tmp_path, capsys):
    file = tmp_path / "six.toml"
    assert run(wangge, ["standards", "show", "six_categories", "--out", str(file)]) == 0
    file.write_text(file.read_text().replace("15,", "12,"))
    assert run(wangge, ["standards", "save", str(file), "--note", "试 12 分钟"]) == 0
    assert "six_categories 第 2 版" in capsys.readouterr().out
    assert run(wangge, ["standards", "show", "six_categories"]) == 0
    assert "12," in capsys.readouterr().out
    assert run(wangge, ["standards", "show", "six_categories", "--version", "1"]) == 0
    assert "15," in capsys.readouterr().out


@pytest.mark.database
def test_a_table_goes_out_and_comes_back(service, tmp_path, capsys):
    file = tmp_path / "amap.csv"
    assert run(wangge, ["standards", "show", "amap", "--out", str(file)]) == 0
    told = ["--source", "核对", "--certainty", "已核对"]
    assert run(wangge, ["standards", "save", str(file), "--table", "amap", *told]) == 0
    assert run(wangge, ["standards", "save", str(file), "--table", "amap"]) == 2
    assert run(wangge, ["standards", "list"]) == 0
    assert "高德对照表 第 2 版" in capsys.readouterr().out


@pytest.mark.database
def test_what_cases_go_by_goes_out_and_comes_back(service, tmp_path, capsys):
    file = tmp_path / "categories.toml"
    assert run(wangge, ["standards", "show", "categories", "--out", str(file)]) == 0
    file.write_text(file.read_text().replace("油烟扰民", "油烟与异味"))
    assert run(wangge, ["standards", "save", str(file), "--note", "改名"]) == 0
    assert "categories 第 2 版\n    改动：0104" in capsys.readouterr().out
    assert run(wangge, ["standards", "save", str(file)]) == 2
    assert run(wangge, ["standards", "show", "calendar"]) == 0
    assert "2026-10-01/2026-10-07" in capsys.readouterr().out
    assert run(wangge, ["standards", "list"]) == 0
    assert "事项分类与清单 第 2 版" in capsys.readouterr().out


@pytest.mark.database
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.toml", "items = ["),
        ("x.toml", 'subject = "people"'),
        ("x.toml", 'subject = "roles"'),
        ("x.toml", 'chinese = "只有名称"'),
        ("x.csv", "a,b"),
    ],
)
def test_a_file_that_is_no_template_is_bad_input(service, tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content)
    assert run(wangge, ["standards", "save", str(file)]) == 2
    assert run(wangge, ["standards", "show", "nothing"]) in (1, 2)
