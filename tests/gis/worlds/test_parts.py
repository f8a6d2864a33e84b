"""What a shape consists of."""

from shapely import GeometryCollection, LineString, MultiPolygon, Point, box

from gis.worlds.parts import largest, lines_of, polygons_of


def test_a_collection_gives_its_lines_and_its_polygons():
    line = LineString([(0, 0), (1, 1)])
    both = GeometryCollection([Point(0, 0), line, MultiPolygon([box(0, 0, 1, 1), box(3, 3, 5, 5)])])
    assert lines_of(both) == [line]
    assert len(polygons_of(both)) == 2
    assert largest(both).area == 4


def test_nothing_has_no_largest_part():
    assert largest(Point(0, 0)).is_empty
