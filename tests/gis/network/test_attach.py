import numpy as np
import pytest

from gis.network.attach import Attachments, attach_points, is_walled_in
from gis.network.build import build_network
from gis.network.profiles import PROFILES
from gis.network.weights import time_edges
from tests.worked import tiny


def attach(network, *places, profile="adult", **options):
    lon, lat = np.transpose([tiny.lon_lat(*place) for place in places])
    timing = time_edges(network, PROFILES[profile])
    return attach_points(network, timing, *network.plane.project(lon, lat), **options)


def test_a_place_opens_onto_the_nearest_point_of_the_nearest_street(cross):
    found = attach(cross, (30, 112))
    assert found.access_m == pytest.approx([12], abs=0.02)
    assert found.fraction[0] in (pytest.approx(0.3, abs=1e-3), pytest.approx(0.7, abs=1e-3))


def test_exactly_as_far_as_allowed_is_attached_and_farther_is_listed(cross):
    near, far = attach(cross, (30, 112)), attach(cross, (30, 112), max_access_m=11.9)
    assert near.reason.tolist() == [""]
    assert far.reason.tolist() == ["too_far_from_street"]
    assert np.isinf(far.access_m).all()
    assert attach(cross, (30, 112), max_access_m=float(near.access_m[0])).reason.tolist() == [""]


def test_a_place_that_is_no_place_says_so(cross):
    timing = time_edges(cross, PROFILES["adult"])
    found = attach_points(cross, timing, np.array([np.nan, np.inf]), np.array([0.0, 0.0]))
    assert found.reason.tolist() == ["no_geometry", "no_geometry"]


def test_wheelchairs_are_not_attached_to_stairs(draw_streets):
    network = build_network(
        draw_streets([(0, 0), (90, 0)], [(0, 40), (90, 40)], road_class=["steps", "footway"])
    )
    assert network.edges.street[attach(network, (45, 5)).edge].tolist() == [0]
    assert network.edges.street[attach(network, (45, 5), profile="wheelchair").edge].tolist() == [1]


def test_inside_walls_only_streets_inside_count(draw_streets, walled_square):
    network = build_network(
        draw_streets([(0, 98), (300, 98)], [(110, 190), (190, 190)]), estates=walled_square
    )
    assert network.edges.street[attach(network, (150, 110)).edge].tolist() == [1]
    assert network.edges.street[attach(network, (150, 90)).edge].tolist() == [0]


def test_inside_walls_without_a_street_one_comes_out_at_every_gate(draw_streets, draw_points, walled_square):
    gates = draw_points((150, 100), (200, 150), estate_code="E1", is_open=[True, False])
    network = build_network(
        draw_streets([(0, 98), (300, 98)], [(202, 0), (202, 300)]), estates=walled_square, gates=gates
    )
    found = attach(network, (150, 130))
    assert found.edge.tolist() == [-1]
    assert found.gate_m == pytest.approx([30, np.hypot(50, 20)], abs=0.05)
    assert is_walled_in(network, np.array([True, False]), found.zone).tolist() == [False]
    assert is_walled_in(network, np.array([False, False]), found.zone).tolist() == [True]


def test_a_walled_estate_without_a_gate_reaches_nothing(draw_streets, walled_square):
    network = build_network(draw_streets([(0, 98), (300, 98)]), estates=walled_square)
    assert attach(network, (150, 110)).reason.tolist() == ["no_gate"]


def test_nobody_walks_through_a_wall_to_the_nearest_street(draw_streets):
    river = draw_streets([(-50, 20), (150, 20)]).drop(columns="road_class").assign(kind="river")
    both = build_network(draw_streets([(0, 0), (100, 0)], [(0, 100), (100, 100)]), barriers=river)
    assert both.edges.street[attach(both, (50, 30)).edge].tolist() == [1]
    one = build_network(draw_streets([(0, 0), (100, 0)]), barriers=river)
    assert attach(one, (50, 30)).reason.tolist() == ["separated_by_barrier"]


def test_parts_taken_and_put_together_are_the_whole(draw_streets, draw_points, walled_square):
    gates = draw_points((150, 100), estate_code="E1")
    network = build_network(draw_streets([(0, 98), (300, 98)]), estates=walled_square, gates=gates)
    whole = attach(network, (150, 130), (20, 90), (160, 140))
    parts = Attachments.join([whole.take(np.array([0])), whole.take(np.array([1, 2]))])
    for name in ("edge", "fraction", "access_m", "zone", "gate_owner", "gate_node", "gate_m"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
