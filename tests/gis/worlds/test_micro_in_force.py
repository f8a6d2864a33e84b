"""Micro-grids: whole stairwells, about sixty households."""

from gis.space.layers import Layer


def test_a_stairwell_is_in_one_micro_grid_of_its_own_grid(world):
    micro, parts = world[Layer.MICRO_GRID_PARTS], world[Layer.BUILDING_PARTS]
    links = world[Layer.GRID_BUILDINGS].set_index("building_code")["grid_code"]
    assert micro["part_code"].is_unique
    grid_of_part = parts.set_index("code")["building_code"].map(links).dropna()
    assert micro.set_index("part_code")["grid_code"].to_dict() == grid_of_part.to_dict()
    assert micro.groupby("micro_grid_code")["grid_code"].nunique().max() == 1


def test_they_hold_about_sixty_households_on_average(world):
    micro = world[Layer.MICRO_GRID_PARTS].merge(
        world[Layer.BUILDING_PARTS], left_on="part_code", right_on="code"
    )
    sizes = micro.groupby("micro_grid_code")["households"].sum()
    assert 55 < sizes.mean() < 70
    assert sizes.quantile(0.9) < 110
