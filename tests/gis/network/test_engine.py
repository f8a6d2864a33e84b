"""The engine against scipy, on random graphs and on Helsinki."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network import engine
from gis.network.oracle import nearest_seconds
from gis.network.weights import TICKS_PER_S, Seeds, make_arcs, to_seconds


def random_arcs(seed, nodes, arcs):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, nodes, (2, arcs))
    return make_arcs(nodes, *ends, np.maximum(1, (rng.exponential(30, arcs) * TICKS_PER_S).astype(np.int64)))


def seeds_at(nodes, seconds=None):
    ticks = (
        np.ones(len(nodes), np.int64)
        if seconds is None
        else (np.asarray(seconds) * TICKS_PER_S).astype(np.int64)
    )
    return Seeds(np.asarray(nodes, np.int64), (ticks << 32) | np.arange(len(nodes)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 200), st.integers(1, 8), st.floats(1, 900))
def test_every_node_has_the_time_scipy_finds(seed, nodes, arc_count, sources, limit_s):
    arcs = random_arcs(seed, nodes, arc_count)
    rng = np.random.default_rng(seed + 1)
    seeds = seeds_at(rng.integers(0, nodes, sources), rng.uniform(0, 100, sources))
    found = to_seconds(engine.nearest_labels(arcs, seeds, limit_s=limit_s))
    asked = nearest_seconds(arcs, seeds, limit_s=limit_s)
    np.testing.assert_allclose(np.nan_to_num(found, nan=np.inf), asked, atol=1e-6)


def test_of_two_equally_near_facilities_the_lower_number_is_kept():
    # 0 - 1 - 2, ten seconds each; facilities 0 and 1 at the ends
    ticks = np.full(4, 10 * TICKS_PER_S)
    arcs = make_arcs(3, np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1]), ticks)
    for nodes, nearest in (((0, 2), 0), ((2, 0), 0)):
        assert engine.nearest_labels(arcs, seeds_at(nodes), limit_s=60)[1] & 0xFFFFFFFF == nearest


def test_a_walk_of_exactly_the_limit_is_in_and_one_tick_more_is_out():
    arcs = make_arcs(2, np.array([0]), np.array([1]), np.array([60 * TICKS_PER_S - 1]))
    seeds = seeds_at([0])
    assert engine.nearest_labels(arcs, seeds, limit_s=60)[1] < engine.UNREACHED
    longer = make_arcs(2, np.array([0]), np.array([1]), np.array([60 * TICKS_PER_S]))
    assert engine.nearest_labels(longer, seeds, limit_s=60)[1] == engine.UNREACHED


def test_a_queue_that_overflows_gives_the_same_answer():
    arcs, seeds = random_arcs(3, 200, 800), seeds_at([0, 5, 9])
    limit = engine.limit_label(900)
    labels = np.full(200, engine.UNREACHED)
    assert not engine._spread(arcs, seeds, limit, labels, 12)
    engine._sweep(arcs, limit, labels)
    assert (labels == engine.nearest_labels(arcs, seeds, limit_s=900)).all()


def test_no_facility_reaches_nobody():
    assert (engine.nearest_labels(random_arcs(1, 9, 20), seeds_at([]), limit_s=900) == engine.UNREACHED).all()


@pytest.mark.real_data
def test_helsinki_agrees_with_scipy_within_a_hundredth_of_a_second(helsinki):
    from scipy.sparse.csgraph import dijkstra

    from gis.network.build import build_network
    from gis.network.oracle import plain_graph
    from gis.network.osm_streets import read_osm_streets
    from gis.network.profiles import PROFILES
    from gis.network.weights import pack_arcs, time_edges

    network = build_network(read_osm_streets(helsinki))
    timing = time_edges(network, PROFILES["adult"])
    sources = np.random.default_rng(0).choice(network.node_count, 40, replace=False)
    labels = engine.nearest_labels(
        pack_arcs(network, timing).against, seeds_at(sources, np.zeros(40)), limit_s=900
    )
    exact = dijkstra(plain_graph(network, timing).T, indices=sources, min_only=True, limit=900)
    found = np.nan_to_num(to_seconds(labels), nan=np.inf)
    assert (np.isfinite(found) == np.isfinite(exact)).all()
    reached = np.isfinite(exact)
    assert np.abs(found[reached] - exact[reached]).max() < 0.01
