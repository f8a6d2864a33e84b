"""The laws of the service-circle page: tools follow rights, data are fetched, nothing comes from elsewhere."""

import json
import re

from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.settings import read_settings
from web.pages.coverage import coverage_page, standards_page
from web.site import Site
from web.viewer import Viewer

SITE = Site(name="某街道", box=(106.5, 29.5, 106.6, 29.6), is_demo=True)


def _page(role=Role.ANONYMOUS, site=SITE):
    scope = Scope(None if role is Role.ANONYMOUS else UserId(1), role)
    return coverage_page(nonce="n", viewer=Viewer(scope), site=site, settings=read_settings({"HOME": "/tmp"}))


def _desk(page):
    (text,) = re.findall(r"wangge\.coverageDesk\(\w+, (\{.*?\})\);", page)
    return json.loads(text)


def _offered(role=Role.ANONYMOUS):
    return {name for name, may in _desk(_page(role)).items() if may}


def test_tools_are_offered_to_those_who_may():
    assert _offered() == set()
    assert _offered(Role.APPROVER) == {"mayReport", "maySeeRuns"}
    assert _offered(Role.COMMUNITY) == {"mayReport", "maySeeRuns", "mayConfirm"}
    assert _offered(Role.PLANNER) == {"maySite", "mayReport", "maySeeRuns"}


def test_every_script_carries_the_nonce_and_none_comes_from_elsewhere():
    scripts = re.findall(r"<script[^>]*>", _page())
    assert scripts and all('nonce="n"' in script for script in scripts)
    assert not re.findall(r'(?:src|href)="https?:', _page())


def test_demo_data_say_so():
    assert "演示数据，边界为生成" in _page()
    assert "演示数据" not in _page(site=Site(name="某街道", box=SITE.box))


def test_the_page_is_small_since_data_are_fetched():
    assert len(_page().encode()) < 20_000


def test_templates_are_edited_by_those_who_measure():
    for role, said in ((Role.ANONYMOUS, "false"), (Role.PLANNER, "true")):
        viewer = Viewer(Scope(None if role is Role.ANONYMOUS else UserId(1), role))
        page = standards_page(nonce="n", viewer=viewer, site=SITE)
        assert f'data-may-edit="{said}"' in page
