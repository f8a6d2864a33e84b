"""Files of shapes."""

from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from gis.errors import InputError
from gis.ingest.vector import read_vector
from gis.space.layers import Layer
from tests.worked import tiny


def test_the_layer_of_the_right_name_is_taken_among_several(tmp_path: Path) -> None:
    path = tmp_path / "all.gpkg"
    for layer in (Layer.ESTATES, Layer.BUILDINGS):
        pyogrio.write_dataframe(tiny.layers()[layer], path, layer=layer.value, append=path.exists())
    raw = read_vector(path, Layer.BUILDINGS, sublayer=None, encoding=None)
    assert len(raw.rows) == 24
    assert raw.source.sublayer == "buildings"
    assert list(raw.rows.index) == list(range(1, 25))


def test_several_layers_and_none_of_the_name_must_be_told_apart_by_the_person(tmp_path: Path) -> None:
    path = tmp_path / "all.gpkg"
    for layer in (Layer.ESTATES, Layer.BUILDINGS):
        pyogrio.write_dataframe(tiny.layers()[layer], path, layer=layer.value, append=path.exists())
    with pytest.raises(InputError) as caught:
        read_vector(path, Layer.GRIDS, sublayer=None, encoding=None)
    assert caught.value.facts["layers"] == ["estates", "buildings"]
    assert len(read_vector(path, Layer.GRIDS, sublayer="estates", encoding=None).rows) == 3


def test_a_parquet_table_without_shapes_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    pd.DataFrame({"lon": [106.5], "lat": [29.5]}).to_parquet(path)
    with pytest.raises(InputError) as caught:
        read_vector(path, Layer.FACILITIES, sublayer=None, encoding=None)
    assert caught.value.code == "no_shapes"
    path.write_bytes(b"PAR1xx")
    with pytest.raises(InputError) as caught:
        read_vector(path, Layer.FACILITIES, sublayer=None, encoding=None)
    assert caught.value.code == "file_unreadable"


def test_what_the_file_declares_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    pyogrio.write_dataframe(tiny.buildings(), path)
    source = read_vector(path, Layer.BUILDINGS, sublayer=None, encoding=None).source
    assert (source.declared_crs, source.rows_read, source.file_format) == ("EPSG:4326", 24, "GeoJSON")
    assert len(source.checksum) == 64
