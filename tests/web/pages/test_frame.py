"""The laws of the page's frame: navigation by right, the demo note, names as text, one nonce."""

import re

import pytest
from jinja2 import UndefinedError

from gis.model.access import Role, Scope
from gis.model.ids import UserId
from web.pages.frame import NAVIGATION, environment, navigation_for, render
from web.site import Site
from web.viewer import Viewer


def _page(viewer=None, site=None, **values):
    return render(
        "list.html",
        nonce="n0nce",
        viewer=viewer or Viewer(),
        site=site or Site(),
        active="/people",
        title=values.pop("title", "人员"),
        lead="说明",
        kind="people",
        **values,
    )


def _signed_in(role=Role.PLANNER, name="甲"):
    return Viewer(Scope(UserId(1), role), name=name)


def test_a_visitor_is_offered_what_is_public_and_a_way_to_sign_in():
    page = _page()
    assert [item["title"] for item in navigation_for(Viewer(), "/")] == ["地图", "服务圈"]
    assert 'href="/login"' in page
    assert "data-sign-out" not in page


def test_navigation_follows_the_role():
    def titles(role):
        return {item["title"] for item in navigation_for(_signed_in(role), "/")}

    assert titles(Role.PLANNER) == {item.title for item in NAVIGATION}
    assert "人员" not in titles(Role.DEPARTMENT)
    assert "导入" not in titles(Role.GRID_WORKER)


def test_the_open_page_is_marked_once():
    assert _page(_signed_in()).count('aria-current="page"') == 1


def test_generated_data_are_named_on_the_page():
    assert "演示数据，边界为生成" in _page(site=Site(name="某街道", is_demo=True))
    assert "演示数据" not in _page(site=Site(name="某街道"))


def test_a_name_is_shown_as_text():
    page = _page(_signed_in(name="<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_every_script_carries_the_nonce():
    scripts = re.findall(r"<script[^>]*>", _page())
    assert scripts
    assert all('nonce="n0nce"' in script for script in scripts)


def test_the_page_names_no_other_host():
    assert re.findall(r"https?://", _page(_signed_in())) == []


def test_a_value_that_a_template_lacks_is_an_error():
    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()
