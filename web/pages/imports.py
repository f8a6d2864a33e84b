"""The import desk at ``/imports``: a file is looked at over the map, kept as an edition, and brought into force."""

from gis.settings import Settings
from web.assets import render_map
from web.layers import FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def imports_map(*, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map: what is loaded, and above it the shapes of the file on the desk.

    Parameters
    ----------
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(site, settings, app="app/imports.js", styles=("app/map.css", "app/imports.css"))
    FetchedLayer("communities", name="社区界", group="参考图层", address=f"{LAYERS}/communities").add_to(map_)
    add_plugins(map_, {"importDesk": {}, "furniture": {"attribution": site.demo_note or "本单位数据"}})
    return map_


def imports_page(*, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/imports``.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    settings
        For the outside basemap.
    """
    parts = render_map(imports_map(site=site, settings=settings), nonce=nonce)
    return render(
        "imports.html", nonce=nonce, viewer=viewer, site=site, active="/imports", title="导入", parts=parts
    )
