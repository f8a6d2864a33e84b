"""Broken shapes found, mended in the open, and borders that do not match."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.model.problems import Severity
from gis.space.layers import Layer
from gis.space.validity import coverage_faults, find_broken, mend, unite_coverage

BOWTIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
SPIKE = shapely.Polygon([(0, 0), (1, 0), (2, 0), (0, 0)])
SOUND = shapely.box(5, 5, 6, 6)


def test_a_self_crossing_ring_is_named_with_its_place():
    (broken,) = find_broken([SOUND, None, BOWTIE, shapely.Polygon()])
    assert broken.position == 2
    assert broken.reason == "Self-intersection"
    assert (broken.lon, broken.lat) == (1.0, 1.0)


def test_mending_says_what_it_did_and_leaves_sound_shapes_alone():
    frame = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=[SOUND, BOWTIE], crs="EPSG:4326")
    mended, (problem,) = mend(frame, Layer.ESTATES, file="x.geojson")
    assert mended.geometry.is_valid.all()
    assert mended.geometry[0].equals_exact(SOUND)
    assert mended.geometry[1].area == pytest.approx(2.0)
    assert (problem.severity, problem.row, problem.file) == (Severity.CHANGED, 2, "x.geojson")
    assert not frame.geometry.is_valid.all()


def test_what_cannot_be_mended_is_refused_and_left():
    frame = gpd.GeoDataFrame({"code": ["a"]}, geometry=[SPIKE], crs="EPSG:4326")
    mended, (problem,) = mend(frame, Layer.ESTATES)
    assert problem.severity is Severity.REFUSED
    assert mended.geometry[0].equals_exact(SPIKE)


def test_neighbours_with_the_same_vertices_have_no_faults():
    assert [*coverage_faults([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])] == [None, None]
    assert len(coverage_faults([])) == 0


def test_a_vertex_the_neighbour_lacks_and_an_overlap_are_faults():
    bent = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (0.999, 0.5)])
    faults = coverage_faults([shapely.box(0, 0, 1, 1), bent, shapely.box(9, 9, 10, 10)])
    assert faults[0] is not None
    assert faults[1] is not None
    assert faults[2] is None
    assert isinstance(faults, np.ndarray)


def test_neighbours_unite_into_one_polygon_and_apart_ones_into_several():
    left, right, far = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)
    one, several = unite_coverage([left, right]), unite_coverage([left, right, far])
    assert one.geom_type == "Polygon" and one.equals(shapely.box(0, 0, 2, 1))
    assert several.geom_type == "MultiPolygon" and several.area == 3
