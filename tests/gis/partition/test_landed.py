"""Plans brought onto the cells."""

import numpy as np
import pandas as pd

from gis.partition.adjacency import find_adjacency
from gis.partition.landed import grid_of_building, with_land
from tests.gis.partition.rasters import outline, raster

CELLS = raster(np.full((2, 4), 100))


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
