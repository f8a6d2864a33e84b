"""Faces of the street plan tile the land."""

import pytest
import shapely
from shapely import box

from gis.worlds.blocks import find_adjacency


def test_neighbours_share_the_length_of_their_border():
    shared = find_adjacency([box(0, 0, 10, 5), box(10, 0, 20, 5), box(40, 0, 50, 5)]).shared_m
    assert shared[0] == {1: 5.0} and shared[1] == {0: 5.0} and 2 not in shared


def test_the_faces_tile_the_subdistrict(town):
    faces = [block.face for block in town.blocks]
    whole = shapely.coverage_union_all(faces)
    assert shapely.coverage_is_valid(faces)
    assert whole.area == pytest.approx(sum(face.area for face in faces))
    assert whole.geom_type == "Polygon"


def test_a_plot_lies_within_its_face_and_off_the_streets(town):
    streets = shapely.union_all([piece.line for piece in town.pieces if piece.kind == "street"])
    for block in town.blocks:
        if block.use == "town":
            assert block.face.buffer(0.1).contains(block.plot)
            assert block.plot.distance(streets) > 3


def test_no_face_lies_in_the_river(town):
    assert all(block.face.intersection(town.terrain.river).area < 1 for block in town.blocks)
