"""The service circle at ``/coverage``: who cannot walk there, where the gaps are, and what would change it."""

from typing import Any

from gis.model.access import Right
from gis.settings import Settings
from web.assets import render_map
from web.layers import FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.site import Site
from web.viewer import Viewer


def coverage_map(*, viewer: Viewer, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map of the page: the ground, community borders, and the desk of panels as one plugin.

    Parameters
    ----------
    viewer
        Who looks: siting, reports, kept measurements and confirming appear with the right to them.
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(site, settings, app="app/coverage.js", styles=("app/map.css", "app/coverage.css"))
    FetchedLayer("communities", name="社区界", group="参考图层", address=f"{LAYERS}/communities").add_to(map_)
    add_plugins(
        map_,
        {
            "coverageDesk": {
                "maySite": viewer.may(Right.MEASURE_COVERAGE),
                "mayReport": viewer.may(Right.SEE_REPORTS),
                "mayConfirm": viewer.may(Right.HANDLE_CASES),
                "maySeeRuns": viewer.may(Right.SEE_UNITS),
            },
            "furniture": {"attribution": site.demo_note or "本单位数据"},
        },
    )
    return map_


def coverage_page(*, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/coverage``.

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
    parts = render_map(coverage_map(viewer=viewer, site=site, settings=settings), nonce=nonce)
    return render(
        "map.html", nonce=nonce, viewer=viewer, site=site, active="/coverage", title="服务圈", parts=parts
    )


def standards_page(*, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of ``/coverage/standards``: templates and tables by version, editable with the right.

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
        "coverage_standards.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/coverage",
        title="生活圈模板与对照表",
        may_edit=viewer.may(Right.MEASURE_COVERAGE),
    )


def estate_page(card: dict[str, Any], *, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the printable document of what is near one estate.

    Parameters
    ----------
    card
        As ``gis.workflows.show_coverage.estate_card`` gives it.
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    """
    title = f"{card['name']}周边设施步行时间"
    return render(
        "coverage_estate.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/coverage",
        title=title,
        card=card,
        confirmations={"open": "在营", "unconfirmed": "未确认"},
    )
