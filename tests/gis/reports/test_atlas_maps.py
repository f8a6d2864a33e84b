import io
import math

import numpy as np
import pytest
from PIL import Image

from gis.reports.atlas_maps import SHEET_IN, _along, _fitted, grid_sheet, overview
from tests.gis.reports.atlas_example import ground
from tests.worked.tiny import line


@pytest.fixture(scope="module")
def place():
    return ground()


def _has_colour(picture, colour, tolerance=12):
    dots = np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB")).astype(int)
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return (np.abs(dots - wanted).max(axis=2) <= tolerance).sum()


def test_a_grids_sheet_shows_its_border_and_its_buildings(place):
    picture = grid_sheet(place, 1)
    assert (picture.width_px, picture.height_px) == tuple(round(200 * side) for side in SHEET_IN)
    assert _has_colour(picture, "#9b1c1c") > 2000
    assert _has_colour(picture, "#b98a4e") > 2000
    assert picture.caption == "甲社区第一网格"


def test_every_grid_has_a_place_on_the_overview(place):
    picture = overview(place, "微型街道")
    assert "微型街道" in picture.caption and picture.width_px > picture.height_px
    assert _has_colour(picture, "#cfe3c5", 25) > 5000 and _has_colour(picture, "#c9d7ee", 25) > 5000


def test_a_box_is_widened_to_the_sheet_and_never_cut():
    west, south, east, north = _fitted((106.0, 29.0, 106.1, 29.01), (1.0, 1.0))
    assert (west, east) == (106.0, 106.1) and south < 29.0 and north > 29.01
    wide_m = (east - west) * math.cos(math.radians((south + north) / 2))
    assert wide_m == pytest.approx(north - south, rel=1e-3)


@pytest.mark.parametrize(
    ("end", "turned_deg"), [((100, 0), 0), ((-100, 0), 0), ((100, 100), 45), ((-100, -100), 45)]
)
def test_a_streets_name_is_turned_with_it_and_never_upside_down(end, turned_deg):
    label = _along(line((0, 0), end), 0.5, "街", math.cos(math.radians(29.5)))
    assert label.turned_deg == pytest.approx(turned_deg, abs=0.6)
