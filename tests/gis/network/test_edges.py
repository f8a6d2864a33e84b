import numpy as np

from gis.network.build import build_network


def test_a_gate_leads_outside_through_itself_and_inside_freely(draw_streets, draw_points, walled_square):
    streets = draw_streets([(90, 0), (90, 300)], [(120, 150), (180, 150)])
    network = build_network(streets, estates=walled_square, gates=draw_points((100, 130), estate_code="E1"))
    leads = np.flatnonzero(network.edges.street < 0)
    assert sorted(network.edges.gate[leads].tolist()) == [-1, 0]
    assert network.edges.zone[leads[network.edges.gate[leads] == -1]].tolist() == [0]
    assert set(network.edges.start[leads]) == {network.gates.node[0]}


def test_every_edge_knows_the_street_it_was_cut_from(draw_streets):
    network = build_network(
        draw_streets([(0, 100), (200, 100)], [(100, 0), (100, 200)], road_class=["steps", "primary"])
    )
    assert sorted(network.edges.street.tolist()) == [0, 0, 1, 1]
    assert network.edges.is_stairs.tolist() == (network.edges.street == 0).tolist()
    assert network.edges.is_big_road.tolist() == (network.edges.street == 1).tolist()
