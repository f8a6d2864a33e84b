import numpy as np
import pytest

from gis.network.build import build_network
from gis.network.laid import NOT_A_LINE


@pytest.fixture
def laid(draw_streets):
    return build_network(draw_streets([(0, 50), (200, 50)], [(100, 0), (100, 99)], [(0, 90), (50, 90)])).laid


def test_a_part_carries_its_own_marks_and_only_pairs_it_holds_both_of(laid):
    lines, marks, pairs, which = laid.part(np.array([0, 1]))
    assert (len(lines.geometry), len(marks.line), len(pairs)) == (2, 2, 1)
    assert sorted(laid.marks.line[which]) == [0, 1]
    assert len(laid.part(np.array([0]))[2]) == 0


def test_a_mark_taken_back_belongs_to_no_line(laid):
    less = laid.without_marks(np.array([0]))
    assert less.marks.line[0] == NOT_A_LINE
    assert laid.marks.line[0] != NOT_A_LINE
    assert len(less.part(np.array([0, 1]))[1].line) == 1


def test_lines_are_found_by_distance_those_added_too(laid):
    here = laid.lines.geometry[[2]]
    assert laid.near(here, 1.0).tolist() == [2]
    more = laid.with_line(laid.part(np.array([2]))[0], laid.traits)
    assert more.near(here, 1.0).tolist() == [2, 3]


def test_every_edge_of_a_street_knows_its_line(draw_streets):
    network = build_network(draw_streets([(0, 50), (200, 50)], [(100, 0), (100, 99)]))
    assert network.laid.line_of_edge.tolist() == network.edges.street.tolist() == [0, 0, 1, 1]
