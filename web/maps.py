"""The folium.Map that every page builds on: our own links only, our own basemap, nothing inline but settings."""

from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.raster_layers import TileLayer
from folium.template import Template

from gis.settings import Settings
from web.assets import static_url
from web.layers import PagePlugin
from web.site import Site

Box = tuple[float, float, float, float]
LAYERS = "/api/v1/map/layers"


class OfficeMap(folium.Map):
    """A folium.Map that links Leaflet and nothing more, fills its frame, and leaves the page's header alone.

    Folium's own map links jQuery, Bootstrap and three icon sets before any data is drawn; these pages use
    none of them. Plugins may still link theirs, see ``web.assets``.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <style>#{{ this.get_name() }} { position: absolute; inset: 0; }</style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} aria-label="地图" role="application"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = wangge.openMap({{ this.get_name()|tojson }}, {{ this.box|tojson }},
                {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(
        self, box: Box, *, app: str = "app/map.js", styles: Sequence[str] = ("app/map.css",)
    ) -> None:
        """Make an empty map.

        Parameters
        ----------
        box
            (west, south, east, north) in degrees, shown whole at first.
        app
            The page's own script below ``web/static``.
        styles
            Its style sheets, in order.
        """
        west, south, east, north = box
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            zoom_control=False,
            prefer_canvas=True,
            attributionControl=False,
        )
        self.box = list(box)
        self.default_js = [("leaflet", static_url("vendor/leaflet/leaflet.js")), ("app", static_url(app))]
        self.default_css = [
            ("leaflet_css", static_url("vendor/leaflet/leaflet.css")),
            *((style, static_url(style)) for style in styles),
        ]


def add_outside_tiles(map_: folium.Map, settings: Settings) -> None:
    """Put the configured tile service under everything; does nothing where none is configured.

    Tiles in GCJ-02 are shifted in the browser, tile by tile, so that they lie under WGS-84 data.
    """
    if settings.tile_url is None:
        return
    if settings.tile_crs == "gcj02":
        PagePlugin("shiftedTiles", {"url": settings.tile_url}).add_to(map_)
    else:
        TileLayer(settings.tile_url, attr="底图：外部服务", name="外部底图", max_zoom=19).add_to(map_)


def add_plugins(map_: folium.Map, plugins: Mapping[str, Mapping[str, Any]]) -> None:
    """Add our plugins by name, in order, each with its settings."""
    for name, settings in plugins.items():
        PagePlugin(name, settings).add_to(map_)


def ground_map(
    site: Site, settings: Settings, *, app: str = "app/map.js", styles: Sequence[str] = ("app/map.css",)
) -> OfficeMap:
    """Open a map of the site with the ground drawn: outside tiles where configured, our own basemap over them.

    Parameters
    ----------
    site
        The place shown.
    settings
        For the outside basemap.
    app, styles
        As ``OfficeMap`` takes them.
    """
    map_ = OfficeMap(site.box, app=app, styles=styles)
    add_outside_tiles(map_, settings)
    add_plugins(map_, {"basemap": {"address": LAYERS, "isOverTiles": settings.tile_url is not None}})
    return map_
