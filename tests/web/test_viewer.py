"""The laws of the viewer."""

from gis.model.access import Right, Role, Scope
from gis.model.ids import UserId
from web.viewer import Viewer


def test_a_visitor_is_nobody_and_may_see_what_is_public():
    viewer = Viewer()
    assert not viewer.is_signed_in
    assert viewer.may(Right.SEE_PUBLIC)
    assert not viewer.may(Right.SEE_PEOPLE)


def test_a_planner_is_greeted_by_role():
    viewer = Viewer(Scope(UserId(1), Role.PLANNER), name="甲")
    assert viewer.is_signed_in
    assert viewer.role_chinese == "网格规划员"
    assert viewer.may(Right.DRAFT_PLANS)
