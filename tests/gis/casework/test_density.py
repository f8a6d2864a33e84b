"""Cases by cell against households: nothing lost, nothing told of small numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.casework.density import measure_density
from gis.space import h3cells

LON, LAT = 106.55, 29.50
FAR = LON + 0.02


def _homes(*rows):
    return pd.DataFrame(rows, columns=["lon", "lat", "households"])


def _cases(*places):
    return pd.DataFrame(places, columns=["lon", "lat"])


def test_a_rate_is_cases_per_thousand_households_of_the_cell():
    density = measure_density(_cases(*[(LON, LAT)] * 4), _homes((LON, LAT, 150), (LON, LAT, 50)))
    row = density.cells.iloc[0]
    assert (row["households"], row["cases"], row["per_thousand"]) == (200, 4, 20.0)
    assert row["h3"] == h3cells.cells_at(LON, LAT, resolution=9)[0]


@pytest.mark.parametrize(
    ("households", "cases", "is_told"), [(19, 9, False), (20, 2, False), (20, 3, True), (0, 9, False)]
)
def test_below_twenty_households_or_three_cases_no_figure_is_told(households, cases, is_told):
    density = measure_density(_cases(*[(LON, LAT)] * cases), _homes((LON, LAT, households)))
    row = density.cells.iloc[0]
    assert (row["is_told"], np.isfinite(row["per_thousand"])) == (is_told, is_told)
    assert (density.cases_told, density.cases_untold) == ((cases, 0) if is_told else (0, cases))


def test_a_cell_of_cases_without_homes_and_one_of_homes_without_cases_are_both_there():
    density = measure_density(_cases((FAR, LAT)), _homes((LON, LAT, 30)))
    assert sorted(zip(density.cells["households"], density.cells["cases"], strict=True)) == [(0, 1), (30, 0)]


def test_nothing_at_all_makes_no_cell():
    assert measure_density(_cases(), _homes()).cells.empty


@given(
    st.lists(st.tuples(st.floats(106.5, 106.6), st.floats(29.45, 29.55)), max_size=40),
    st.lists(st.tuples(st.floats(106.5, 106.6), st.floats(29.45, 29.55), st.integers(0, 300)), max_size=40),
)
def test_cases_and_households_are_conserved(cases, homes):
    density = measure_density(_cases(*cases), _homes(*homes))
    assert density.cells["cases"].sum() == len(cases) == density.cases_told + density.cases_untold
    assert density.cells["households"].sum() == sum(home[2] for home in homes)
