"""The field streets follow."""

import math

import numpy as np

from gis.worlds.flow import make_flow


def test_near_the_bank_one_of_the_two_directions_runs_along_the_river(terrain):
    flow = make_flow(terrain, np.random.default_rng(2))
    coords = np.asarray(terrain.river_line.coords)
    far = 0
    for at in range(40, len(coords) - 40, 25):
        ahead = coords[at + 1] - coords[at]
        normal = np.array([ahead[1], -ahead[0]]) / np.hypot(*ahead)
        place = coords[at] + normal * 330
        turn = (flow.angle(*place) - math.atan2(ahead[1], ahead[0])) % (math.pi / 2)
        far += min(turn, math.pi / 2 - turn) > 0.6
    assert far <= 2


def test_the_angle_is_a_line_not_an_arrow(terrain):
    flow = make_flow(terrain, np.random.default_rng(2))
    angles = [flow.angle(x, y) for x in range(-2000, 2000, 400) for y in range(-2000, 2000, 400)]
    assert all(-math.pi / 2 < angle <= math.pi / 2 for angle in angles)
