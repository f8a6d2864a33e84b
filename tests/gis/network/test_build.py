"""Hand-drawn streets: what joins, what does not, and what is said of it."""

import numpy as np
import pytest

from gis.network.build import build_network
from gis.network.elevation import Raster


def degrees(network):
    return sorted(np.bincount(np.concatenate([network.edges.start, network.edges.end])).tolist())


def test_streets_of_one_level_that_cross_are_joined(cross):
    # four arms of 100 m meet in one node
    assert cross.edges.length_m == pytest.approx([100, 100, 100, 100], abs=0.05)
    assert degrees(cross) == [1, 1, 1, 1, 4]


@pytest.mark.parametrize(
    "column", [{"is_bridge": [False, True]}, {"is_tunnel": [True, False]}, {"layer": [0, 2]}]
)
def test_levels_do_not_join_where_they_only_cross(draw_streets, column):
    network = build_network(draw_streets([(0, 100), (200, 100)], [(100, 0), (100, 200)], **column))
    assert len(network.edges) == 2
    assert network.piece.max() == 1


def test_streets_that_meet_only_at_shared_nodes_are_left_alone(draw_streets):
    streets = draw_streets([(0, 100), (200, 100)], [(100, 0), (100, 200)], is_noded=True)
    assert len(build_network(streets).edges) == 2
    free = draw_streets([(0, 100), (200, 100)], [(100, 0), (100, 200)])
    assert len(build_network(free, connect_crossings=False).edges) == 2


def test_a_bridge_lands_on_the_road_it_ends_at(draw_streets):
    streets = draw_streets([(0, 0), (200, 0)], [(100, 0), (100, 80)], is_bridge=[False, True])
    assert degrees(build_network(streets)) == [1, 1, 1, 3]


def test_a_lane_that_ends_under_a_bridge_does_not_climb_onto_it(draw_streets):
    streets = draw_streets([(0, 0), (100, 0), (200, 0)], [(100, -80), (100, 0)], is_bridge=[True, False])
    assert build_network(streets).piece.max() == 1


def test_a_street_that_ends_half_a_metre_short_leads_onto_the_other_and_five_metres_short_does_not(
    draw_streets,
):
    near = draw_streets([(0, 0), (200, 0)], [(100, 0.4), (100, 80)])
    far = draw_streets([(0, 0), (200, 0)], [(100, 5), (100, 80)])
    assert build_network(near).piece.max() == 0
    assert build_network(far).piece.max() == 1


def test_an_open_barrier_severs_a_street_and_a_bridge_passes_over_it(draw_streets):
    river = draw_streets([(100, -50), (100, 50)]).drop(columns="road_class").assign(kind="river")
    road, bridge = draw_streets([(0, 0), (200, 0)]), draw_streets([(0, 0), (200, 0)], is_bridge=True)
    assert build_network(road, barriers=river).piece.max() == 1
    assert build_network(bridge, barriers=river).piece.max() == 0


def test_a_wall_severs_a_street_unless_there_is_a_gate(draw_streets, draw_points, walled_square):
    streets = draw_streets([(0, 150), (150, 150)])
    gates = draw_points((100, 150), estate_code="E1")
    assert build_network(streets, estates=walled_square).piece.max() == 1
    assert build_network(streets, estates=walled_square, gates=gates).piece.max() == 0


def test_a_gate_beside_the_street_leads_to_the_streets_on_both_sides(
    draw_streets, draw_points, walled_square
):
    # outside: along x = 90; inside: along y = 150 from x = 120; the gate at (100, 130)
    streets = draw_streets([(90, 0), (90, 300)], [(120, 150), (180, 150)])
    network = build_network(streets, estates=walled_square, gates=draw_points((100, 130), estate_code="E1"))
    outer, inner = network.edges.gate == 0, (network.edges.street < 0) & (network.edges.gate < 0)
    assert network.edges.length_m[outer] == pytest.approx([10], abs=0.05)
    assert network.edges.length_m[inner] == pytest.approx([np.hypot(20, 20)], abs=0.05)
    assert network.piece.max() == 0


def test_a_gate_off_the_walls_is_refused_and_said_so(draw_streets, draw_points, walled_square):
    gates = draw_points((300, 300), estate_code="E1")
    network = build_network(draw_streets([(0, 150), (150, 150)]), estates=walled_square, gates=gates)
    assert [(p.code, p.row) for p in network.problems] == [("gate_off_wall", 1)]
    assert "米" in network.problems[0].reason
    assert len(network.gates.code) == 0


def test_a_gate_across_a_street_stops_it_only_while_closed(draw_streets, draw_points):
    from gis.network.profiles import PROFILES
    from gis.network.weights import time_edges

    gates = draw_points((100, 1), is_open=False)
    network = build_network(draw_streets([(0, 0), (200, 0)]), gates=gates)
    closed = time_edges(network, PROFILES["adult"])
    opened = time_edges(network, PROFILES["adult"], gate_is_open=np.array([True]))
    assert (~closed.is_passable).sum() == 1
    assert opened.is_passable.all()
    assert network.piece.max() == 0


def test_a_bridge_over_a_wall_lands_inside(draw_streets, walled_square):
    streets = draw_streets(
        [(0, 0), (60, 150)], [(60, 150), (150, 150)], [(150, 150), (180, 180)], is_bridge=[0, 1, 0]
    )
    assert build_network(streets, estates=walled_square).piece.max() == 0


def test_a_ring_of_walls_is_a_zone_of_its_own(draw_streets):
    ring = draw_streets([(100, 100), (200, 100), (200, 200), (100, 200), (100, 100)]).assign(kind="wall")
    network = build_network(draw_streets([(0, 150), (150, 150)]), barriers=ring)
    assert network.zone_code.tolist() == ["ring-1"]
    assert network.piece.max() == 1


def test_heights_give_the_grade_of_each_edge(draw_streets):
    from tests.worked import tiny

    west, north = tiny.lon_lat(-50, 250)
    ramp = Raster(west, north, 100 * tiny.DEGREES_PER_M_EAST, np.tile(np.arange(0, 50, 10.0), (5, 1)))
    network = build_network(draw_streets([(0, 100), (300, 100)]), elevation=ramp)
    # 10 m up on every 100 m east
    assert network.edges.grade == pytest.approx([0.1], abs=1e-3)


def test_the_longest_piece_is_number_zero(draw_streets):
    network = build_network(draw_streets([(0, 0), (10, 0)], [(0, 50), (500, 50)]))
    length_m = np.bincount(network.piece[network.edges.start], weights=network.edges.length_m)
    assert length_m == pytest.approx([500, 10], abs=0.2)


def test_streets_round_the_globe_do_not_stop_the_building(draw_streets):
    streets = draw_streets([(0, 0), (1e6, 0)], [(0, 0), (0, 1e6)])
    assert np.isfinite(build_network(streets).edges.length_m).all()
