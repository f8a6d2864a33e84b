"""Everything one can walk on, as stored."""

import numpy as np

from gis.space.layers import Layer
from gis.space.measure import lengths_m
from gis.worlds.junctions import on_main_net


def test_all_ways_hang_together(world):
    assert all(on_main_net_of(world[Layer.STREETS]))


def on_main_net_of(streets):
    metres = streets.geometry.scale(97_000, 110_800, origin=(0, 0))
    return on_main_net(list(metres))


def test_stairs_are_where_it_is_steep(world):
    streets = world[Layer.STREETS]
    slope = streets["climb_m"].abs() / lengths_m(streets.geometry)
    stairs = streets["road_class"] == "steps"
    assert stairs.sum() > 20
    assert slope[stairs].min() > 0.1
    lanes = streets["road_class"].isin(["residential", "footway"]) & (lengths_m(streets.geometry) > 20)
    assert slope[lanes].max() < 0.13


def test_bridges_lie_above_and_tunnels_below(world):
    streets = world[Layer.STREETS]
    assert set(streets.loc[streets["is_bridge"], "layer"]) == {1}
    assert set(streets.loc[streets["is_tunnel"], "layer"]) == {-1}
    assert (streets["is_bridge"].sum(), streets["is_tunnel"].sum()) > (5, 3)


def test_only_the_long_road_tunnel_is_closed_to_walkers(world):
    streets = world[Layer.STREETS]
    closed = streets.loc[~streets["is_walkable"]]
    assert len(closed) == 1 and bool(closed["is_tunnel"].iloc[0])
    assert np.all(lengths_m(closed.geometry) > 600)
