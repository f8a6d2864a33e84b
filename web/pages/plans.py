"""The plans: a list at ``/plans``, and the editor of one plan at ``/plans/{id}``."""

from gis.model.access import Right
from gis.model.ids import PlanId
from gis.settings import Settings
from web.assets import render_map
from web.layers import FetchedLayer
from web.maps import LAYERS, OfficeMap, add_plugins, ground_map
from web.pages.frame import render
from web.palette import GRID_COLOURS
from web.site import Site
from web.viewer import Viewer


def plans_page(*, nonce: str, viewer: Viewer, site: Site) -> str:
    """Return the document of ``/plans``.

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
        "list.html",
        nonce=nonce,
        viewer=viewer,
        site=site,
        active="/plans",
        title="网格方案",
        lead="执行中的方案不可改动；调整从草案开始，经社区意见、审批、备案后按日期生效。",
        kind="plans",
    )


def plan_map(plan_id: PlanId, *, viewer: Viewer, site: Site, settings: Settings) -> OfficeMap:
    """Build the folium.Map of the editor: the ground, borders, points, and the editor as one plugin.

    Parameters
    ----------
    plan_id
        The plan shown.
    viewer
        Who looks; only planners get the tools.
    site
        The place shown.
    settings
        For the outside basemap.
    """
    map_ = ground_map(site, settings, app="app/plan.js", styles=("app/map.css", "app/plan.css"))
    for kind, name, group, show in (
        ("communities", "社区界", "参考图层", True),
        ("estates", "小区", "参考图层", True),
        ("service_points", "党群服务点", "参考图层", False),
    ):
        FetchedLayer(kind, name=name, group=group, address=f"{LAYERS}/{kind}", show=show).add_to(map_)
    add_plugins(
        map_,
        {
            "planEditor": {
                "planId": plan_id,
                "colours": list(GRID_COLOURS),
                "layers": LAYERS,
                "mayDraft": viewer.may(Right.DRAFT_PLANS),
                "mayApprove": viewer.may(Right.APPROVE_PLANS),
                "userId": viewer.scope.user_id,
            },
            "furniture": {"attribution": site.demo_note or "本单位数据"},
        },
    )
    return map_


def plan_page(plan_id: PlanId, *, nonce: str, viewer: Viewer, site: Site, settings: Settings) -> str:
    """Return the document of ``/plans/{id}``.

    Parameters
    ----------
    plan_id
        The plan shown.
    nonce
        The response's Content-Security-Policy nonce.
    viewer
        Who looks.
    site
        The place shown.
    settings
        For the outside basemap.
    """
    parts = render_map(plan_map(plan_id, viewer=viewer, site=site, settings=settings), nonce=nonce)
    return render(
        "map.html", nonce=nonce, viewer=viewer, site=site, active="/plans", title="网格方案", parts=parts
    )
