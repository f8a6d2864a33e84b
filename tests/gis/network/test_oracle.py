import numpy as np
import pytest

from gis.network.oracle import nearest_seconds, plain_graph
from gis.network.profiles import PROFILES
from gis.network.weights import TICKS_PER_S, Seeds, make_arcs, time_edges


def test_of_parallel_arcs_the_shortest_counts():
    arcs = make_arcs(2, np.array([0, 0]), np.array([1, 1]), np.array([7, 5]) * TICKS_PER_S)
    seeds = Seeds(np.array([0]), np.array([1 << 32]))
    assert nearest_seconds(arcs, seeds, limit_s=60)[1] == pytest.approx(5, abs=1e-4)


def test_without_a_source_nothing_is_reached():
    arcs = make_arcs(2, np.array([0]), np.array([1]), np.array([1]))
    assert np.isinf(nearest_seconds(arcs, Seeds(np.empty(0, int), np.empty(0, int)), limit_s=60)).all()


def test_the_plain_graph_walks_every_open_edge_both_ways(cross):
    graph = plain_graph(cross, time_edges(cross, PROFILES["adult"]))
    assert graph.nnz == 8
    assert graph.data == pytest.approx(np.full(8, 75), abs=0.05)
