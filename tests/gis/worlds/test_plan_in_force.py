"""The grids in force, as stored: drawn by an office, not by an optimiser."""

import shapely

from gis.model.bands import RESIDENTIAL_BAND
from gis.space.layers import Layer
from gis.worlds.micro_in_force import MICRO_GRIDS
from gis.worlds.plan_in_force import CHANGED_TO, GRIDS


def test_214_grids_of_which_exactly_three_are_out_of_the_band(world):
    grids = world[Layer.GRIDS]
    assert len(grids) == GRIDS
    out = sorted(count for count in grids["households"] if not RESIDENTIAL_BAND.holds(int(count)))
    assert out == sorted(CHANGED_TO)
    assert world[Layer.MICRO_GRID_PARTS]["micro_grid_code"].nunique() == MICRO_GRIDS


def test_grids_fit_together_and_into_their_community(world):
    grids, communities = world[Layer.GRIDS], world[Layer.COMMUNITIES].set_index("code").geometry
    assert shapely.coverage_is_valid(grids.geometry.to_numpy())
    for grid in grids.itertuples():
        assert grid.geometry.difference(communities[grid.community_code]).area < 1e-10
        assert grid.geometry.geom_type == "Polygon"


def test_a_grid_counts_the_households_of_its_buildings(world):
    held = world[Layer.GRID_BUILDINGS].merge(world[Layer.BUILDINGS], left_on="building_code", right_on="code")
    sums = held.groupby("grid_code")["households"].sum()
    assert sums.to_dict() == world[Layer.GRIDS].set_index("code")["households"].to_dict()


def test_one_new_phase_of_620_households_is_in_no_grid(world):
    held = world[Layer.GRID_BUILDINGS].merge(world[Layer.BUILDINGS], left_on="building_code", right_on="code")
    loose = held.loc[held["grid_code"].isna()]
    names = dict(zip(world[Layer.ESTATES]["code"], world[Layer.ESTATES]["name"], strict=True))
    assert loose["households"].sum() == 620
    assert set(loose["estate_code"].map(names)) == {"融汇江山二期"}


def test_the_eighth_grid_touches_the_new_phase_and_passes_500_with_it(world):
    grids = world[Layer.GRIDS].set_index("name")
    eighth = grids.loc["茶花社区第八网格"]
    phase = world[Layer.ESTATES].set_index("name").loc["融汇江山二期"].geometry
    assert 300 <= eighth["households"] <= 500 < eighth["households"] + 620
    assert eighth.geometry.distance(phase) < 0.0003


def test_the_third_house_of_the_riverside_estate_has_a_second_stairwell_and_lies_in_the_eighth_grid(world):
    estate = world[Layer.ESTATES].set_index("name").loc["融汇江山", "code"]
    buildings = world[Layer.BUILDINGS]
    third = buildings.loc[(buildings["estate_code"] == estate) & (buildings["name"] == "3栋")].iloc[0]
    links = world[Layer.GRID_BUILDINGS].set_index("building_code")["grid_code"]
    assert third["stairwells"] >= 2
    assert links[third["code"]] == world[Layer.GRIDS].set_index("name").loc["茶花社区第八网格", "code"]


def test_numbers_run_from_one_in_each_community(world):
    for _, grids in world[Layer.GRIDS].groupby("community_code"):
        assert sorted(grids["number"]) == list(range(1, len(grids) + 1))
