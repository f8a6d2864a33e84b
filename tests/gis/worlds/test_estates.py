"""Estates: walls that open at their gates, lanes that hang together."""

import shapely
from shapely import Point

from gis.worlds.estates import GATE_HALF_WIDTH_M


def test_most_estates_are_walled_with_one_to_four_gates(town):
    walled = [site for site in town.sites if site.is_walled]
    assert len(walled) > 70
    assert {len(site.gates) for site in walled} == {1, 2, 3, 4}


def test_open_estates_are_the_open_ones(town):
    assert all(site.is_walled != (site.plot.style.key == "open") for site in town.sites)


def test_a_wall_is_open_at_each_gate_and_nowhere_else(town):
    for site in town.sites:
        if site.is_walled:
            assert min(site.wall().distance(gate) for gate in site.gates) > GATE_HALF_WIDTH_M * 0.9
            missing_m = site.outline.exterior.length - site.wall().length
            assert missing_m <= len(site.gates) * 2 * GATE_HALF_WIDTH_M * 1.6


def test_lanes_leave_a_walled_estate_only_through_its_gates(town):
    for site in town.sites:
        if site.is_walled:
            crossings = shapely.intersection(shapely.union_all(site.lanes), site.outline.exterior)
            for place in shapely.get_coordinates(crossings):
                assert min(gate.distance(Point(place)) for gate in site.gates) < 1.0


def test_homes_stand_inside_their_estate(town):
    assert all(site.outline.contains(item.shape) for site in town.sites for item in site.placed)


def test_no_lane_runs_through_a_home(town):
    for site in town.sites[:40]:
        homes = shapely.union_all([item.shape for item in site.placed])
        assert shapely.union_all(site.lanes).intersection(homes).length < 0.5
