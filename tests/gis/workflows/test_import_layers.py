"""A file comes in: examined, kept inactive, activated; or nothing changes at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from gis.errors import CannotSatisfy, NotAllowed
from gis.model.access import ANONYMOUS, Role, Scope
from gis.space.crs import frame_from_wgs84
from gis.space.layers import Layer
from gis.store.editions import list_editions
from gis.store.engine import Store
from gis.store.layers import read_layer
from gis.workflows.import_check import FileToImport
from gis.workflows.import_layers import activate, examine, keep
from gis.workflows.live_places import LivePlaces
from gis.workflows.locate_files import locate_addresses_file
from tests.worked import tiny

ROOT = Path(__file__).resolve().parents[3]
ADMINISTRATOR = Scope(None, Role.ADMINISTRATOR)
BASE = (Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS, Layer.STREETS)


@pytest.fixture(scope="module")
def brought_in(make_store: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The tiny world's base layers, brought in from files and activated; others are copies of it."""
    folder = tmp_path_factory.mktemp("base")
    files = []
    for layer in BASE:
        path = folder / f"{layer.value}.gpkg"
        pyogrio.write_dataframe(tiny.layers()[layer], path)
        files.append(FileToImport(path, layer))
    with make_store() as store:
        found = examine(store, ADMINISTRATOR, files, territory="tiny")
        assert found.refused == []
        activate(store, ADMINISTRATOR, keep(store, ADMINISTRATOR, found, territory="tiny", source="手工"))
        store.close()
        yield store


@pytest.fixture
def world(make_store: Callable[..., Any], brought_in: Store) -> Iterator[Store]:
    """What was brought in, for one test, to change at will."""
    with make_store(like=brought_in) as store:
        yield store


def _killed(store: Store, deed: str, subject: object) -> None:
    """Let another process do it, and kill it when it stands in the middle."""
    environ = {
        **os.environ,
        "DATABASE_URL": str(store.settings.database_url),
        "WANGGE_DATA_DIR": str(store.settings.data_dir),
    }
    command = [sys.executable, "-m", "tests.gis.workflows.dying_import", deed, str(subject)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "in the middle\n"
        dying.send_signal(signal.SIGKILL)


def _editions(store: Store) -> int:
    with store.system() as connection:
        return len(list_editions(connection))


def _buildings(store: Store) -> gpd.GeoDataFrame:
    with store.system() as connection:
        return read_layer(connection, Layer.BUILDINGS, territory="tiny")


def _file(frame: gpd.GeoDataFrame, tmp_path: Path, layer: Layer = Layer.BUILDINGS) -> FileToImport:
    path = tmp_path / "next.gpkg"
    pyogrio.write_dataframe(frame, path)
    return FileToImport(path, layer)


def test_what_was_imported_and_activated_is_in_force(world: Store) -> None:
    assert _buildings(world)["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_looking_at_a_file_changes_nothing_and_tells_what_it_would_change(
    world: Store, tmp_path: Path
) -> None:
    before = _editions(world)
    changed = tiny.buildings().iloc[1:].copy()
    changed.loc[changed["code"] == "B02", "households"] = 61
    found = examine(world, ADMINISTRATOR, [_file(changed, tmp_path)], territory="tiny")
    assert sorted(found.changes[["code", "change"]].itertuples(index=False, name=None)) == [
        ("B01", "removed"),
        ("B02", "changed"),
    ]
    assert _editions(world) == before
    assert _buildings(world)["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_an_edition_that_is_kept_is_not_in_force_until_it_is_activated(world: Store, tmp_path: Path) -> None:
    changed = tiny.buildings().assign(households=1)
    found = examine(world, ADMINISTRATOR, [_file(changed, tmp_path)], territory="tiny")
    edition = keep(world, ADMINISTRATOR, found, territory="tiny", source="明年")
    assert _buildings(world)["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    activate(world, ADMINISTRATOR, edition)
    assert _buildings(world)["households"].sum() == 24


def test_addresses_of_an_imported_workbook_are_found_live_by_lane(world: Store, tmp_path: Path) -> None:
    live = LivePlaces(world, recheck_s=0.0)
    assert not [hit for hit in live.today().book.search("125弄6号") if "围院" in hit.entry.title]
    estates = tiny.layers()[Layer.ESTATES]
    lanes = {tiny.WALLED_ESTATE: "泰安路125弄1-6号", tiny.OLD_ESTATE: "泰安路133弄"}
    sheet = pd.DataFrame(estates[["code", "name", "community_code"]])
    sheet = sheet.assign(地址=sheet["code"].map(lanes), wkt=estates.geometry.to_wkt())
    sheet.to_excel(tmp_path / "小区.xlsx", index=False)
    found = examine(
        world, ADMINISTRATOR, [FileToImport(tmp_path / "小区.xlsx", Layer.ESTATES)], territory="tiny"
    )
    edition = keep(world, ADMINISTRATOR, found, territory="tiny", source="街道")
    assert not [hit for hit in live.today().book.search("125弄6号") if "围院" in hit.entry.title]
    activate(world, ADMINISTRATOR, edition)
    titles = {
        "125弄6号": "围院6栋",
        "泰安路125弄6号楼2单元": "围院6栋",
        "泰安路133弄2号": "旧坊2栋",
        "泰安路133弄": "旧坊",
    }
    book = live.today().book
    assert {written: book.search(written)[0].entry.title for written in titles} == titles


def test_work_orders_are_placed_by_the_lane_of_an_estate(own_tiny_store, tmp_path: Path) -> None:
    store = own_tiny_store.store
    estates = tiny.layers()[Layer.ESTATES]
    lanes = {tiny.WALLED_ESTATE: "泰安路125弄"}
    imported = _file(estates.assign(address=estates["code"].map(lanes)), tmp_path, Layer.ESTATES)
    found = examine(store, ADMINISTRATOR, [imported], territory="tiny")
    assert found.changes[["code", "change"]].to_numpy().tolist() == [[tiny.WALLED_ESTATE, "changed"]]
    activate(store, ADMINISTRATOR, keep(store, ADMINISTRATOR, found, territory="tiny", source="街道"))
    (tmp_path / "工单.csv").write_text("工单号,诉求地址\n1,泰安路125弄6号楼2单元\n", encoding="utf-8")
    assert locate_addresses_file(store, tmp_path / "工单.csv", tmp_path / "结果.xlsx").placed == 1
    placed = pd.read_excel(tmp_path / "结果.xlsx", sheet_name="已定位", dtype=str)
    assert placed[["网格编码", "单元"]].to_numpy().tolist() == [[tiny.GRID_JIA_SOUTH, "2"]]


def test_one_refused_row_stops_the_import_unless_it_may_be_left_out(world: Store, tmp_path: Path) -> None:
    lon, lat = tiny.lon_lat(0, 0)
    buildings = tiny.buildings()
    buildings.loc[3, "geometry"] = shapely.Polygon(
        [(lon, lat), (lon + 1e-4, lat + 1e-4), (lon + 1e-4, lat), (lon, lat + 1e-4)]
    )
    found = examine(world, ADMINISTRATOR, [_file(buildings, tmp_path)], territory="tiny")
    before = _editions(world)
    with pytest.raises(CannotSatisfy) as caught:
        keep(world, ADMINISTRATOR, found, territory="tiny", source="x")
    assert (caught.value.exit_status, caught.value.facts["row"]) == (2, 4)
    assert all(part in caught.value.chinese for part in ("next.gpkg", "楼栋", "第 4 行", "图形"))
    assert _editions(world) == before
    keep(world, ADMINISTRATOR, found, territory="tiny", source="x", leave_out=True)
    assert _editions(world) == before + 1


def test_a_code_of_nowhere_is_told_before_anything_is_kept(world: Store, tmp_path: Path) -> None:
    lost = tiny.buildings().assign(community_code="999999999999")
    found = examine(world, ADMINISTRATOR, [_file(lost, tmp_path)], territory="tiny")
    assert found.refused
    assert "999999999999" in found.refused[-1].reason


def test_a_layer_that_says_4326_and_is_gcj_02_is_told_with_both_distances(
    world: Store, tmp_path: Path
) -> None:
    shifted = frame_from_wgs84(tiny.buildings(), crs="gcj02").set_crs("EPSG:4326", allow_override=True)
    names = {"community_code": "社区编码", "estate_code": "小区编码", "households": "户数"}
    path = tmp_path / "楼栋.shp"
    kept = shifted[["code", "name", *names, "geometry"]].rename(columns=names)
    pyogrio.write_dataframe(kept, path, encoding="GBK")
    found = examine(world, ADMINISTRATOR, [FileToImport(path, Layer.BUILDINGS)], territory="tiny")
    assert found.readings[0].source.declared_crs == "EPSG:4326"
    told = [problem for problem in found.problems if problem.code == "crs_contradicted"]
    assert [problem.value for problem in told] == ["gcj02"]
    fit = found.fits[Layer.BUILDINGS]
    assert fit.best.mean_m < 1 < 300 < fit.declared.mean_m
    assert f"平均相差 {fit.declared.mean_m:.0f} 米" in told[0].reason
    named = FileToImport(path, Layer.BUILDINGS, crs="gcj02")
    assert not [
        p
        for p in examine(world, ADMINISTRATOR, [named], territory="tiny").problems
        if p.code == "crs_contradicted"
    ]


def test_a_process_killed_in_the_middle_leaves_the_former_edition_in_force(
    world: Store, tmp_path: Path
) -> None:
    wanted = _file(tiny.buildings().assign(households=1), tmp_path)
    before = _editions(world)
    _killed(world, "keep", wanted.path)
    assert _editions(world) == before
    found = examine(world, ADMINISTRATOR, [wanted], territory="tiny")
    edition = keep(world, ADMINISTRATOR, found, territory="tiny", source="明年")
    _killed(world, "activate", edition)
    assert _buildings(world)["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    activate(world, ADMINISTRATOR, edition)
    assert _buildings(world)["households"].sum() == 24


def test_two_people_import_at_once_and_one_edition_is_in_force_whole(world: Store, tmp_path: Path) -> None:
    def bring_in(households: int) -> None:
        """Four new buildings of the same codes in another order, and a count of one's own."""
        fresh = tiny.buildings().iloc[:4].assign(code=[f"N{n}" for n in range(4)])
        rows = pd.concat([tiny.buildings(), fresh]).sort_values("code", ascending=households % 2 == 0)
        path = tmp_path / f"{households}.gpkg"
        pyogrio.write_dataframe(rows.assign(households=households), path)
        found = examine(world, ADMINISTRATOR, [FileToImport(path, Layer.BUILDINGS)], territory="tiny")
        edition = keep(world, ADMINISTRATOR, found, territory="tiny", source=str(households))
        activate(world, ADMINISTRATOR, edition)

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(bring_in, (1, 2, 3, 4))) == [None] * 4
    buildings = _buildings(world)
    assert (len(buildings), buildings["code"].is_unique) == (28, True)
    assert buildings["households"].nunique() == 1
    with world.system() as connection:
        listed = list_editions(connection, territory="tiny")
    states = listed[listed["layer"] == "buildings"]["state"].value_counts().to_dict()
    assert states == {"active": 1, "retired": 4}


def test_who_may_not_import_gets_no_look_at_the_file_either(empty_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        examine(empty_store, ANONYMOUS, [_file(tiny.buildings(), tmp_path)], territory="tiny")
