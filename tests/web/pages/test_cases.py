"""The pages of cases: scripts of their own, layers of the map named, nothing of a case in the page itself."""

import html
import json
import re

import pytest

from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.settings import read_settings
from web.layers import CaseLayer
from web.maps import OfficeMap
from web.pages.cases import case_map, case_map_page, case_page, case_standards_page, cases_page
from web.site import Site
from web.viewer import Viewer

SITE = Site(name="微型街道", box=(106.5, 29.4, 106.6, 29.6))
SETTINGS = read_settings({})


def test_the_list_loads_its_own_script():
    page = cases_page(nonce="n", viewer=Viewer(), site=SITE)
    assert "app/cases.js" in page and "<h1>诉求</h1>" in page


def test_the_list_has_what_its_map_of_places_needs_and_asks_no_other_host():
    page = cases_page(nonce="n", viewer=Viewer(), site=SITE)
    assert "vendor/leaflet/leaflet.js" in page
    ground = re.search(r'data-ground="([^"]*)"', page).group(1)
    assert json.loads(html.unescape(ground)) == {"box": list(SITE.box), "layers": "/api/v1/map/layers"}
    assert "https://" not in page


@pytest.mark.parametrize(("role", "may"), [(Role.ADMINISTRATOR, "true"), (Role.LEADER, "false")])
def test_only_the_administrator_gets_the_editor_of_templates(role, may):
    viewer = Viewer(Scope(UserId(1), role), "x")
    page = case_standards_page(nonce="n", viewer=viewer, site=SITE)
    assert f'data-may-edit="{may}"' in page
    assert ("由系统管理员修改" in page) is (may == "false")


def test_a_cases_page_knows_its_number_and_nothing_else_of_it():
    page = case_page(17, nonce="n", viewer=Viewer(), site=SITE, settings=SETTINGS)
    assert '"caseId": 17' in page
    assert "app/case.js" in page


@pytest.mark.parametrize("kind", ["points", "density", "hot-spots", "concerns"])
def test_the_map_has_a_layer_of_each_kind_which_asks_for_its_own_answer(kind):
    layers = [
        child
        for child in case_map(site=SITE, settings=SETTINGS)._children.values()
        if isinstance(child, CaseLayer)
    ]
    (layer,) = [layer for layer in layers if layer.settings["kind"] == kind]
    assert layer.settings["address"] == f"/api/v1/case-maps/{kind}"
    assert layer.settings["show"] == (kind == "points")


def test_every_inline_script_of_the_map_carries_the_nonce():
    page = case_map_page(nonce="abc", viewer=Viewer(), site=SITE, settings=SETTINGS)
    assert page.count("<script") == page.count('<script nonce="abc"') + page.count("<script src=")
    assert "wangge.caseDesk(" in page


def test_no_layer_can_close_the_script():
    map_ = OfficeMap(SITE.box)
    CaseLayer("points", name="</script><b>", address="/x").add_to(map_)
    assert "</script><b>" not in map_.get_root().render()
