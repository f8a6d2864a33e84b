"""The laws of our map pieces: one call each, and no text that closes the script."""

from web.assets import render_map
from web.layers import FetchedLayer, PagePlugin
from web.maps import OfficeMap

BOX = (106.5, 29.5, 106.6, 29.6)


def _script(piece):
    map_ = OfficeMap(BOX)
    piece.add_to(map_)
    return render_map(map_, nonce="n").script


def test_a_plugin_calls_its_function_with_the_map():
    assert "wangge.basemap(map_" in _script(PagePlugin("basemap", {"address": "/x"}))


def test_no_setting_can_close_the_script():
    script = _script(PagePlugin("basemap", {"name": "</script><script>alert(1)</script>"}))
    assert "</script" not in script
    assert "<script" not in script


def test_a_layer_says_where_its_features_are_and_carries_none():
    script = _script(
        FetchedLayer(
            "grids", name="现行网格", group="网格", address="/api/v1/map/layers/grids", settings={"a": 1}
        )
    )
    assert "/api/v1/map/layers/grids" in script
    assert "coordinates" not in script


def test_a_layers_name_cannot_close_the_script():
    script = _script(FetchedLayer("grids", name="</script>", group="g", address="/x"))
    assert "</script" not in script


def test_settings_of_two_layers_do_not_mix():
    settings = {"colour": "red"}
    first = FetchedLayer("grids", name="a", group="g", address="/a", settings=settings)
    second = FetchedLayer("cases", name="b", group="g", address="/b", settings=settings)
    assert (first.settings["kind"], second.settings["kind"]) == ("grids", "cases")
    assert settings == {"colour": "red"}
