"""Layers of an OpenStreetMap extract."""

from pathlib import Path

import osmium
import pyproj
import pytest

from gis.errors import InputError
from gis.ingest.read import read_layer
from gis.space.layers import Layer
from gis.space.measure import lengths_m

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


def _may_walk(tags: dict[str, str]) -> bool:
    """What a walker reads from the tags: foot decides, then access, then the kind of road."""
    road = tags.get("highway", "")
    if road in {"", "construction", "proposed", "abandoned", "razed", "disused", "planned"}:
        return False
    if "foot" in tags and tags["foot"] in {"no", "private", "use_sidepath"}:
        return False
    if tags.get("foot") in {"yes", "designated", "permissive", "official", "destination", "customers"}:
        return True
    is_closed = tags.get("access") in {"no", "private"} or tags.get("motorroad") == "yes"
    not_for_walkers = {
        "motorway",
        "motorway_link",
        "raceway",
        "bus_guideway",
        "busway",
        "escape",
        "rest_area",
    }
    never = not_for_walkers | {
        "services",
        "emergency_bay",
        "bus_stop",
        "elevator_shaft",
        "no",
        "yes",
        "razed",
    }
    return not is_closed and road not in never


@pytest.mark.real_data
@pytest.mark.skipif(not HELSINKI.exists(), reason="../shared/data/helsinki is not there")
def test_helsinki_has_the_walkable_length_that_its_raw_tags_say() -> None:
    ellipsoid = pyproj.Geod(ellps="WGS84")
    raw_m: dict[str, float] = {}
    for entity in osmium.FileProcessor(str(HELSINKI)).with_locations():
        if entity.is_way() and _may_walk(dict(entity.tags)):
            places = [(node.lon, node.lat) for node in entity.nodes if node.location.valid()]
            if len(places) > 1:
                raw_m[f"w{entity.id}"] = ellipsoid.line_length(*zip(*places, strict=True))
    records = read_layer(HELSINKI, Layer.STREETS).records
    walkable = records[records["is_walkable"].astype(bool)]
    assert set(walkable["code"]) == set(raw_m)
    assert sum(raw_m.values()) > 100_000
    assert float(lengths_m(walkable.geometry).sum()) == pytest.approx(sum(raw_m.values()), rel=1e-9)
