"""Grids as they are, with gaps and overlaps, become whole cells; nothing moves untold."""

from collections import Counter

import geopandas as gpd
import pandas as pd
import pytest

from gis.ingest.existing_grids import Ground, SettledGrids, settle_polygons, settle_table
from gis.model.problems import Severity
from tests.gis.store.conftest import tiny_cells
from tests.worked import tiny

NOBODY = pd.DataFrame(columns=["code", "community_code", "number", "name"])


@pytest.fixture(scope="module")
def ground() -> Ground:
    buildings = tiny.buildings()
    cells = tiny_cells().assign(households=buildings["households"].to_numpy())
    return Ground(cells, buildings, {tiny.JIA: "甲社区", tiny.YI: "乙社区"}, NOBODY)


def _polygons(ground: Ground, grids: gpd.GeoDataFrame) -> SettledGrids:
    return settle_polygons(grids, list(range(1, len(grids) + 1)), ground, file="网格.shp")


def _codes(settled: SettledGrids) -> dict[str, list[int | None]]:
    return Counter(settled.cells["grid_code"].dropna())


def _told(settled: SettledGrids, code: str) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.value) for problem in settled.problems if problem.code == code]


def test_polygons_that_fit_give_every_cell_its_grid(ground: Ground) -> None:
    settled = _polygons(ground, tiny.grids())
    assert _codes(settled) == dict.fromkeys(tiny.grids()["code"], 6)
    assert not [problem for problem in settled.problems if problem.severity is Severity.REFUSED]
    # 乙第一网格 says 350 households; with the new building its cells hold 470.
    assert _told(settled, "grid_households_differ") == [(3, tiny.GRID_YI_NORTH)]


def test_community_and_number_are_found_where_the_file_has_neither(ground: Ground) -> None:
    bare = tiny.grids()[["code", "name", "geometry"]].assign(code=["a", "b", "c", "d"])
    settled = _polygons(ground, bare)
    assert settled.grids["code"].tolist() == tiny.grids()["code"].tolist()
    assert settled.grids["number"].tolist() == [1, 2, 1, 2]
    assert [row for row, _ in _told(settled, "code_changed")] == [1, 2, 3, 4]


def test_a_building_in_a_gap_stays_in_no_grid_and_is_told(ground: Ground) -> None:
    grids = tiny.grids()
    grids.loc[0, "geometry"] = tiny.rectangle(0, 100, 200, 150)  # the upper row of 北苑 is left out
    settled = _polygons(ground, grids)
    assert _codes(settled)[tiny.GRID_JIA_NORTH] == 3
    lost = {value for _, value in _told(settled, "building_in_no_grid")}
    assert lost == {"B04", "B05", "B06"}
    by_building = dict(zip(ground.cells["building_code"], settled.cells["grid_code"], strict=True))
    assert by_building["B04"] is None


def test_of_two_grids_over_a_building_the_one_with_more_of_its_cell_has_it(ground: Ground) -> None:
    grids = tiny.grids()
    grids.loc[1, "geometry"] = tiny.rectangle(0, 0, 200, 135)  # 围院's grid reaches into 北苑's lower row
    settled = _polygons(ground, grids)
    assert _codes(settled)[tiny.GRID_JIA_NORTH] == 6


def test_what_lies_in_another_community_is_not_given_away_and_told(ground: Ground) -> None:
    grids = tiny.grids()
    grids.loc[0, "geometry"] = tiny.rectangle(0, 100, 400, 200)
    grids = grids.drop(index=2).reset_index(drop=True)
    settled = _polygons(ground, grids)
    assert _codes(settled)[tiny.GRID_JIA_NORTH] == 6
    assert [row for row, _ in _told(settled, "grid_crosses_community")] == [1]


def test_a_community_of_nowhere_and_a_grid_over_nothing_are_refused_by_row(ground: Ground) -> None:
    grids = tiny.grids()
    grids.loc[1, "community_code"] = "999"
    grids.loc[2, "community_code"] = None
    grids.loc[2, "geometry"] = tiny.rectangle(5000, 5000, 5100, 5100)
    settled = _polygons(ground, grids)
    refused = {(p.row, p.code) for p in settled.problems if p.severity is Severity.REFUSED}
    assert refused == {(2, "reference_unknown"), (3, "grid_empty")}
    assert len(settled.grids) == 2


def test_a_border_that_whole_cells_move_far_is_told(ground: Ground) -> None:
    grids = tiny.grids()
    grids.loc[0, "geometry"] = tiny.rectangle(0, 100, 200, 190).union(tiny.rectangle(0, 190, 60, 260))
    assert [row for row, _ in _told(_polygons(ground, grids), "grid_border_moved")] == [1]


def _table(**changes: str | None) -> pd.DataFrame:
    table = tiny.grid_buildings()
    for building, grid in changes.items():
        table.loc[table["building_code"] == building, "grid_code"] = grid
    return table


def test_a_table_gives_buildings_to_grids_by_code_or_by_name(ground: Ground) -> None:
    names = dict(zip(tiny.grids()["code"], tiny.grids()["name"], strict=True))
    for table in (_table(), _table().assign(grid_code=lambda frame: frame["grid_code"].map(names))):
        settled = settle_table(table, list(range(2, 26)), ground, file="对照.xlsx")
        assert _codes(settled) == {code: 5 if code == tiny.GRID_YI_NORTH else 6 for code in names}
        assert settled.grids["name"].tolist()[0] == "甲社区第一网格"


def test_a_table_s_faults_are_told_by_row(ground: Ground) -> None:
    table = pd.concat([_table(B01=tiny.GRID_YI_SOUTH).iloc[:23], _table().iloc[:1]], ignore_index=True)
    table.loc[5, "building_code"] = "B99"
    settled = settle_table(table, list(range(2, 26)), ground, file="对照.xlsx")
    refused = {(p.row, p.code) for p in settled.problems if p.severity is Severity.REFUSED}
    assert refused == {(7, "reference_unknown"), (25, "building_repeated")}
    assert [row for row, _ in _told(settled, "grid_crosses_community")] == [2]
    unlisted = [p for p in settled.problems if p.code == "buildings_unlisted"]
    assert "2 栋楼" in unlisted[0].reason  # B06, whose code was wrong, and B24
