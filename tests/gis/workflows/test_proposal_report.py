"""What the engine says by code is told by name."""

from types import SimpleNamespace

import pandas as pd

from gis.model.bands import Band, CommunityBands
from gis.workflows.proposal_report import Names, _proven, count_in_band


def names():
    cells = pd.DataFrame(
        {
            "building_code": ["B1", "B11", None, "B2"],
            "estate_name": ["北苑", "北苑", None, None],
            "building_name": ["1栋", "11栋", None, None],
        }
    )
    return Names(SimpleNamespace(cells=cells), {"31": 31, "x": 32}, {31: "甲社区第一网格"})


def test_grids_and_buildings_are_named_and_a_code_that_begins_another_is_no_part_of_it():
    text = "网格 31（620 户）：楼栋 B1、B11、B2 共 620 户"
    told = names().translate(text, grid_code="31", buildings=["B1", "B11", "B2"])
    assert told == "甲社区第一网格（620 户）：楼栋 北苑1栋、北苑11栋、B2 共 620 户"


def test_a_grid_without_a_name_is_still_told():
    assert names().translate("网格 y（3 户）含", grid_code="y", buildings=[]) == "网格（3 户）含"


def test_an_objective_at_its_bound_is_proven_and_one_without_a_bound_is_not():
    rows = pd.DataFrame({"objective_m": [10.0, 10.0, 10.0, -3.0], "bound_m": [10.0, 9.9, None, -3.0]})
    assert _proven(rows).tolist() == [True, False, False, True]


def test_dedicated_grids_are_not_counted_and_each_is_held_to_its_communitys_band():
    drawn = pd.DataFrame(
        {
            "community_id": [1, 1, 2, 2, 2],
            "grid_code": ["a", "a", "b", "park", None],
            "households": [200, 200, 100, 0, 50],
        }
    )
    bands = CommunityBands(by_id={2: Band(60, 150, 100)})
    assert count_in_band(drawn, bands, frozenset({"park"})) == (2, 2)
    assert count_in_band(drawn, CommunityBands(), frozenset()) == (3, 1)
