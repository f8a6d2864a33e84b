"""The map at ``/``: what is where, whose grid it is, and what waits to be put right."""

from gis.model.access import Right
from gis.model.categories import CATEGORY_CHINESE
from gis.settings import Settings
from web.assets import render_map
from web.layers import FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.palette import GRID_COLOURS, TIER_COLOURS
from web.site import Site
from web.viewer import Viewer


def _add_units(map_: OfficeMap) -> None:
    """Grids, communities, estates, buildings."""
    colours = {"colours": list(GRID_COLOURS)}
    for kind, name, show, settings in (
        ("grids", "现行网格", True, colours),
        ("communities", "社区界", True, {}),
        ("estates", "小区", False, {}),
        ("buildings", "楼栋", True, {}),
    ):
        FetchedLayer(
            kind, name=name, group="区划与网格", address=f"{LAYERS}/{kind}", show=show, settings=settings
        ).add_to(map_)


def _add_points(map_: OfficeMap, viewer: Viewer) -> None:
    """Service points and facilities for everybody; cases for those who may see them."""
    points = [
        ("service_points", "党群服务点", True),
        ("facilities", "便民设施", False),
        ("gates", "小区出入口", False),
    ]
    if viewer.may(Right.SEE_CASES):
        points.append(("cases", "诉求", True))
    for kind, name, show in points:
        FetchedLayer(kind, name=name, group="点位", address=f"{LAYERS}/{kind}", show=show).add_to(map_)


def _add_coverage(map_: OfficeMap) -> None:
    """One layer of H3 cells per category; the panel shows one at a time."""
    for category, name in CATEGORY_CHINESE.items():
        FetchedLayer(
            "coverage",
            name=name,
            group="步行服务圈",
            address=f"/api/v1/map/coverage/{category}",
            show=False,
            settings={"colours": list(TIER_COLOURS), "category": str(category)},
        ).add_to(map_)


def office_map(*, viewer: Viewer, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map of the page, with its layers and controls.

    Parameters
    ----------
    viewer
        Who looks: cases and drafts appear with the right to them.
    site
        The place shown.
    settings
        For the outside basemap, if one is configured.
    """
    map_ = ground_map(site, settings)
    _add_units(map_)
    _add_coverage(map_)
    _add_points(map_, viewer)
    add_plugins(
        map_,
        {
            "layerPanel": {},
            "placePanel": {"mayDraft": viewer.may(Right.DRAFT_PLANS), "isSignedIn": viewer.is_signed_in},
            "searchBox": {},
            "attention": {"address": "/api/v1/map/summary", "mayDraft": viewer.may(Right.DRAFT_PLANS)},
            "furniture": {"attribution": site.demo_note or "本单位数据"},
        },
    )
    return map_


def map_page(*, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/``.

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
    parts = render_map(office_map(viewer=viewer, site=site, settings=settings), nonce=nonce)
    return render("map.html", nonce=nonce, viewer=viewer, site=site, active="/", title="地图", parts=parts)
