"""The tiny world is what its drawing says."""

from shapely import coverage_is_valid, union_all

from gis.space.layers import LAYERS, Layer
from tests.worked import tiny


def test_the_tiny_world_has_every_layer_with_its_required_columns():
    layers = tiny.layers()
    assert set(layers) == set(Layer)
    for layer, frame in layers.items():
        required = {column.name for column in LAYERS[layer].columns if column.required}
        assert required <= set(frame.columns), layer


def test_the_tiny_world_counts_what_its_drawing_says():
    layers = tiny.layers()
    buildings = layers[Layer.BUILDINGS]
    assert len(buildings) == 24
    assert buildings["households"].sum() == tiny.HOUSEHOLDS_TOTAL == 1610
    assert layers[Layer.GRIDS]["households"].tolist() == [360, 480, 350, 300]
    assert layers[Layer.BUILDING_PARTS]["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_the_tiny_grids_tile_the_subdistrict():
    layers = tiny.layers()
    shapes = layers[Layer.GRIDS].geometry.to_numpy()
    assert coverage_is_valid(shapes)
    assert union_all(shapes).equals(layers[Layer.SUBDISTRICTS].geometry.iloc[0])
