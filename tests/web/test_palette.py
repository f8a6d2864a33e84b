"""The laws of colouring: neighbours differ, all colours appear, equal input gives equal colours."""

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from tests.worked import tiny
from web.palette import GRID_COLOURS, colour_grids, colour_indexes, neighbour_pairs


def test_squares_that_share_an_edge_or_a_corner_are_neighbours():
    squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(1, 1, 2, 2), box(5, 5, 6, 6)]
    assert neighbour_pairs(squares) == [(0, 1), (0, 2), (1, 2)]


def test_borders_a_rounding_apart_are_neighbours_and_a_street_apart_are_not():
    assert neighbour_pairs([box(0, 0, 1, 1), box(1 + 9e-7, 0, 2, 1)]) == [(0, 1)]
    assert neighbour_pairs([box(0, 0, 1, 1), box(1.0001, 0, 2, 1)]) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.integers(2, 12))
def test_neighbours_never_share_a_colour_on_a_board_of_squares(columns, rows):
    squares = [box(x, y, x + 1, y + 1) for x in range(columns) for y in range(rows)]
    pairs = neighbour_pairs(squares)
    colours = colour_indexes(len(squares), pairs)
    assert all(colours[i] != colours[j] for i, j in pairs)


def test_a_ring_of_odd_length_around_a_hub_takes_four_colours():
    rim = 7
    pairs = [(i, (i + 1) % rim) for i in range(rim)] + [(i, rim) for i in range(rim)]
    colours = colour_indexes(rim + 1, pairs)
    assert all(colours[i] != colours[j] for i, j in pairs)


def test_more_mutual_neighbours_than_colours_still_get_one_each():
    count = len(GRID_COLOURS) + 2
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    assert set(colour_indexes(count, pairs)) == set(range(len(GRID_COLOURS)))


def test_the_least_used_colour_is_taken_so_that_all_appear():
    assert sorted(colour_indexes(len(GRID_COLOURS), [])) == list(range(len(GRID_COLOURS)))


def test_grids_of_the_tiny_world_differ_from_their_neighbours():
    grids = tiny.layers()["grids"]
    colours = colour_grids(grids)
    assert len(set(colours)) == len(grids) == 4


def test_nothing_to_colour_is_no_colour():
    assert colour_grids(gpd.GeoDataFrame(geometry=[], crs=4326)) == []


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", GRID_COLOURS)
def test_dark_names_are_legible_on_every_grid_colour(colour):
    contrast = (_luminance(colour) + 0.05) / (_luminance("#17324d") + 0.05)
    assert contrast >= 4.5


def test_points_are_neighbours_of_nothing_far():
    assert neighbour_pairs([Point(0, 0), Point(1, 1)]) == []
