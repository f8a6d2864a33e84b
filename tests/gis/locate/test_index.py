"""The in-process index answers as an exact test of every polygon would."""

import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.locate.index import NO_UNIT, PolygonIndex

SIDE_BY_SIDE = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]


def _mosaic(count, seed):
    rng = np.random.default_rng(seed)
    seeds = shapely.MultiPoint(rng.uniform([106.5, 29.5], [106.54, 29.53], (count, 2)))
    frame = shapely.box(106.5, 29.5, 106.54, 29.53)
    tiles = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    return shapely.intersection(tiles, frame)


def test_the_index_answers_as_every_polygon_tested_one_by_one():
    tiles = _mosaic(60, 1)
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(106.499, 106.541, 20_000), rng.uniform(29.499, 29.531, 20_000)
    covered = np.array([shapely.covers(tile, shapely.points(lon, lat)) for tile in tiles])
    expected = np.where(covered.any(axis=0), covered.argmax(axis=0), NO_UNIT)
    assert np.array_equal(PolygonIndex.build(tiles, np.arange(60)).find(lon, lat), expected)


def test_a_point_on_a_shared_edge_belongs_to_the_smallest_id():
    index = PolygonIndex.build(SIDE_BY_SIDE, [7, 3])
    assert index.find([1.0, 0.5, 1.5, 1.0, 1.0], [0.5, 0.5, 0.5, 0.0, 1.0]).tolist() == [3, 7, 3, 3, 3]
    assert index.find_all(1.0, 0.5) == [3, 7]


def test_outer_edges_and_corners_are_covered_and_beyond_them_nothing_is():
    index = PolygonIndex.build(SIDE_BY_SIDE, [1, 2])
    assert index.find([0.0, 2.0, 2.0, 0.0], [0.0, 1.0, 0.0, 0.7]).tolist() == [1, 2, 2, 1]
    beyond = np.nextafter(2.0, 3.0)
    assert index.find([beyond, -1e-12, 0.5], [0.5, 0.5, 1 + 1e-12]).tolist() == [NO_UNIT] * 3


def test_a_holes_rim_is_covered_and_the_hole_is_not():
    ringed = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    index = PolygonIndex.build([ringed], [5])
    assert index.find([1.5, 1.0, 2.0, 3.0], [1.5, 1.5, 2.0, 3.0]).tolist() == [NO_UNIT, 5, 5, 5]


def test_every_part_of_an_exclave_counts():
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    index = PolygonIndex.build([parts, shapely.box(2, 2, 3, 3)], [1, 2])
    assert index.find([5.5, 2.5, 4.0], [5.5, 2.5, 4.0]).tolist() == [1, 2, NO_UNIT]


def test_overlaps_answer_with_the_smallest_and_list_all():
    index = PolygonIndex.build(
        [shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2), shapely.box(0, 0, 3, 3)], [9, 4, 6]
    )
    assert index.find([1.5, 2.5], [1.5, 2.5]).tolist() == [4, 6]
    assert index.find_all(1.5, 1.5) == [4, 6, 9]
    assert index.find_all(9.0, 9.0) == []


def test_a_needle_thinner_than_a_raster_cell_is_found():
    needle = shapely.Polygon([(0, 0), (100, 0.00001), (0, 0.00002)])
    index = PolygonIndex.build([needle, shapely.box(0, 50, 100, 60)], [1, 2])
    assert index.find([50.0, 50.0], [0.00001, 0.0001]).tolist() == [1, NO_UNIT]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e308])
def test_what_is_no_position_lies_nowhere(odd):
    index = PolygonIndex.build(SIDE_BY_SIDE, [1, 2])
    assert index.find([odd, 0.5], [0.5, odd]).tolist() == [NO_UNIT, NO_UNIT]
    assert index.find_all(odd, 0.5) == []


def test_missing_and_empty_shapes_cover_nothing():
    index = PolygonIndex.build([None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], [1, 2, 3])
    assert index.find(0.5, 0.5).tolist() == [3]
    assert PolygonIndex.build([], []).find([0.5], [0.5]).tolist() == [NO_UNIT]
    assert PolygonIndex.build([None], [1]).find([0.5], [0.5]).tolist() == [NO_UNIT]


def test_a_shape_is_given_back_by_its_id():
    index = PolygonIndex.build(SIDE_BY_SIDE, [7, 3])
    assert index.shape_of(7).equals(SIDE_BY_SIDE[0])
    assert index.shape_of(8) is None


@pytest.mark.parametrize(
    ("shapes", "ids", "code"),
    [
        (SIDE_BY_SIDE, [1, 1], "ids_invalid"),
        (SIDE_BY_SIDE, [1, -2], "ids_invalid"),
        (SIDE_BY_SIDE, [1], "ids_invalid"),
        ([shapely.Point(0, 0)], [1], "shape_type"),
    ],
)
def test_what_cannot_be_indexed_is_refused(shapes, ids, code):
    with pytest.raises(InputError) as refusal:
        PolygonIndex.build(shapes, ids)
    assert refusal.value.code == code


def test_one_position_is_answered_as_many_are():
    tiles = _mosaic(40, 3)
    index = PolygonIndex.build(tiles, np.arange(40) * 3)
    vertices = shapely.get_coordinates(tiles)[:200]
    spread = np.random.default_rng(4).uniform([106.499, 29.499], [106.541, 29.531], (500, 2))
    odd = [[np.nan, 29.5], [106.5, np.inf], [-np.inf, 0.0], [1e308, 1e308]]
    positions = np.concatenate([vertices, spread, odd])
    found = index.find(positions[:, 0], positions[:, 1]).tolist()
    assert [index.find_one(lon, lat) for lon, lat in positions.tolist()] == found
    assert PolygonIndex.build([], []).find_one(0.0, 0.0) == NO_UNIT
