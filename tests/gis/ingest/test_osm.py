"""Layers of an OpenStreetMap extract."""

from pathlib import Path

import pytest

from gis.errors import InputError
from gis.ingest.read import read_layer
from gis.space.layers import Layer

HELSINKI = Path(__file__).resolve().parents[4] / "shared/data/helsinki/Helsinki.osm.pbf"


@pytest.mark.real_data
@pytest.mark.skipif(not HELSINKI.exists(), reason="../shared/data/helsinki is not there")
@pytest.mark.parametrize("layer", [Layer.STREETS, Layer.FACILITIES])
def test_a_layer_of_helsinki_comes_in_whole(layer: Layer) -> None:
    reading = read_layer(HELSINKI, layer)
    assert reading.source.file_format == "OSM"
    assert reading.refused == []
    assert len(reading.records) == reading.source.rows_read > 500


def test_what_osm_does_not_hold_is_told_with_what_it_does(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.GRIDS)
    assert "道路" in caught.value.chinese


def test_noise_is_no_extract(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(b"\x00\x01noise" * 50)
    with pytest.raises(InputError) as caught:
        read_layer(path, Layer.STREETS)
    assert caught.value.code == "file_unreadable"
