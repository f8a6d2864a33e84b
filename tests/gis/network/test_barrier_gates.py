from gis.network.build import build_network


def fence(draw_streets):
    return draw_streets([(100, -50), (100, 50)]).drop(columns="road_class").assign(kind="fence")


def test_a_gate_in_an_open_fence_opens_the_street_it_severs(draw_streets, draw_points):
    streets = draw_streets([(0, 0), (200, 0)])
    shut = build_network(streets, barriers=fence(draw_streets))
    gated = build_network(streets, barriers=fence(draw_streets), gates=draw_points((100, 6)))
    assert (shut.piece.max(), gated.piece.max()) == (1, 0)
    assert (gated.edges.gate == 0).sum() == 1


def test_a_gate_where_two_streets_end_joins_them(draw_streets, draw_points):
    network = build_network(
        draw_streets([(0, 0), (100, 0)], [(100, 0), (200, 0)]), gates=draw_points((100, 0))
    )
    assert network.piece.max() == 0
    assert (network.edges.gate == 0).sum() == 1


def test_a_gate_with_no_street_is_reported(draw_streets, draw_points):
    network = build_network(draw_streets([(0, 0), (200, 0)]), gates=draw_points((100, 40)))
    assert [problem.code for problem in network.problems] == ["gate_leads_nowhere"]
