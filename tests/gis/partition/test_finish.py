"""Labels become grids with numbers and outlines."""

import numpy as np

from gis.partition.bands import Bands
from gis.partition.finish import name_grids
from gis.partition.wishes import NO_PLAN, Wishes
from tests.gis.partition.rasters import raster


def test_first_numbers_run_from_west_to_east_then_southwards() -> None:
    cells = raster(np.full((2, 2), 400))
    named = name_grids(cells, np.array(["d", "c", "b", "a"], dtype=object), NO_PLAN, Wishes(Bands()))
    assert named["number"].to_dict() == {"d": 1, "c": 2, "b": 3, "a": 4}
    assert named.loc["a", "code"] == "500199098001004"
