import numpy as np

from gis.network.build import build_network
from gis.network.network import OUTSIDE


def test_on_the_wall_is_outside_and_inside_is_inside(draw_streets, walled_square):
    from tests.worked import tiny

    network = build_network(draw_streets([(0, 0), (300, 0)]), estates=walled_square)
    lon, lat = np.transpose([tiny.lon_lat(150, 150), tiny.lon_lat(50, 50)])
    x_m, y_m = network.plane.project(lon, lat)
    corner = network.zone_area[0].exterior.coords[0]
    assert network.zone_of(np.append(x_m, corner[0]), np.append(y_m, corner[1])).tolist() == [
        0,
        OUTSIDE,
        OUTSIDE,
    ]


def test_doors_open_onto_the_ground_and_on_stairs_only_for_who_takes_them(draw_streets):
    streets = draw_streets([(0, 0), (9, 0)], [(0, 9), (9, 9)], [(0, 18), (9, 18)], is_bridge=[1, 0, 0])
    streets["road_class"] = ["footway", "steps", "footway"]
    network = build_network(streets)
    everybody = network.frontage(OUTSIDE, stairs=True).edge
    on_wheels = network.frontage(OUTSIDE, stairs=False).edge
    assert network.edges.street[everybody].tolist() == [1, 2]
    assert network.edges.street[on_wheels].tolist() == [2]
