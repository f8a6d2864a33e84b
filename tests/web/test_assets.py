"""The laws of local assets: no address of another host, a nonce on every inline tag, and no map that changes another."""

import json
import re

import folium
import pytest
from branca.element import Figure
from folium.plugins import HeatMap, MarkerCluster

from gis.errors import InputError
from web import assets
from web.assets import render_map, static_url, take_local, with_nonce


def _whole(parts):
    return parts.head + parts.body + parts.script


def _plain_map():
    map_ = folium.Map([29.5, 106.5], tiles=None)
    folium.Marker([29.5, 106.5]).add_to(map_)
    return map_


def test_a_plain_folium_map_names_no_other_host():
    assert re.findall(r"https?://[^\s\"']+", _whole(render_map(_plain_map(), nonce="n"))) == []


def test_a_plugin_is_served_from_here_too():
    map_ = _plain_map()
    MarkerCluster([[29.5, 106.5]]).add_to(map_)
    parts = render_map(map_, nonce="n")
    assert "/static/vendor/markercluster/leaflet.markercluster.js?v=" in parts.head
    assert "://" not in parts.head


def test_a_plugin_whose_file_is_not_carried_is_refused_by_name():
    map_ = _plain_map()
    HeatMap([[29.5, 106.5]]).add_to(map_)
    with pytest.raises(InputError) as refused:
        render_map(map_, nonce="n")
    assert refused.value.code == "asset_not_vendored"
    assert "leaflet-heat" in refused.value.message


def test_rendering_one_map_leaves_foliums_classes_as_they_were():
    before = [list(folium.Map.default_js), list(folium.Map.default_css)]
    render_map(_plain_map(), nonce="n")
    assert [list(folium.Map.default_js), list(folium.Map.default_css)] == before
    assert any("cdn" in url for _, url in folium.Map.default_js)


def test_rendering_twice_gives_the_same_links():
    map_ = _plain_map()
    assert render_map(map_, nonce="n").head == render_map(map_, nonce="n").head


def test_each_inline_tag_carries_the_nonce_and_nothing_else_is_touched():
    text = "<script>a<b</script><style>p{}</style><scripty>&lt;script>"
    expected = '<script nonce="x">a<b</script><style nonce="x">p{}</style><scripty>&lt;script>'
    assert with_nonce(text, "x") == expected


def test_every_script_of_a_map_carries_the_nonce():
    head = render_map(_plain_map(), nonce="only-this").head
    tags = re.findall(r"<(?:script|style)[^>]*>", head)
    assert tags
    assert all('nonce="only-this"' in tag for tag in tags)


def test_an_address_carries_the_hash_of_the_content():
    assert re.fullmatch(
        r"/static/vendor/leaflet/leaflet\.js\?v=[0-9a-f]{12}", static_url("vendor/leaflet/leaflet.js")
    )


def test_a_file_that_was_not_built_is_named():
    with pytest.raises(InputError) as refused:
        static_url("app/no_such.js")
    assert refused.value.facts["file"] == "app/no_such.js"


def test_links_of_ours_are_left_alone():
    figure = Figure()
    link = assets.JavascriptLink("/static/app/map.js?v=1")
    figure.header.add_child(link, name="app")
    take_local(figure)
    assert figure.header._children["app"] is link


def test_the_lock_file_names_no_registry():
    lock = json.loads((assets.WEB / "package-lock.json").read_text(encoding="utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_everything_that_vendor_json_promises_is_built():
    promised = json.loads((assets.WEB / "vendor.json").read_text(encoding="utf-8"))
    assert all(static_url(asset["to"]) for asset in promised)


def test_no_built_style_sheet_of_ours_leaves_this_host():
    for path in (assets.STATIC / "app").glob("*.css"):
        assert re.findall(r"url\(['\"]?https?:", path.read_text(encoding="utf-8")) == []
