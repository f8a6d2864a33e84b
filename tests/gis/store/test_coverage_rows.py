"""Wide answers become rows, with endless and missing numbers as none."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point
from sqlalchemy import text

from gis.store import coverage_rows

pytestmark = pytest.mark.database


def _staged(connection):
    return [dict(row._mapping) for row in connection.execute(text("SELECT * FROM stage"))]


def test_a_building_has_a_row_per_item(store):
    buildings = pd.DataFrame(
        {
            "code": ["B1", "B2"],
            "reason": ["", "no_gate"],
            "medical_seconds": [12.5, math.nan],
            "medical_facility": ["F", None],
        }
    )
    with store.system() as connection:
        coverage_rows.stage_buildings(connection, buildings, ["medical", "dining"])
        rows = _staged(connection)
    assert [(row["code"], row["item"], row["walking_s"]) for row in rows] == [
        ("B1", "medical", 12.5),
        ("B2", "medical", None),
        ("B1", "dining", None),
        ("B2", "dining", None),
    ]


def test_an_h3_index_above_two_to_the_fifty_third_is_exact(store):
    cells = pd.DataFrame(
        {
            "h3": ["8a401970c207fff", "8a401970c217fff"],
            "buildings": 1,
            "households": 2,
            "x_covered_households": 1,
        }
    )
    with store.system() as connection:
        coverage_rows.stage_cells(connection, cells, ["x"])
        assert [row["h3"] for row in _staged(connection)] == [0x8A401970C207FFF, 0x8A401970C217FFF]


def test_facts_of_a_gap_hold_whatever_has_no_column_of_its_own(store):
    gaps = gpd.GeoDataFrame(
        {
            "item": ["x"],
            "minutes": [15],
            "households": [np.int64(9)],
            "households_lacking": [4],
            "remedy": ["开门"],
            "far": [math.inf],
        },
        geometry=[Point(1, 2)],
        crs="EPSG:4326",
    )
    with store.system() as connection:
        coverage_rows.stage_gaps(connection, gaps)
        (row,) = _staged(connection)
    assert row["facts"] == '{"remedy": "开门", "far": null}'
    assert (row["serial"], row["households"], row["nearest_s"]) == (1, 9, None)


@pytest.mark.parametrize(
    ("value", "kept"), [(1.5, 1.5), (math.inf, None), (math.nan, None), (None, None), (pd.NA, None), (3, 3.0)]
)
def test_only_finite_numbers_are_kept(value, kept):
    assert coverage_rows.finite(value) == kept
