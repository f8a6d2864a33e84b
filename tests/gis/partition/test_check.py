"""The judge names each breach with its cells."""

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError
from gis.partition.check import check, check_cells
from tests.gis.partition.rasters import footprints, outline, raster

CELLS = raster(np.full((2, 4), 100))


def _plan(text: str) -> pd.Series:
    return pd.Series(list(text), index=CELLS["cell"])


def _rules(answer) -> list[str]:
    return answer.breaches["rule"].tolist()


def test_a_good_plan_has_no_breach() -> None:
    answer = check_cells(CELLS, _plan("aabbaabb"))
    assert _rules(answer) == []
    assert answer.report["in_band_share"] == 1.0
    assert answer.report["households_in"] == answer.report["households_out"] == 800


def test_cells_that_meet_at_a_corner_are_not_contiguous() -> None:
    answer = check_cells(CELLS, _plan("abbbbabb"))
    assert answer.report["non_contiguous"] == 2
    row = answer.breaches.loc[
        (answer.breaches["rule"] == "contiguity") & (answer.breaches["grid_code"] == "a")
    ]
    assert len(row["cells"].iloc[0]) == 1


def test_a_grid_of_exactly_the_maximum_is_in_the_band_and_one_more_household_is_not() -> None:
    cells = CELLS.assign(households=[250, 250, 150, 150, 0, 0, 0, 0])
    assert check_cells(cells, _plan("aabbaabb")).report["in_band_share"] == 1.0
    cells.loc[0, "households"] = 251
    answer = check_cells(cells, _plan("aabbaabb"))
    assert answer.breaches.loc[0, ["rule", "grid_code", "value"]].tolist() == ["band", "a", 501.0]


def test_a_grid_over_two_communities_is_named() -> None:
    cells = CELLS.copy()
    cells["community_code"] = ["A", "A", "B", "B"] * 2
    answer = check_cells(cells, _plan("aabbbabb"))
    assert answer.report["crossing_community"] == 1
    assert "community" in _rules(answer)


def test_an_estate_in_more_parts_than_its_households_need_is_named() -> None:
    cells = CELLS.assign(estate_code=["E"] * 2 + [None] * 2 + ["E"] * 2 + [None] * 2)
    assert check_cells(cells, _plan("aabbaabb")).report["estates_split_needlessly"] == 0
    answer = check_cells(cells, _plan("aaaabbbb"))
    assert answer.report["estates_split_needlessly"] == answer.report["estates_split"] == 1


def test_an_estate_that_whole_buildings_allow_no_fewer_parts_is_counted_but_no_breach() -> None:
    cells = CELLS.assign(households=[300, 300, 300, 0, 0, 0, 0, 0], estate_code=["E"] * 8)
    answer = check_cells(cells, _plan("abccabcc"))
    assert answer.report["estates_split_needlessly"] == 1
    assert answer.report["estates_split_avoidably"] == 0
    assert "estate" not in _rules(answer)


def test_cells_in_no_grid_are_named() -> None:
    answer = check_cells(CELLS, _plan("aabbaabb").drop(index=1))
    assert answer.breaches.loc[answer.breaches["rule"] == "unassigned", "cells"].tolist() == [[1]]
    assert answer.report["households_unassigned"] == 100


def test_households_that_change_hands_are_counted() -> None:
    answer = check_cells(CELLS, _plan("aabbaaab"), existing=_plan("aabbaabb"))
    assert answer.report["households_changed"] == 100


def test_a_dedicated_grid_need_not_be_in_the_band() -> None:
    plan = _plan("abbbabbb")
    assert check_cells(CELLS, plan, dedicated_grids=("a",)).report["in_band_share"] == 0.0
    assert "a" not in check_cells(CELLS, plan, dedicated_grids=("a",)).breaches["grid_code"].tolist()


def test_unknown_cells_are_refused() -> None:
    with pytest.raises(InputError):
        check_cells(CELLS, pd.Series(["a"], index=[99]))


def test_a_plan_of_buildings_is_judged_with_the_land_between_them() -> None:
    buildings = footprints(CELLS)
    table = pd.DataFrame({"building_code": buildings["code"], "grid_code": list("aabbaabb")})
    answer = check(buildings, table, communities=outline(CELLS))
    assert answer.report["non_contiguous"] == 0
    assert answer.report["in_band_share"] == 1.0


@pytest.mark.parametrize(
    "plan",
    [
        outline(CELLS).drop(columns="code"),
        pd.concat([outline(CELLS)] * 2),
        pd.DataFrame({"building_code": ["B01", "B01"], "grid_code": ["a", "b"]}),
        pd.DataFrame({"building_code": ["B01"]}),
    ],
)
def test_a_plan_that_says_two_things_or_nothing_of_a_grid_is_not_judged(plan) -> None:
    with pytest.raises(InputError) as refused:
        check(footprints(CELLS), plan, communities=outline(CELLS))
    assert refused.value.facts["layer"] == "grids"


def test_another_s_polygons_are_judged_by_every_rule_with_the_cells_named() -> None:
    other = raster(np.full((2, 4), 100), community="500199098002", west=106.502)
    cells = pd.concat([CELLS, other], ignore_index=True)
    cells["building_code"] = [f"B{place:02d}" for place in range(len(cells))]
    estates = outline(cells.iloc[[1, 2]]).assign(code="E")
    parts = (("a", [0, 2, 4, 6]), ("b", [1, 3, 5, 7]), ("c", [8, 9]))
    plan = pd.concat([outline(cells.iloc[own]).assign(code=code) for code, own in parts])
    communities = pd.concat([outline(CELLS), outline(other)], ignore_index=True)
    found = check(footprints(cells), plan, communities=communities, estates=estates)
    assert set(_rules(found)) == {"contiguity", "estate", "band", "unassigned"}
    assert found.breaches["cells"].map(len).min() > 0
    assert found.report["households_unassigned"] == 600
    wide = pd.concat([plan.iloc[:2], outline(cells.iloc[8:]).assign(code="c")])
    wide.loc[wide["code"] == "b", "geometry"] = outline(cells.iloc[[3, 8]]).geometry.iloc[0]
    assert "community" in _rules(check(footprints(cells), wide, communities=communities))
