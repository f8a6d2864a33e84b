import numpy as np

from gis.network.assemble import morton_codes


def test_neighbours_in_a_quarter_come_before_the_next_quarter():
    x_m, y_m = np.meshgrid([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0])
    order = np.argsort(morton_codes(x_m.ravel(), y_m.ravel()), kind="stable")
    quarter = (x_m.ravel() >= 2) + 2 * (y_m.ravel() >= 2)
    assert quarter[order].tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4


def test_one_place_and_no_place_have_an_order_too():
    assert morton_codes(np.array([5.0]), np.array([7.0])).tolist() == [0]
    assert len(morton_codes(np.empty(0), np.empty(0))) == 0


def test_nodes_of_a_network_are_in_morton_order(cross):
    codes = morton_codes(cross.node_x_m, cross.node_y_m)
    assert (np.diff(codes.astype(np.int64)) >= 0).all()
