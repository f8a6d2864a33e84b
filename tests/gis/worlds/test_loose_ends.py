"""Loose ends are led on, but not across the river."""

import pytest
from shapely import LineString

from gis.worlds.loose_ends import reach_out
from gis.worlds.roads import Road


def road(*places, road_class="residential"):
    return Road(LineString(places), road_class)


def test_a_road_that_ends_before_another_is_led_on_to_it(terrain):
    across = road((0, -200), (0, 200))
    led = reach_out([road((-300, 0), (-200, 0), (-60, 0)), across], terrain)[0]
    assert led.line.intersects(across.line)
    assert led.line.coords[0] == (-300, 0)


def test_a_road_too_far_from_the_next_stays_as_it_is(terrain):
    roads = [road((-300, 0), (-200, 0), (-150, 0)), road((0, -200), (0, 200))]
    assert reach_out(roads, terrain)[0].line.equals(roads[0].line)


def test_no_road_is_led_across_the_river(terrain):
    x_m, y_m = terrain.river_line.interpolate(0.5, normalized=True).coords[0]
    roads = [
        road((x_m, y_m - 900), (x_m, y_m - 600), (x_m, y_m - 330), road_class="primary"),
        road((x_m - 400, y_m + 20), (x_m + 400, y_m + 20)),
    ]
    assert reach_out(roads, terrain)[0].line.distance(terrain.river) > 10


@pytest.mark.parametrize("at", [0, -1])
def test_both_ends_are_looked_at(terrain, at):
    walls = [road((-500, -90), (-500, 90)), road((500, -90), (500, 90))]
    led = reach_out([road((-420, 0), (0, 0), (420, 0)), *walls], terrain)[0]
    assert abs(led.line.coords[at][0]) == pytest.approx(500.5)
