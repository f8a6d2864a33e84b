import numpy as np
import pytest

from gis.network.build import build_network
from gis.network.engine import UNREACHED
from gis.network.profiles import PROFILES
from gis.network.weights import (
    CLOSED_TICKS,
    TICKS_PER_S,
    edge_ticks,
    make_arcs,
    pack_arcs,
    time_edges,
    to_seconds,
    to_ticks,
)

ADULT, WHEELS = PROFILES["adult"], PROFILES["wheelchair"]


def test_eighty_metres_take_a_minute_both_ways(draw_streets):
    timing = time_edges(build_network(draw_streets([(0, 0), (80, 0)])), ADULT)
    assert timing.forward_s == pytest.approx([60], abs=0.02)
    assert timing.backward_s == pytest.approx([60], abs=0.02)


def test_stairs_are_slower_and_closed_to_wheelchairs(draw_streets):
    network = build_network(draw_streets([(0, 0), (60, 0)], road_class="steps"))
    assert time_edges(network, ADULT).forward_s == pytest.approx([100], abs=0.05)
    assert not time_edges(network, WHEELS).is_passable.any()


def test_uphill_is_slower_than_downhill(draw_streets):
    network = build_network(draw_streets([(0, 0), (80, 0)], climb_m=8.0))
    timing = time_edges(network, ADULT)
    # 10 % up: 60 s / exp(-0.35); 10 % down: |-0.1 + 0.05| = 0.05, as fast as on the flat
    assert timing.forward_s == pytest.approx([60 * np.exp(0.35)], abs=0.05)
    assert timing.backward_s == pytest.approx([60], abs=0.05)


def test_who_crosses_a_big_road_waits_in_full_and_who_walks_along_it_does_not(draw_streets):
    streets = draw_streets(
        [(0, 100), (200, 100)], [(100, 0), (100, 200)], road_class=["primary", "residential"]
    )
    network = build_network(streets)
    timing = time_edges(network, ADULT)
    wait_s = timing.start_wait_s + timing.end_wait_s
    assert wait_s[network.edges.is_big_road].tolist() == [0, 0]
    assert wait_s[~network.edges.is_big_road].sum() == ADULT.crossing_wait_s


def test_ticks_are_whole_at_least_one_and_closed_beyond_an_hour():
    assert to_ticks(np.array([0.0, 1.0, np.inf, np.nan, 1e308])).tolist() == [
        1,
        TICKS_PER_S,
        CLOSED_TICKS,
        1,
        CLOSED_TICKS,
    ]


def test_unreached_is_no_number_of_seconds():
    assert np.isnan(to_seconds(np.array([UNREACHED]))).all()
    assert to_seconds(np.array([(5 * TICKS_PER_S << 32) | 7])).tolist() == [5.0]


def test_arcs_against_the_walk_carry_the_time_of_the_walk(draw_streets):
    network = build_network(draw_streets([(0, 0), (80, 0)], climb_m=8.0))
    timing = time_edges(network, ADULT)
    forward, _ = edge_ticks(timing)
    arcs = pack_arcs(network, timing)
    start, end = int(network.edges.start[0]), int(network.edges.end[0])
    under_end = arcs.against.packed[arcs.against.offsets[end]]
    under_start = arcs.along.packed[arcs.along.offsets[start]]
    assert (under_end & 0xFFFFFFFF, under_end >> 32) == (start, forward[0])
    assert (under_start & 0xFFFFFFFF, under_start >> 32) == (end, forward[0])


def test_loops_lead_nowhere_and_are_left_out():
    arcs = make_arcs(2, np.array([0, 0]), np.array([0, 1]), np.array([5, 6]))
    assert arcs.offsets.tolist() == [0, 1, 1]
