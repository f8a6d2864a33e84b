import numpy as np
import pytest

from gis.errors import NotFound
from gis.space import h3cells
from gis.store.coverage_tiles import DEEPEST, coverage_tile, rolled_up


def test_from_afar_cells_are_shown_by_their_parents():
    cells = h3cells.cells_at([106.55, 106.56, 106.60], [29.5, 29.51, 29.6], resolution=10).astype(np.int64)
    assert rolled_up(cells, 14).tolist() == cells.tolist()
    for z, resolution in ((13, 9), (12, 9), (11, 8), (0, 8)):
        assert rolled_up(cells, z).tolist() == h3cells.parents(cells, resolution=resolution).tolist()
    coarse = h3cells.parents(cells, resolution=8).astype(np.int64)
    assert rolled_up(coarse, 13).tolist() == coarse.tolist()


@pytest.mark.database
def test_without_runs_a_tile_is_empty(planner):
    assert coverage_tile(planner, [], "medical", z=3, x=1, y=1) == b""


@pytest.mark.database
@pytest.mark.parametrize("place", [(DEEPEST + 1, 0, 0), (-1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_only_tiles_of_the_scheme_exist(planner, place):
    z, x, y = place
    with pytest.raises(NotFound):
        coverage_tile(planner, [], "medical", z=z, x=x, y=y)
