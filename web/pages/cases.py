"""The cases: a list at ``/cases``, one case, the map of cases, and the templates they go by."""

from gis.model.access import Right
from gis.model.ids import CaseId
from gis.settings import Settings
from web.assets import render_map
from web.layers import CaseLayer, FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer

_MAPS = "/api/v1/case-maps"
_LEAD = "落在图上的诉求与事项，按网格、社区归属，按时限办理；每一步都留痕，不可改删。"


def cases_page(*, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of ``/cases``.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown, and the ground on which a place is chosen by a click.
    """
    ground = {"box": site.box, "layers": LAYERS}
    return render(
        "cases.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/cases",
        title="诉求",
        lead=_LEAD,
        ground=ground,
    )


def case_page(case_id: CaseId, *, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/cases/{id}``; the case itself is fetched, by whoever may see it.

    Parameters
    ----------
    case_id
        The case shown.
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(site, settings, app="app/case.js", styles=("app/map.css", "app/cases.css"))
    FetchedLayer("grids_bare", name="现行网格", group="参考图层", address=f"{LAYERS}/grids").add_to(map_)
    add_plugins(map_, {"caseSheet": {"caseId": case_id}})
    parts = render_map(map_, nonce=nonce)
    return render(
        "case.html", nonce=nonce, viewer=viewer, site=site, active="/cases", title="诉求", parts=parts
    )


def case_standards_page(*, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of ``/cases/standards``: categories, calendar and roles by version; the administrator edits.

    Parameters
    ----------
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    """
    return render(
        "case_standards.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/cases",
        title="模板与日历",
        may_edit=viewer.may(Right.ADMINISTER),
    )


def case_map(*, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map of ``/cases/map``: the ground, borders, and the layers of cases with their desk.

    Parameters
    ----------
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(
        site, settings, app="app/case_map.js", styles=("app/map.css", "app/cases.css", "app/case_map.css")
    )
    for kind, name in (("grids_bare", "网格界"), ("communities", "社区界")):
        FetchedLayer(kind, name=name, group="参考图层", address=f"{LAYERS}/{kind.partition('_')[0]}").add_to(
            map_
        )
    for kind, name, show in (
        ("density", "户均密度", False),
        ("hot-spots", "冷热点", False),
        ("concerns", "民情收集图", False),
        ("points", "诉求点位", True),
    ):
        CaseLayer(kind, name=name, address=f"{_MAPS}/{kind}", show=show).add_to(map_)
    add_plugins(
        map_, {"caseDesk": {"address": _MAPS}, "furniture": {"attribution": site.demo_note or "本单位数据"}}
    )
    return map_


def case_map_page(*, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/cases/map``.

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
    parts = render_map(case_map(site=site, settings=settings), nonce=nonce)
    return render(
        "map.html", nonce=nonce, viewer=viewer, site=site, active="/cases", title="诉求地图", parts=parts
    )
