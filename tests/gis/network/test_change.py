"""Small changes against full searches: the labels must be the very same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.change import add_sources, close_arcs, drop_sources, hanging_nodes, open_arcs, set_ticks
from gis.network.engine import limit_label, nearest_labels
from gis.network.weights import CLOSED_TICKS, ArcPair, Seeds, make_arcs

LIMIT_S = 600.0
LIMIT = limit_label(LIMIT_S)


class Town:
    """A random directed graph with a few facilities; small whole times make many ties."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.n = int(rng.integers(2, 50))
        self.tails, self.heads = rng.integers(0, self.n, (2, 3 * self.n))
        self.ticks = rng.integers(1, 9, 3 * self.n) * 2**18 * 10
        self.nodes = rng.integers(0, self.n, int(rng.integers(1, 6)))
        self.rng = rng

    def arcs(self, ticks=None):
        ticks = self.ticks if ticks is None else ticks
        return ArcPair(
            make_arcs(self.n, self.heads, self.tails, ticks), make_arcs(self.n, self.tails, self.heads, ticks)
        )

    def seeds(self, chosen):
        chosen = np.asarray(chosen, np.int64)
        return Seeds(self.nodes[chosen].astype(np.int64), (np.int64(2**18) << 32) | chosen)


def full(arcs, seeds):
    return nearest_labels(arcs.against, seeds, limit_s=LIMIT_S)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_adding_and_dropping_a_facility_end_where_a_full_search_ends(seed):
    town = Town(seed)
    arcs, everybody = town.arcs(), np.arange(len(town.nodes))
    gone = int(town.rng.integers(len(everybody)))
    others = np.delete(everybody, gone)
    labels = full(arcs, town.seeds(everybody))
    drop_sources(arcs, labels, town.seeds([gone]), town.seeds(others), LIMIT)
    np.testing.assert_array_equal(labels, full(arcs, town.seeds(others)))
    add_sources(arcs, labels, town.seeds([gone]), LIMIT)
    np.testing.assert_array_equal(labels, full(arcs, town.seeds(everybody)))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_closing_and_opening_a_way_end_where_a_full_search_ends(seed):
    town = Town(seed)
    seeds = town.seeds(np.arange(len(town.nodes)))
    tail, head = town.tails[0], town.heads[0]
    if tail == head:
        return
    pairs = (np.array([tail, head]), np.array([head, tail]))
    between = ((town.tails == tail) & (town.heads == head)) | ((town.tails == head) & (town.heads == tail))
    shut = np.where(between, CLOSED_TICKS, town.ticks)
    before, after = town.arcs(), town.arcs(shut)
    closed = np.full(2, CLOSED_TICKS)
    patched = ArcPair(set_ticks(before.against, *pairs, closed), set_ticks(before.along, *pairs, closed))
    np.testing.assert_array_equal(patched.along.packed, after.along.packed)
    labels, ends = full(before, seeds), np.array([tail, head])
    close_arcs(patched, labels, hanging_nodes(before, labels, ends), seeds, LIMIT)
    np.testing.assert_array_equal(labels, full(after, seeds))
    open_arcs(before, labels, ends, LIMIT)
    np.testing.assert_array_equal(labels, full(before, seeds))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_one_more_facility_makes_nobody_walk_longer(seed):
    town = Town(seed)
    everybody = np.arange(len(town.nodes))
    fewer, more = full(town.arcs(), town.seeds(everybody[1:])), full(town.arcs(), town.seeds(everybody))
    assert ((more >> 32) <= (fewer >> 32)).all()
