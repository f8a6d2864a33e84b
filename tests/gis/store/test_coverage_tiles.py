import pytest

from gis.errors import NotFound
from gis.store.coverage_tiles import DEEPEST, coverage_tile


@pytest.mark.database
def test_without_runs_a_tile_is_empty(planner):
    assert coverage_tile(planner, [], "medical", z=3, x=1, y=1) == b""


@pytest.mark.database
@pytest.mark.parametrize("place", [(DEEPEST + 1, 0, 0), (-1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_only_tiles_of_the_scheme_exist(planner, place):
    z, x, y = place
    with pytest.raises(NotFound):
        coverage_tile(planner, [], "medical", z=z, x=x, y=y)
