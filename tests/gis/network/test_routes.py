import numpy as np
import pytest

from gis.network.attach import attach_points
from gis.network.build import build_network
from gis.network.doors import open_doors
from gis.network.engine import nearest_labels
from gis.network.profiles import PROFILES
from gis.network.routes import Door, best_way, draw_route, walk_nodes
from gis.network.weights import pack_arcs, time_edges
from gis.space.measure import lengths_m
from tests.worked import tiny


def walk(network, home, shop):
    timing = time_edges(network, PROFILES["adult"])
    arcs = pack_arcs(network, timing)
    lon, lat = np.transpose([tiny.lon_lat(*place) for place in (home, shop)])
    found = attach_points(network, timing, *network.plane.project(lon, lat))
    doors = open_doors(network, timing, found)
    labels = nearest_labels(arcs.against, doors.take(np.array([1])).labels(np.array([0])), limit_s=900)
    way = best_way(Door(found, doors, 0), labels)
    nodes = walk_nodes(arcs, labels, int(doors.node[way[1]]))
    return draw_route(network, Door(found, doors, 0), Door(found, doors, 1), nodes)


def test_a_route_goes_from_door_to_door_round_the_corner(cross):
    # 10 m to the street, 60 m to the crossing, 70 m up, 10 m to the shop
    line, length_m = walk(cross, (40, 110), (110, 170))
    assert length_m == pytest.approx(150, abs=0.1)
    assert lengths_m([line])[0] == pytest.approx(150, abs=0.1)
    assert line.coords[0] == pytest.approx(tiny.lon_lat(40, 110), abs=1e-9)
    assert line.coords[-1] == pytest.approx(tiny.lon_lat(110, 170), abs=1e-9)


def test_a_route_follows_the_bends_of_its_streets(draw_streets):
    network = build_network(draw_streets([(0, 0), (50, 0), (50, 80)], [(50, 80), (100, 80), (100, 0)]))
    _, length_m = walk(network, (0, 0), (100, 0))
    assert length_m == pytest.approx(50 + 80 + 50 + 80, abs=0.1)


def test_on_one_edge_the_route_is_the_stretch_between(draw_streets):
    network = build_network(draw_streets([(0, 0), (50, 0), (50, 80)]))
    timing = time_edges(network, PROFILES["adult"])
    lon, lat = np.transpose([tiny.lon_lat(20, 0), tiny.lon_lat(50, 30)])
    found = attach_points(network, timing, *network.plane.project(lon, lat))
    doors = open_doors(network, timing, found)
    _, there_m = draw_route(network, Door(found, doors, 0), Door(found, doors, 1), [])
    _, back_m = draw_route(network, Door(found, doors, 1), Door(found, doors, 0), [])
    assert there_m == pytest.approx(60, abs=0.1)
    assert back_m == pytest.approx(there_m)
