"""The laws of the plan pages: the editor knows its plan and the viewer's rights, and carries no cells."""

from gis.model.access import Role, Scope
from gis.model.ids import PlanId, UserId
from gis.settings import read_settings
from web.pages.plans import plan_page, plans_page
from web.site import Site
from web.viewer import Viewer

SITE = Site(name="某街道", box=(106.5, 29.5, 106.6, 29.6))


def _editor(role):
    viewer = Viewer(Scope(UserId(5), role), name="甲")
    return plan_page(
        PlanId(42), nonce="n", viewer=viewer, site=SITE, settings=read_settings({"HOME": "/tmp"})
    )


def test_a_planner_gets_the_tools_for_this_plan():
    page = _editor(Role.PLANNER)
    assert '"planId": 42' in page
    assert '"mayDraft": true' in page
    assert "app/plan.js" in page


def test_an_approver_may_approve_and_not_draw():
    page = _editor(Role.APPROVER)
    assert '"mayDraft": false' in page
    assert '"mayApprove": true' in page


def test_the_list_of_plans_is_fetched():
    page = plans_page(nonce="n", viewer=Viewer(), site=SITE)
    assert 'data-list="plans"' in page
