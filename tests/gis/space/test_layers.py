"""The table of layers says everything about every layer, once."""

import pytest

from gis.space.layers import LAYERS, Kind, Layer


@pytest.mark.parametrize("layer", list(Layer))
def test_every_layer_is_described_with_columns_of_different_names(layer):
    names = LAYERS[layer].column_names()
    assert LAYERS[layer].chinese
    assert len(names) == len(set(names)) > 0


def test_choices_and_least_values_stand_only_where_they_make_sense():
    for spec in LAYERS.values():
        for column in spec.columns:
            assert not column.choices or column.kind is Kind.TEXT
            assert column.least is None or column.kind in {Kind.INTEGER, Kind.NUMBER}
            assert column.longest is None or column.kind is Kind.TEXT
            assert column.meaning
