"""An index over edges that went and came answers as one built anew would."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.frontage import Frontage


def lines_of(rng, count):
    ends = rng.integers(0, 12, (count, 2, 2)).astype(float)
    ends[:, 1] += [0.0, 20.0]
    return np.asarray(shapely.linestrings(ends), dtype=object)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 100_000))
def test_an_index_with_edges_gone_and_come_answers_as_a_new_one(seed):
    """Whole coordinates make many ties: the lowest number wins in both."""
    rng = np.random.default_rng(seed)
    before, came = lines_of(rng, int(rng.integers(1, 12))), lines_of(rng, int(rng.integers(0, 5)))
    stays = rng.random(len(before)) < 0.6
    now = np.concatenate([before[stays], came])
    edge = np.where(stays, np.cumsum(stays) - 1, -1)
    nothing = np.empty(0, np.int64)
    held = Frontage(shapely.STRtree(before), edge, stays.sum() + np.arange(len(came)), now)
    anew = Frontage(shapely.STRtree(now), np.arange(len(now)), nothing, now)
    points = np.asarray(shapely.points(rng.integers(0, 15, (8, 2)).astype(float)), dtype=object)
    for ask in ("nearest", "within"):
        one, other = (getattr(index, ask)(points, 3.0) for index in (held, anew))
        assert sorted(zip(*map(list, one), strict=True)) == sorted(zip(*map(list, other), strict=True))


def test_exactly_as_far_as_asked_is_near_enough():
    line = np.array([shapely.LineString([(0, 0), (10, 0)])], dtype=object)
    index = Frontage(shapely.STRtree(line), np.array([0]), np.empty(0, np.int64), line)
    points = np.asarray(shapely.points([[5.0, 3.0], [5.0, 3.5]]), dtype=object)
    assert index.nearest(points, 3.0)[0].tolist() == [0]
