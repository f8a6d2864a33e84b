import numpy as np
import pytest

from gis.network.attach import attach_points
from gis.network.build import build_network
from gis.network.doors import Doors, open_doors
from gis.network.profiles import PROFILES
from gis.network.weights import TICKS_PER_S, time_edges
from tests.worked import tiny


@pytest.fixture
def ramp(draw_streets):
    """80 m east, 8 m up."""
    return build_network(draw_streets([(0, 0), (80, 0)], climb_m=8.0))


def doors(network, *places):
    lon, lat = np.transpose([tiny.lon_lat(*place) for place in places])
    timing = time_edges(network, PROFILES["adult"])
    found = attach_points(network, timing, *network.plane.project(lon, lat))
    return open_doors(network, timing, found)


def test_each_end_is_reached_in_its_own_direction(ramp):
    """At 20 m along, 4 m off: down to the start 20 m flat-fast, up to the end 60 m slowed by exp(0.35)."""
    here = doors(ramp, (20, 4))
    ends = dict(zip(here.node.tolist(), (here.out_ticks / TICKS_PER_S).tolist(), strict=True))
    access_s = 4 / (4 / 3)
    assert ends[int(ramp.edges.start[0])] == pytest.approx(access_s + 15, abs=0.02)
    assert ends[int(ramp.edges.end[0])] == pytest.approx(access_s + 45 * np.exp(0.35), abs=0.05)
    back = dict(zip(here.node.tolist(), (here.in_ticks / TICKS_PER_S).tolist(), strict=True))
    assert back[int(ramp.edges.start[0])] == pytest.approx(access_s + 15 * np.exp(0.35), abs=0.02)


def test_a_place_far_away_has_no_door(ramp):
    here = doors(ramp, (20, 4), (20, 900))
    assert np.diff(here.offsets).tolist() == [2, 0]


def test_taking_and_joining_keep_every_way(ramp):
    whole = doors(ramp, (20, 4), (20, 900), (70, -3))
    again = Doors.join([whole.take(np.array([0, 1])), whole.take(np.array([2]))])
    for one, other in zip(whole, again, strict=True):
        np.testing.assert_array_equal(one, other)
    turned = whole.take(np.array([2, 0]))
    assert turned.out_ticks.tolist() == [*whole.out_ticks[2:4].tolist(), *whole.out_ticks[:2].tolist()]
