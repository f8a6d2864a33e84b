"""``wangge draw`` on the command line."""

from gis.cli.main import run, wangge
from tests.gis.partition.rasters import footprints, outline, random_raster


def _arguments(folder) -> list[str]:
    cells = random_raster(2)
    footprints(cells).to_file(folder / "buildings.gpkg", layer="buildings")
    outline(cells).to_file(folder / "communities.gpkg", layer="communities")
    paths = [str(folder / name) for name in ("buildings.gpkg", "communities.gpkg", "grids.gpkg")]
    return ["draw", paths[0], "--communities", paths[1], "--out", paths[2], "--effort", "0.2"]


def test_a_drawing_ends_with_zero_and_a_summary(tmp_path, capsys) -> None:
    assert run(wangge, _arguments(tmp_path)) == 0
    assert "个网格" in capsys.readouterr().out


def test_bad_input_ends_with_two_and_names_the_column(tmp_path, capsys) -> None:
    assert run(wangge, [*_arguments(tmp_path), "--households", "户数"]) == 2
    assert "户数" in capsys.readouterr().err


def test_a_number_of_grids_that_cannot_be_ends_with_one(tmp_path, capsys) -> None:
    assert run(wangge, [*_arguments(tmp_path), "--grids", "99"]) == 1
    assert "99" in capsys.readouterr().err


def test_what_came_in_altered_and_what_did_not_are_both_told(tmp_path, capsys) -> None:
    arguments = _arguments(tmp_path)
    buildings = footprints(random_raster(2)).astype({"households": float})
    buildings.loc[0, "households"], buildings.loc[1, "households"] = -3, None
    buildings.loc[3, "code"] = buildings.loc[2, "code"]
    (tmp_path / "buildings.gpkg").unlink()
    buildings.to_file(tmp_path / "buildings.gpkg", layer="buildings")
    assert run(wangge, arguments) == 0
    out = capsys.readouterr().out
    for told in ("户数为负", "户数为空", "楼栋第 4 行", "重复"):
        assert told in out
