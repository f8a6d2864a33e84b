"""The laws of the map page: what is offered follows the right to it, and nothing but settings stands inline."""

import json
import re

import pytest

from gis.model.access import Role, Scope
from gis.model.ids import UserId
from gis.settings import read_settings
from web.pages.map import map_page
from web.site import Site
from web.viewer import Viewer

SITE = Site(name="某街道", box=(106.5, 29.5, 106.6, 29.6), is_demo=True)


def _page(viewer=None, site=SITE):
    return map_page(nonce="n", viewer=viewer or Viewer(), site=site, settings=read_settings({"HOME": "/tmp"}))


def _layers(page):
    settings = re.findall(r"wangge\.fetchedLayer\(\w+, (\{.*?\})\);", page)
    return [json.loads(text) for text in settings]


def test_a_visitors_map_has_no_cases_and_no_drafts():
    page = _page()
    assert "cases" not in {layer["kind"] for layer in _layers(page)}
    assert '"mayDraft": true' not in page


def test_a_planners_map_has_both():
    page = _page(Viewer(Scope(UserId(1), Role.PLANNER), name="甲"))
    assert "cases" in {layer["kind"] for layer in _layers(page)}
    assert '"mayDraft": true' in page


def test_there_is_one_circle_per_category_and_none_is_shown_at_first():
    circles = [layer for layer in _layers(_page()) if layer["kind"] == "coverage"]
    assert [layer["name"] for layer in circles] == [
        "购物",
        "服务",
        "医疗",
        "餐饮",
        "教育",
        "文化",
        "党群服务点",
    ]
    assert not any(layer["show"] for layer in circles)


def test_grids_communities_buildings_and_service_points_are_shown_at_first():
    shown = {layer["kind"] for layer in _layers(_page()) if layer["show"]}
    assert shown == {"grids", "communities", "buildings", "service_points"}


def test_the_page_is_small_since_data_are_fetched():
    assert len(_page().encode()) < 20_000


def test_the_page_names_no_other_host():
    assert re.findall(r"https?://", _page()) == []


def test_every_script_and_style_carries_the_nonce():
    tags = re.findall(r"<(?:script|style)\b[^>]*>", _page())
    assert len(tags) >= 4
    assert all('nonce="n"' in tag for tag in tags)


@pytest.mark.parametrize(("site", "is_said"), [(Site(), True), (SITE, False)])
def test_an_empty_installation_says_what_to_do(site, is_said):
    assert ("还没有载入任何街道的数据" in _page(site=site)) is is_said
