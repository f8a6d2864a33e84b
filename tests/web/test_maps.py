"""The laws of our folium.Map: real, light, and shifted only where the tiles are."""

from dataclasses import replace

import folium
import pytest

from gis.settings import read_settings
from web.assets import render_map
from web.maps import OfficeMap, add_outside_tiles, add_plugins

BOX = (106.5, 29.5, 106.6, 29.6)


@pytest.fixture
def settings():
    return read_settings({"HOME": "/tmp"})


def test_it_is_a_folium_map():
    assert isinstance(OfficeMap(BOX), folium.Map)


def test_it_links_leaflet_and_the_pages_script_and_nothing_more():
    map_ = OfficeMap(BOX)
    render_map(map_, nonce="n")
    assert [name for name, _ in map_.default_js] == ["leaflet", "app"]
    assert [name for name, _ in folium.Map.default_js] != ["leaflet", "app"]


def test_its_own_links_are_not_those_of_the_next_map():
    plan = OfficeMap(BOX, app="app/plan.js")
    assert plan.default_js != OfficeMap(BOX).default_js


def test_no_tile_service_is_named_unless_configured(settings):
    map_ = OfficeMap(BOX)
    add_outside_tiles(map_, settings)
    assert "http" not in render_map(map_, nonce="n").script


def test_configured_tiles_lie_under_the_map(settings):
    map_ = OfficeMap(BOX)
    add_outside_tiles(map_, replace(settings, tile_url="https://tiles.example/{z}/{x}/{y}.png"))
    script = render_map(map_, nonce="n").script
    assert "L.tileLayer" in script
    assert "shiftedTiles" not in script


def test_tiles_in_gcj02_are_shifted(settings):
    map_ = OfficeMap(BOX)
    add_outside_tiles(map_, replace(settings, tile_url="https://t.example/{z}/{x}/{y}", tile_crs="gcj02"))
    assert "wangge.shiftedTiles(" in render_map(map_, nonce="n").script


def test_plugins_are_called_in_order_with_their_settings():
    map_ = OfficeMap(BOX)
    add_plugins(map_, {"first": {"a": 1}, "second": {}})
    script = render_map(map_, nonce="n").script
    assert script.index("wangge.first(") < script.index("wangge.second(")
    assert '{"a": 1}' in script
