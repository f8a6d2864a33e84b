"""What is cut anew keeps the numbers of what stays."""

import numpy as np
import pytest
import shapely

from gis.network.build import build_network
from gis.network.laid import rank_of
from gis.network.recut import Wanted, recut
from tests.worked import tiny

NOTHING = np.empty(0, np.int64)


@pytest.fixture
def ladder(draw_streets):
    return build_network(draw_streets([(0, 0), (200, 0)], [(0, 100), (200, 100)], [(50, 0), (50, 100)]))


def again(network, changed):
    return recut(network, Wanted(network.laid, np.array(changed), network.gates, NOTHING, [], NOTHING))


def test_lines_cut_anew_without_any_change_give_the_same_network(ladder):
    network, moved = again(ladder, [0, 2])
    assert network.node_count == ladder.node_count
    for name in ("start", "end", "length_m", "street"):
        np.testing.assert_array_equal(getattr(network.edges, name), getattr(ladder.edges, name))
    assert (moved < 0).tolist() == np.isin(ladder.laid.line_of_edge, [0, 2]).tolist()
    np.testing.assert_array_equal(network.piece, ladder.piece)


def test_edges_stay_in_the_order_of_their_lines(ladder):
    network, moved = again(ladder, [1])
    assert network.laid.line_of_edge.tolist() == ladder.laid.line_of_edge.tolist()
    stayed = moved >= 0
    assert (ladder.edges.street[stayed] == network.edges.street[moved[stayed]]).all()


def test_two_nodes_that_would_become_one_are_no_local_change(draw_streets):
    """Two ends 0.3 m apart, joined by nothing: a mark that pairs them makes one node of two."""
    from gis.network.noding import Marks

    network = build_network(draw_streets([(0, 0), (99.7, 0)], [(100.4, 0), (200, 0)]))
    place = shapely.get_coordinates(
        network.plane.project_geometries([tiny.point(99.7, 0), tiny.point(100.4, 0)])
    )
    marks = Marks(np.array([0, 1]), place[:, 0], place[:, 1], np.zeros(2, bool))
    joined = network.laid.with_marks(marks, np.array([[0, 1]]), rank_of(0, 2), np.array([-1, -1]))
    assert recut(network, Wanted(joined, np.array([0, 1]), network.gates, NOTHING, [], NOTHING)) is None
