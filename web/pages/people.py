"""People at ``/people``: the load and the vacancies of grids on the map, and who answers for the unit chosen."""

from gis.settings import Settings
from web.assets import render_map
from web.layers import FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def people_map(*, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map: grids coloured by load, and community borders above them.

    Parameters
    ----------
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(
        site, settings, app="app/people.js", styles=("app/map.css", "app/imports.css", "app/people.css")
    )
    FetchedLayer("communities", name="社区界", group="参考图层", address=f"{LAYERS}/communities").add_to(map_)
    add_plugins(
        map_,
        {
            "duties": {"address": f"{LAYERS}/grids"},
            "furniture": {"attribution": site.demo_note or "本单位数据"},
        },
    )
    return map_


def people_page(*, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/people``.

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
    parts = render_map(people_map(site=site, settings=settings), nonce=nonce)
    return render(
        "people.html", nonce=nonce, viewer=viewer, site=site, active="/people", title="人员", parts=parts
    )
