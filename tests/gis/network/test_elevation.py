import numpy as np
import pytest

from gis.errors import InputError
from gis.network.elevation import Raster

GRID = (
    "ncols 3\nnrows 2\nxllcorner 106\nyllcorner 29\ncellsize 0.5\nNODATA_value -9999\n10 20 30\n10 20 -9999\n"
)


@pytest.fixture
def raster(tmp_path):
    file = tmp_path / "heights.asc"
    file.write_text(GRID)
    return Raster.read(file)


def test_heights_between_cell_centres_are_interpolated(raster):
    # centres of the upper row: lon 106.25, 106.75, 107.25 at lat 29.75
    assert raster.heights_at(np.array([106.25, 106.5, 106.75]), np.full(3, 29.75)).tolist() == [10, 15, 20]


def test_beside_unknown_cells_and_outside_nothing_is_known(raster):
    heights = raster.heights_at(np.array([107.25, 105.0, 106.5]), np.array([29.25, 29.5, 31.0]))
    assert np.isnan(heights).all()


SHORT = "ncols 3\nnrows 9\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n"


@pytest.mark.parametrize("text", ["", SHORT, "hello world x\n", GRID.replace("0.5", "0")])
def test_a_file_that_is_no_grid_is_refused(tmp_path, text):
    file = tmp_path / "broken.asc"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        Raster.read(file)
    assert refused.value.code == "file_unreadable"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError) as refused:
        Raster.read(tmp_path / "no.asc")
    assert refused.value.code == "file_missing"
