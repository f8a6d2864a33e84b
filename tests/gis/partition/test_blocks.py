"""Land cut along streets, walls and estates' borders."""

import geopandas as gpd
import numpy as np
import shapely

from gis.partition.blocks import cut_blocks, lines_of, streets_only

SQUARE = shapely.box(0, 0, 100, 100)
NONE = np.array([], dtype=object)


def test_blocks_are_the_community_without_overlap() -> None:
    streets = np.array([shapely.LineString([(50, -10), (50, 110)])], dtype=object)
    blocks = cut_blocks(np.array([SQUARE]), np.array([shapely.box(10, 10, 40, 40)]), streets)
    assert len(blocks.faces) == 3
    assert np.isclose(shapely.area(blocks.faces).sum(), 10_000)
    assert shapely.coverage_is_valid(blocks.faces)


def test_a_block_inside_an_estate_knows_it() -> None:
    blocks = cut_blocks(np.array([SQUARE]), np.array([shapely.box(10, 10, 40, 40)]), NONE)
    assert sorted(blocks.estate.tolist()) == [-1, 0]


def test_a_line_that_ends_inside_divides_nothing() -> None:
    short_line = np.array([shapely.LineString([(50, 0), (50, 50)])], dtype=object)
    assert len(cut_blocks(np.array([SQUARE]), NONE, short_line).faces) == 1


def test_footways_and_tunnels_divide_nothing() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    roads = gpd.GeoDataFrame(
        {"road_class": ["footway", "residential", "primary"], "is_tunnel": [False, True, False]},
        geometry=[line] * 3,
        crs=4326,
    )
    assert streets_only(roads)["road_class"].tolist() == ["primary"]


def test_areas_give_their_outlines() -> None:
    frame = gpd.GeoDataFrame(geometry=[SQUARE, None], crs=4326)
    assert [line.geom_type for line in lines_of(frame)] == ["LineString"]
