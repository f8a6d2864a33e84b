import numpy as np
import pytest
import shapely

from gis.coverage.inputs import check_buildings, check_facilities, new_code, places_of
from gis.errors import InputError
from gis.space.layers import Layer


@pytest.mark.parametrize("value", [-1, 2.5, np.nan, np.inf, 1e30, "many", None])
def test_households_that_are_no_count_name_row_and_value(tiny_layers, value):
    buildings = tiny_layers[Layer.BUILDINGS].astype({"households": object})
    buildings.loc[3, "households"] = value
    with pytest.raises(InputError) as refused:
        check_buildings(buildings, "households")
    assert refused.value.code == "value_invalid"
    assert refused.value.facts["row"] == 4
    assert "第 4 行" in refused.value.chinese


def test_counts_written_as_text_are_counts(tiny_layers):
    buildings = tiny_layers[Layer.BUILDINGS].assign(hu=lambda frame: frame["households"].astype(str))
    assert check_buildings(buildings, "hu")["households"].sum() == 1610


def test_a_missing_column_is_named_with_those_there_are(tiny_layers):
    for check, layer, column in (
        (check_buildings, Layer.BUILDINGS, "户数"),
        (check_facilities, Layer.FACILITIES, "kind"),
    ):
        with pytest.raises(InputError) as refused:
            check(tiny_layers[layer], column)
        assert refused.value.code == "column_missing"
        assert column in refused.value.chinese
        assert "code" in refused.value.chinese


def test_codes_must_be_unique_and_are_given_where_absent(tiny_layers):
    buildings = tiny_layers[Layer.BUILDINGS]
    with pytest.raises(InputError) as refused:
        check_buildings(buildings.assign(code="B"), "households")
    assert refused.value.code == "code_repeated"
    assert check_buildings(buildings.drop(columns="code"), "households")["code"].tolist()[:2] == ["B1", "B2"]


def test_a_frame_without_crs_is_refused(tiny_layers):
    bare = tiny_layers[Layer.BUILDINGS].set_crs(None, allow_override=True)
    with pytest.raises(InputError) as refused:
        check_buildings(bare, "households")
    assert refused.value.code == "crs_missing"


def test_an_unknown_category_is_reported_and_not_counted(tiny_layers):
    facilities = tiny_layers[Layer.FACILITIES].copy()
    facilities.loc[1, "category"] = "casino"
    checked, problems = check_facilities(facilities)
    assert [(p.row, p.value) for p in problems] == [(2, "casino")]
    assert checked["is_open"].tolist() == [True, False, True, True, True, True]


def test_shapes_without_a_place_have_none():
    shapes = np.array([shapely.box(0, 0, 1, 1), None, shapely.Point(), shapely.Point(500, 0)], dtype=object)
    lon, lat = places_of(shapes)
    assert (lon[0], lat[0]) == (0.5, 0.5)
    assert np.isnan(lon[1:]).all()


def test_a_new_code_is_not_in_use(tiny_layers):
    import pandas as pd

    assert new_code(pd.Series(["new-1", "new-3"]), "new") == "new-2"
