"""Stairwells and floors share a building's households out evenly."""

import pandas as pd
import pytest

from gis.errors import InputError
from gis.partition.parts import complete_parts, divide_floors, parts_of


def test_stairwells_hold_the_building_s_households() -> None:
    parts = parts_of(pd.DataFrame({"code": ["B"], "households": [50], "stairwells": [3], "storeys": [6]}))
    assert parts["households"].tolist() == [17, 17, 16]


def test_a_building_without_households_has_no_part() -> None:
    assert parts_of(pd.DataFrame({"code": ["B"], "households": [0]})).empty


def test_floors_are_divided_into_as_few_bands_as_will_do() -> None:
    tower = parts_of(pd.DataFrame({"code": ["T"], "households": [170], "stairwells": [1], "storeys": [30]}))
    bands = divide_floors(tower, 80)
    assert bands["households"].tolist() == [57, 57, 56]
    assert list(zip(bands["floor_from"], bands["floor_to"], strict=True)) == [(1, 10), (11, 20), (21, 30)]


def test_missing_columns_are_refused() -> None:
    with pytest.raises(InputError):
        parts_of(pd.DataFrame({"code": ["B"]}))


def test_buildings_without_stairwells_are_divided_evenly_and_told() -> None:
    divided = parts_of(pd.DataFrame({"code": ["A", "B"], "households": [24, 12], "stairwells": [2, 1]}))
    given = divided.iloc[:1].assign(households=20)
    parts, problems = complete_parts(given, divided)
    assert parts["households"].tolist() == [20, 12]
    assert [(item.code, item.value) for item in problems] == [("parts_missing", "B"), ("parts_differ", "A")]
    assert complete_parts(divided, divided)[1] == []
