"""What was built, as stored."""

import pytest

from gis.space.layers import Layer


def test_the_counts_of_the_world(world):
    estates, buildings = world[Layer.ESTATES], world[Layer.BUILDINGS]
    assert (len(estates), int(estates["is_old"].sum())) == (90, 33)
    assert 2400 <= len(buildings) <= 2600
    assert buildings["residents"].sum() > 200_000
    assert buildings["households"].sum() == pytest.approx(80_000, rel=0.03)


def test_the_parts_of_a_building_hold_its_households(world):
    sums = world[Layer.BUILDING_PARTS].groupby("building_code")["households"].sum()
    held = world[Layer.BUILDINGS].set_index("code")["households"]
    assert sums.equals(held.loc[sums.index].astype(sums.dtype).rename("households"))


def test_a_gate_lies_on_the_border_of_its_estate(world):
    shapes = world[Layer.ESTATES].set_index("code").geometry
    gates = world[Layer.GATES]
    away = [
        gate.distance(shapes[code].exterior)
        for gate, code in zip(gates.geometry, gates["estate_code"], strict=True)
    ]
    assert max(away) < 1e-6


def test_every_walled_estate_has_an_open_gate(world):
    gates = world[Layer.GATES]
    walled = world[Layer.ESTATES].loc[world[Layer.ESTATES]["is_walled"], "code"]
    assert set(walled) == set(gates.loc[gates["is_open"], "estate_code"])
    assert (~gates["is_open"]).sum() > 5


def test_a_building_stands_in_its_community_and_estate(world):
    buildings = world[Layer.BUILDINGS]
    middles = buildings.geometry.representative_point()
    for layer, column in ((Layer.COMMUNITIES, "community_code"), (Layer.ESTATES, "estate_code")):
        shapes = world[layer].set_index("code").geometry
        named = buildings[column].notna()
        assert all(
            shapes[code].contains(middle)
            for code, middle in zip(buildings.loc[named, column], middles[named], strict=True)
        )
