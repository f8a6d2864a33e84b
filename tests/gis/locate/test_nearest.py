"""Nearest by walking, not by the crow."""

import numpy as np
import pytest

from gis.coverage.measure import measure
from gis.locate.nearest import NearestPoints
from gis.network.build import build_network
from gis.space.layers import Layer
from tests.worked import tiny

WORLD = tiny.layers()
SPEED_LIMITS_M_S = (0.5, 2.0)


@pytest.fixture(scope="module")
def network():
    return build_network(
        WORLD[Layer.STREETS],
        estates=WORLD[Layer.ESTATES],
        gates=WORLD[Layer.GATES],
        barriers=WORLD[Layer.BARRIERS],
    )


def _points(network, *places_m):
    lon, lat = zip(*(tiny.lon_lat(*place) for place in places_m), strict=True)
    return NearestPoints.build(network, np.arange(1, len(lon) + 1), lon, lat)


def test_behind_a_wall_the_way_through_the_gate_decides(network):
    points = _points(network, (60, 102), (150, 2))
    first, second = points.from_place(*tiny.lon_lat(150, 50))
    assert first.point_id == 1
    assert first.walk_s < second.walk_s


def test_the_walk_is_about_as_long_as_the_street(network):
    points = _points(network, (0, 0))
    (near,) = points.from_place(*tiny.lon_lat(200, 0))
    assert 200 / SPEED_LIMITS_M_S[1] < near.walk_s < 200 / SPEED_LIMITS_M_S[0]


def test_on_one_street_nobody_walks_to_its_end_first(network):
    points = _points(network, (250, 0), (260, 0))
    near = points.from_place(*tiny.lon_lat(259, 0))
    assert [point.point_id for point in near] == [2, 1]
    assert near[0].walk_s < 5


def test_what_cannot_be_reached_comes_last_without_a_time(network):
    points = _points(network, (5000, 5000), (0, 0))
    near = points.from_place(*tiny.lon_lat(210, 0))
    assert [(point.point_id, point.walk_s is None) for point in near] == [(2, False), (1, True)]


def test_walks_agree_with_the_service_circle(network):
    homes = WORLD[Layer.BUILDINGS]
    there = WORLD[Layer.FACILITIES].iloc[:1]
    points = NearestPoints.build(network, [1], there.geometry.x, there.geometry.y)
    walked = measure(network, homes, there, households="households").buildings.set_index("code")[
        "shopping_seconds"
    ]
    places = homes.geometry.representative_point()
    for code, place in zip(homes["code"], places, strict=True):
        (near,) = points.from_place(place.x, place.y)
        assert near.walk_s == pytest.approx(walked[code], abs=1.0)


def test_without_points_nothing_is_near(network):
    assert NearestPoints.build(network, [], [], []).from_place(*tiny.lon_lat(0, 0)) == []


def test_no_more_than_asked_for(network):
    assert len(_points(network, (0, 0), (10, 0), (20, 0)).from_place(*tiny.lon_lat(5, 0), limit=2)) == 2


def test_several_groups_are_answered_as_if_each_were_asked_alone(network):
    points = _points(network, (0, 0), (10, 0), (20, 0), (5, 0))
    here = tiny.lon_lat(6, 0)
    firsts, lasts = points.from_place_each(*here, groups=((slice(2), 2), (slice(2, None), 1)))
    assert [point.point_id for point in firsts] == [2, 1]
    assert [point.point_id for point in lasts] == [4]
    alone = {point.point_id: point for point in points.from_place(*here, limit=9)}
    assert [alone[point.point_id] for point in (*firsts, *lasts)] == [*firsts, *lasts]
