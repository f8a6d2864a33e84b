"""Labels become grids with numbers and outlines."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import CannotSatisfy
from gis.partition.bands import Bands
from gis.partition.finish import name_grids
from gis.partition.wishes import NO_PLAN, Wishes, read_existing
from tests.gis.partition.rasters import raster


def test_first_numbers_run_from_west_to_east_then_southwards() -> None:
    cells = raster(np.full((2, 2), 400))
    named = name_grids(cells, np.array(["d", "c", "b", "a"], dtype=object), NO_PLAN, Wishes(Bands()))
    assert named["number"].to_dict() == {"d": 1, "c": 2, "b": 3, "a": 4}
    assert named.loc["a", "code"] == "500199098001004"


def test_a_number_of_a_grid_that_holds_no_cell_any_more_is_never_given_again() -> None:
    cells = raster(np.full((1, 2), 400))
    table = pd.DataFrame({"cell": [1, None], "grid_code": ["500199098001001", "500199098001007"]})
    plan = read_existing(cells, table)
    named = name_grids(cells, np.array(["500199098001001", "new"], dtype=object), plan, Wishes(Bands()))
    assert named["number"].to_dict() == {"500199098001001": 1, "new": 8}


def test_a_grid_over_the_highest_number_names_its_community() -> None:
    cells = raster(np.full((1, 2), 400))
    plan = read_existing(cells, pd.DataFrame({"cell": [1], "grid_code": ["G"], "number": [999]}))
    with pytest.raises(CannotSatisfy) as refused:
        name_grids(cells, np.array(["G", "new"], dtype=object), plan, Wishes(Bands()))
    assert cells["community_code"].iloc[0] in refused.value.chinese
