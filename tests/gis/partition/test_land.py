"""Land as nodes: pieces hang together, and what lies behind a gate goes with it."""

import numpy as np

from gis.partition.land import Piece, label_pieces
from tests.gis.partition.rasters import instance_of, raster


def test_pieces_are_what_hangs_together_without_the_rest() -> None:
    instance = instance_of(raster([[100, 800, 100, 100]]))
    label = label_pieces(instance, instance.households <= 500)
    assert label[2] == label[3] != label[0]


def test_fewer_than_a_grid_behind_a_gate_is_one_node_with_it() -> None:
    piece = Piece(instance_of(raster([[100, 150, 200, 400, 400]])), np.arange(5))
    # 100, then 100 + 150, lie behind the next; 450 is enough for a grid of its own.
    assert len(np.unique(piece.node[:3])) == 1
    assert sorted(piece.land.lived.tolist()) == [400, 400, 450]
    assert piece.land.near.tolist() == [1, 0, 2, 1]


def test_a_ring_has_no_gates() -> None:
    assert len(np.unique(Piece(instance_of(raster([[100, 100], [100, 100]])), np.arange(4)).node)) == 4
