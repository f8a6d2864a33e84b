"""Plans brought onto the cells."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError
from gis.partition.adjacency import find_adjacency
from gis.partition.landed import cells_of_buildings, existing_on_cells, grid_of_building, with_land
from tests.gis.partition.rasters import footprints, outline, raster

CELLS = raster(np.full((2, 4), 100))
BUILDINGS = footprints(CELLS)


def test_land_without_buildings_joins_the_neighbour_with_the_longest_border() -> None:
    cells = CELLS.assign(building_code=["B", None, None, "C"] + ["B"] * 2 + ["C"] * 2)
    adjacency = find_adjacency(cells)
    plan = pd.Series(list("abaabb"), index=[1, 4, 5, 6, 7, 8])
    plan = with_land(cells, plan, adjacency)
    assert plan.tolist() == list("aabbaabb")


def test_polygons_are_found_by_the_cell_s_representative_point() -> None:
    grids = outline(CELLS).assign(code="G1")
    assert grid_of_building(CELLS, grids).tolist() == ["G1"] * 8


def test_a_table_of_buildings_leaves_out_those_without_a_grid() -> None:
    table = pd.DataFrame({"building_code": ["B01", "B02"], "grid_code": ["a", None]})
    assert grid_of_building(CELLS, table).to_dict() == {1: "a"}


def test_the_buildings_say_their_grid_where_they_do_and_the_polygons_elsewhere() -> None:
    grids = outline(CELLS).assign(code="G1")
    two = pd.concat([grids, outline(CELLS.iloc[:1]).assign(code="G2")], ignore_index=True)
    said = pd.DataFrame({"code": ["B01", "B02"], "grid_code": ["G2", "stale"]})
    plan, problems = existing_on_cells(CELLS, said, two)
    found = plan.dropna(subset=["cell"]).set_index("cell")["grid_code"].to_dict()
    assert found == {1: "G2"} | dict.fromkeys(range(2, 9), "G1")
    assert [item.code for item in problems] == ["existing_overlap"]


def test_a_grid_that_holds_no_cell_is_told_and_stays_known() -> None:
    grids = pd.concat(
        [outline(CELLS).assign(code="G1", number=1), outline(CELLS).assign(code="G2", number=7)],
        ignore_index=True,
    )
    grids.loc[1, "geometry"] = None
    plan, problems = existing_on_cells(CELLS, BUILDINGS, grids)
    assert plan.loc[plan["cell"].isna(), ["grid_code", "number"]].to_numpy().tolist() == [["G2", 7]]
    assert [item.value for item in problems] == ["G2"]


def test_a_table_s_unknown_buildings_are_told_with_the_first() -> None:
    table = pd.DataFrame({"building_code": ["B01", "X9"], "grid_code": ["a", "b"]})
    plan, problems = existing_on_cells(CELLS, BUILDINGS, table)
    assert plan.to_numpy().tolist()[0] == [1, "a"]
    assert set(plan["grid_code"]) == {"a", "b"}
    assert [item.value for item in problems] == ["X9"]


@pytest.mark.parametrize(
    ("existing", "code", "row"),
    [
        (outline(CELLS).drop(columns="code"), "column_missing", None),
        (outline(CELLS).assign(code=" "), "code_missing", 1),
        (pd.concat([outline(CELLS)] * 2), "code_repeated", 2),
        (pd.DataFrame({"building_code": ["B01"]}), "column_missing", None),
        (pd.DataFrame({"building_code": ["B01"] * 2, "grid_code": ["a", "b"]}), "code_repeated", 2),
        (pd.DataFrame({"building_code": ["X"], "grid_code": ["a"]}), "existing_elsewhere", None),
        (outline(CELLS).set_geometry(outline(CELLS).translate(1, 1)), "existing_elsewhere", None),
    ],
)
def test_an_existing_plan_that_cannot_be_meant_is_refused(existing, code, row) -> None:
    with pytest.raises(InputError) as refused:
        existing_on_cells(CELLS, BUILDINGS, existing)
    assert (refused.value.code, refused.value.facts.get("row")) == (code, row)


@pytest.mark.parametrize("code", ["nowhere", "B02"])
def test_a_building_that_is_in_no_grid_cannot_be_locked(code) -> None:
    plan = pd.DataFrame({"cell": [1], "grid_code": ["a"]})
    assert cells_of_buildings(CELLS, plan, ["B01"]) == [1]
    with pytest.raises(InputError):
        cells_of_buildings(CELLS, plan, [code])
    with pytest.raises(InputError):
        cells_of_buildings(CELLS, None, ["B01"])
