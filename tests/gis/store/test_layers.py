"""Every layer comes back as it went in, narrowed by box, day and territory."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.model.access import ANONYMOUS
from gis.space.frames import find_problems
from gis.space.layers import LAYERS, Layer
from gis.store import layers
from tests.worked import tiny

pytestmark = pytest.mark.database


def _plain(frame, column):
    values = frame[column].astype("object")
    return [None if pd.isna(value) or value == "" else value for value in values]


@pytest.mark.parametrize("layer", list(Layer))
def test_a_layer_comes_back_as_it_went_in(tiny_store, layer):
    given = tiny.layers()[layer]
    with tiny_store.store.session(ANONYMOUS) as connection:
        found = layers.read_layer(connection, layer)
    key = given.columns[0]
    found = found.set_index(key).loc[given[key]].reset_index()
    for column in set(given.columns) - {"geometry"}:
        assert _plain(found, column) == _plain(given, column), column
    if isinstance(given, gpd.GeoDataFrame):
        assert found.crs == "EPSG:4326"
        if layer is Layer.GRIDS:  # 乙第一网格 has not the new building's cell, which the given polygon covers
            same = shapely.equals(found.geometry.to_numpy(), given.geometry.to_numpy())
            assert list(found["code"][~same]) == [tiny.GRID_YI_NORTH]
        else:
            assert shapely.equals_identical(found.geometry.to_numpy(), given.geometry.to_numpy()).all()


@pytest.mark.parametrize("layer", list(Layer))
def test_what_is_read_is_what_the_layer_promises(tiny_store, layer):
    with tiny_store.store.session(ANONYMOUS) as connection:
        found = layers.read_layer(connection, layer)
    assert set(LAYERS[layer].column_names()) <= set(found.columns)
    assert find_problems(found, layer) == []


@pytest.mark.parametrize("layer", list(Layer))
def test_nothing_in_force_gives_an_empty_frame_with_its_columns(tiny_store, layer):
    with tiny_store.store.session(ANONYMOUS) as connection:
        found = layers.read_layer(connection, layer, at=date(1999, 1, 1))
    assert len(found) == 0
    assert set(LAYERS[layer].column_names()) <= set(found.columns)


def test_a_box_gives_what_touches_it_borders_included(tiny_store):
    _, _, east, north = tiny.buildings().iloc[[0]].total_bounds
    with tiny_store.store.session(ANONYMOUS) as connection:
        touching = layers.read_layer(
            connection, Layer.BUILDINGS, box=(east, north, east + 1e-6, north + 1e-6)
        )
        beyond = layers.read_layer(
            connection, Layer.BUILDINGS, box=(east + 2e-5, north + 2e-5, east + 3e-5, north + 3e-5)
        )
    assert list(touching["code"]) == ["B01"]
    assert len(beyond) == 0


def test_within_gives_a_community_its_buildings_and_the_whole_street_net(tiny_store):
    with tiny_store.store.session(ANONYMOUS) as connection:
        communities = layers.read_layer(connection, Layer.COMMUNITIES).set_index("code")
        path = f"{tiny_store.path}.{communities['unit_id'][tiny.JIA]}"
        buildings = layers.read_layer(connection, Layer.BUILDINGS, within=path)
        streets = layers.read_layer(connection, Layer.STREETS, within=path)
        elsewhere = layers.read_layer(connection, Layer.STREETS, territory="elsewhere")
    assert set(buildings["community_code"]) == {tiny.JIA}
    assert len(buildings) == 12
    assert (len(streets), len(elsewhere)) == (14, 0)


def test_grids_hold_the_households_of_their_buildings_and_the_new_one_is_in_none(tiny_store):
    with tiny_store.store.session(ANONYMOUS) as connection:
        grids = layers.read_layer(connection, Layer.GRIDS).set_index("code")
        buildings = layers.read_layer(connection, Layer.BUILDINGS).set_index("code")
    assert grids["households"].to_dict() == {
        tiny.GRID_JIA_NORTH: 360,
        tiny.GRID_JIA_SOUTH: 480,
        tiny.GRID_YI_NORTH: 350,
        tiny.GRID_YI_SOUTH: 300,
    }
    assert list(buildings.index[buildings["grid_id"].isna()]) == [tiny.NEW_BUILDING]


def test_ids_are_whole_numbers_even_where_some_are_missing(tiny_store):
    with tiny_store.store.session(ANONYMOUS) as connection:
        buildings = layers.read_layer(connection, Layer.BUILDINGS)
    assert buildings["unit_id"].dtype == np.int64
    assert buildings["grid_id"].dtype == pd.Int64Dtype()
