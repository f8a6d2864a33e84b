"""What is asked is checked before anything is drawn."""

import pandas as pd
import pytest

from gis.errors import InputError
from gis.partition.wishes import Wishes, read_existing, require_balance, require_known
from tests.gis.partition.rasters import raster

CELLS = raster([[1, 2]])


def test_a_cell_in_two_grids_is_refused() -> None:
    with pytest.raises(InputError):
        read_existing(CELLS, pd.DataFrame({"cell": [1, 1], "grid_code": ["a", "b"]}))


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(InputError):
        read_existing(CELLS, pd.DataFrame({"cell": [1]}))


def test_an_unknown_grid_is_refused() -> None:
    plan = read_existing(CELLS, pd.DataFrame({"cell": [1], "grid_code": ["a"]}))
    assert require_known(["a"], plan, "x") == frozenset("a")
    with pytest.raises(InputError):
        require_known(["b"], plan, "x")


def test_a_negative_tolerance_is_refused() -> None:
    assert require_balance(CELLS, {"residents": 0.1}) == {"residents": 0.1}
    with pytest.raises(InputError):
        require_balance(CELLS, {"residents": -0.1})


def test_the_band_outweighs_every_change() -> None:
    weights = Wishes(existing_weight=1000.0).weights(redrawing=True)
    assert weights.band_m >= 100 * weights.change_m
    assert Wishes().weights(redrawing=False).change_m == 0


@pytest.mark.parametrize(
    "wish",
    [
        {"effort": float("nan")},
        {"effort": float("inf")},
        {"effort": 0.0},
        {"time_limit_s": -1.0},
        {"time_limit_s": float("nan")},
        {"existing_weight": float("nan")},
        {"existing_weight": -5.0},
    ],
)
def test_a_figure_no_search_can_go_by_is_refused(wish) -> None:
    with pytest.raises(InputError) as refused:
        Wishes(**wish)
    assert refused.value.code == "figure_invalid"


def test_a_grid_without_a_cell_is_known_with_its_number() -> None:
    table = pd.DataFrame({"cell": [1, None], "grid_code": ["a", "b"], "number": [1, 7]})
    plan = read_existing(CELLS, table.assign(community_code="500199098001"))
    assert plan.grid_of_cell.to_dict() == {1: "a"}
    assert plan.grids["number"].to_dict() == {"a": 1, "b": 7}
    assert set(plan.grids["community_code"]) == {"500199098001"}


def test_a_number_that_is_none_names_its_grid() -> None:
    with pytest.raises(InputError) as refused:
        read_existing(CELLS, pd.DataFrame({"cell": [1], "grid_code": ["a"], "number": ["一"]}))
    assert "“a”" in refused.value.chinese
