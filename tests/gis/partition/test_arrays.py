"""Positions by key."""

import numpy as np

from gis.partition.arrays import positions


def test_every_position_is_found_once_under_its_key() -> None:
    keys = np.array(["b", "a", "b"])
    assert {key: own.tolist() for key, own in positions(keys).items()} == {"a": [1], "b": [0, 2]}


def test_no_key_has_no_position() -> None:
    assert positions(np.array([], dtype=np.int64)) == {}
