"""Drawing keeps the rules, whoever asks for what."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.errors import CannotSatisfy, InputError
from gis.partition import check_cells, draw, draw_cells
from tests.gis.partition.rasters import footprints, outline, random_raster, raster

QUICK = {"effort": 0.5, "workers": 1}


def _holds(answer, cells) -> None:
    report = answer.report
    assert report["non_contiguous"] == report["crossing_community"] == report["households_unassigned"] == 0
    assert report["households_out"] == cells["households"].sum()


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), rows=st.integers(3, 6))
def test_every_plan_is_contiguous_conserves_households_and_is_in_the_band(seed, rows) -> None:
    cells = random_raster(seed, rows=rows)
    answer = draw_cells(cells, seed=seed, **QUICK)
    _holds(answer, cells)
    assert answer.report["feasible_in_band_share"] == 1.0


def test_the_same_seed_draws_the_same_plan_whatever_the_number_of_workers() -> None:
    east = raster(
        random_raster(2)["households"].to_numpy().reshape(5, 7), community="500199098002", west=106.6
    )
    cells = pd.concat([random_raster(1), east], ignore_index=True)
    cells["cell"] = np.arange(1, len(cells) + 1)
    one, two = (draw_cells(cells, seed=5, effort=0.5, workers=workers) for workers in (1, 2))
    assert one.cells["grid_code"].tolist() == two.cells["grid_code"].tolist()


def test_an_existing_plan_in_the_band_comes_back_unchanged() -> None:
    cells = random_raster(4)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]]
    after = draw_cells(cells, existing=before, seed=9, **QUICK)
    assert after.cells["grid_code"].tolist() == before["grid_code"].tolist()
    assert after.report["households_changed"] == 0


def test_a_locked_grid_stays_and_all_others_are_in_the_band() -> None:
    cells = random_raster(5)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]]
    cells.loc[0, "households"] += 200
    code = before["grid_code"].iloc[-1]
    after = draw_cells(cells, existing=before, locked_grids=[code], **QUICK)
    kept = before["grid_code"] == code
    assert (after.cells.loc[kept, "grid_code"] == code).all()
    assert (after.cells.loc[~kept, "grid_code"] != code).all()
    _holds(after, cells)


def test_only_chosen_grids_are_redrawn() -> None:
    cells = random_raster(6)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]]
    chosen = before["grid_code"].unique()[:2]
    after = draw_cells(cells, existing=before, existing_weight=0.0, only_grids=list(chosen), **QUICK)
    others = ~before["grid_code"].isin(chosen)
    assert (after.cells.loc[others, "grid_code"] == before.loc[others, "grid_code"]).all()


def test_a_locked_cell_stays_in_its_grid() -> None:
    cells = random_raster(8)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]]
    cells.loc[3, "households"] += 250
    after = draw_cells(cells, existing=before, locked_cells=[4], **QUICK)
    assert after.cells["grid_code"].iloc[3] == before["grid_code"].iloc[3]


def test_a_dedicated_grid_is_left_alone() -> None:
    cells = random_raster(9)
    before = draw_cells(cells, seed=1, **QUICK).cells[["cell", "grid_code"]].assign(kind="residential")
    park = before["grid_code"].iloc[0]
    before.loc[before["grid_code"] == park, "kind"] = "dedicated"
    after = draw_cells(cells, existing=before, existing_weight=0.0, **QUICK)
    assert ((after.cells["grid_code"] == park) == (before["grid_code"] == park)).all()
    assert after.grids.set_index("code").loc[park, "kind"] == "dedicated"


@pytest.mark.parametrize("asked", [8, 9])
def test_the_number_of_grids_asked_for_is_drawn(asked) -> None:
    cells = raster(np.full((5, 7), 100))
    assert draw_cells(cells, grids=asked, **QUICK).report["grids"] == asked
    assert draw_cells(cells, grids={"500199098001": asked}, **QUICK).report["grids"] == asked


def test_a_number_of_grids_that_the_households_forbid_is_refused() -> None:
    with pytest.raises(CannotSatisfy):
        draw_cells(raster(np.full((5, 7), 100)), grids=40)


def test_a_balanced_column_stays_within_its_tolerance() -> None:
    rng = np.random.default_rng(3)
    cells = raster(np.full((6, 8), 60)).assign(cases=rng.integers(0, 10, 48))
    answer = draw_cells(cells, grids=6, balance={"cases": 0.25}, effort=4.0)
    sums = answer.cells.groupby("grid_code")["cases"].sum()
    assert (abs(sums / sums.mean() - 1) <= 0.25 + 1e-9).all()
    assert answer.report["in_band_share"] == 1.0


def test_a_community_below_the_minimum_is_one_grid_and_says_why() -> None:
    answer = draw_cells(raster(np.full((2, 2), 10)), **QUICK)
    assert answer.report["grids"] == 1
    assert "不足下限" in answer.proposals["explanation"].iloc[0]
    assert not answer.proposals["feasible"].iloc[0]


def test_a_building_above_the_maximum_is_named_and_the_rest_is_in_the_band() -> None:
    households = np.full((4, 4), 100)
    households[0, 0] = 800
    answer = draw_cells(raster(households), **QUICK)
    assert "800" in answer.proposals["explanation"].iloc[0]
    assert (~answer.grids["in_band"]).sum() == 1


def test_a_river_with_enough_households_on_both_banks_is_not_crossed() -> None:
    import geopandas as gpd

    cells = raster(np.full((4, 6), 100))
    line = shapely.LineString([(106.5 + 3 * 0.0005, 29.51), (106.5 + 3 * 0.0005, 29.4)])
    river = gpd.GeoDataFrame({"kind": ["river"]}, geometry=[line], crs=4326)
    answer = draw_cells(cells, barriers=river, **QUICK)
    east = shapely.get_x(shapely.centroid(cells.geometry.to_numpy())) > 106.5 + 3 * 0.0005
    assert (
        answer.cells.groupby("grid_code")["cell"]
        .agg(lambda own: east[own.to_numpy() - 1].all() or not east[own.to_numpy() - 1].any())
        .all()
    )


def test_existing_grids_keep_their_numbers_and_new_ones_take_the_next() -> None:
    cells = random_raster(11)
    before = draw_cells(cells, seed=1, **QUICK)
    plan = before.cells[["cell", "grid_code"]].merge(
        before.grids[["code", "number"]].rename(columns={"code": "grid_code"}), on="grid_code"
    )
    gone = plan["grid_code"].max()
    plan = plan.loc[plan["grid_code"] != gone]
    plan["number"] += 20
    cells.loc[plan["cell"].to_numpy()[:1] - 1, "households"] += 0
    after = draw_cells(cells, existing=plan, grids=before.report["grids"], **QUICK)
    fresh = set(after.grids["code"]) - set(plan["grid_code"])
    assert set(after.grids.set_index("code").loc[list(fresh), "number"]) == {plan["number"].max() + 1}


def test_grids_drawn_from_buildings_are_a_valid_coverage_and_named() -> None:
    cells = random_raster(12)
    answer = draw(footprints(cells), households="households", communities=outline(cells), **QUICK)
    assert shapely.coverage_is_valid(answer.grids.geometry.to_numpy())
    assert answer.grids["name"].str.match("茶花社区第.+网格").all()
    assert answer.buildings["grid_code"].notna().all()
    assert answer.report["households_in"] == answer.report["households_out"]


def test_an_existing_plan_of_polygons_is_taken_over() -> None:
    cells = random_raster(13)
    buildings, communities = footprints(cells), outline(cells)
    before = draw(buildings, communities=communities, **QUICK)
    after = draw(buildings, communities=communities, existing=before.grids, **QUICK)
    assert after.report["households_changed"] == 0
    assert after.buildings["grid_code"].tolist() == before.buildings["grid_code"].tolist()


def test_unknown_locked_grids_and_balance_columns_are_refused() -> None:
    cells = random_raster(1)
    with pytest.raises(InputError):
        draw_cells(cells, locked_grids=["nobody"])
    with pytest.raises(InputError):
        draw_cells(cells, balance={"nothing": 0.1})


def test_the_judge_agrees_with_the_report() -> None:
    cells = random_raster(14)
    answer = draw_cells(cells, **QUICK)
    verdict = check_cells(cells, answer.cells.set_index("cell")["grid_code"])
    assert {name: answer.report[name] for name in verdict.report} == verdict.report


def test_a_search_without_time_still_answers() -> None:
    cells = random_raster(15)
    answer = draw_cells(cells, time_limit_s=0.0)
    assert answer.report["finished"] is False
    _holds(answer, cells)


def test_existing_grids_keep_their_names_and_official_codes() -> None:
    cells = raster(np.full((1, 4), 200))
    before = pd.DataFrame(
        {"cell": [1, 2, 3, 4], "grid_code": list("aabb"), "kind": ["dedicated"] * 2 + [None] * 2}
    )
    before = before.assign(name=["西区市场"] * 2 + [None] * 2, official_code=["500-1"] * 2 + [None] * 2)
    grids = draw_cells(cells, existing=before, **QUICK).grids.set_index("code")
    assert grids.loc["a", ["name", "official_code", "kind"]].tolist() == ["西区市场", "500-1", "dedicated"]
    assert pd.isna(grids.loc["b", "official_code"])
    assert "网格" in grids.loc["b", "name"]


def test_an_existing_plan_far_from_the_band_is_brought_into_it() -> None:
    cells = random_raster(1)
    code = np.where(np.arange(len(cells)) < 3, "small", "vast")
    after = draw_cells(cells, existing=pd.DataFrame({"cell": cells["cell"], "grid_code": code}), **QUICK)
    _holds(after, cells)
    assert after.report["in_band_share"] == 1.0
    assert "vast" in set(after.cells["grid_code"])


def test_a_row_left_out_for_its_repeated_code_is_in_no_grid() -> None:
    cells = raster(np.full((2, 4), 100))
    buildings = footprints(cells)
    buildings.loc[5, "code"] = buildings.loc[4, "code"]
    answer = draw(buildings, communities=outline(cells), **QUICK)
    assert answer.buildings["grid_code"].isna().tolist() == [place == 5 for place in range(8)]
    assert answer.report["buildings_excluded"] == 1
    assert (
        answer.report["households_in"]
        == answer.report["households_out"] + answer.report["households_excluded"]
    )


@pytest.mark.parametrize(
    ("households", "feasible", "grids"),
    [([498], True, 1), ([501], False, 1), ([550], False, 1), ([5], False, 1)],
)
def test_one_building_is_one_grid_and_says_why_where_it_is_outside(households, feasible, grids) -> None:
    answer = draw_cells(raster([households]), **QUICK)
    assert answer.report["grids"] == grids
    assert answer.proposals["feasible"].tolist() == [feasible]
    assert (answer.report["in_band_share"] == 1.0) == feasible
    assert answer.report["out_of_band_unexplained"] == 0


def test_a_total_between_the_bands_gives_the_nearest_plan_and_the_sentence() -> None:
    answer = draw_cells(raster(np.full((1, 5), 110)), **QUICK)
    assert answer.report["out_of_band_unexplained"] == 0
    assert "550" in answer.proposals["explanation"].iloc[0]
    assert answer.report["households_out"] == 550


def test_an_exclave_of_enough_households_has_grids_of_its_own() -> None:
    far = raster(np.full((2, 4), 100), west=106.6)
    cells = pd.concat([raster(np.full((2, 4), 100)), far], ignore_index=True)
    cells["cell"] = np.arange(1, len(cells) + 1)
    answer = draw_cells(cells, **QUICK)
    _holds(answer, cells)
    halves = answer.cells.assign(is_far=np.arange(len(cells)) >= 8).groupby("grid_code")["is_far"].nunique()
    assert halves.max() == 1


def test_an_exclave_of_too_few_households_joins_a_grid_across() -> None:
    far = raster([[20, 20]], west=106.6)
    cells = pd.concat([raster(np.full((2, 4), 100)), far], ignore_index=True)
    cells["cell"] = np.arange(1, len(cells) + 1)
    answer = draw_cells(cells, **QUICK)
    _holds(answer, cells)
    assert answer.report["in_band_share"] == 1.0
