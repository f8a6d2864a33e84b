"""The laws of the lists: each has its own page, its right is that of the navigation, rows are fetched."""

import pytest

from web.pages.frame import NAVIGATION
from web.pages.lists import LISTS, list_page
from web.site import Site
from web.viewer import Viewer


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_names_itself_for_its_script(kind):
    page = list_page(kind, nonce="n", viewer=Viewer(), site=Site())
    assert f'data-list="{kind}"' in page
    assert f"<h1>{LISTS[kind].title}</h1>" in page


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_for_the_right_that_shows_it_in_the_navigation(kind):
    rights = {item.path: item.right for item in NAVIGATION}
    assert rights[LISTS[kind].path] == LISTS[kind].right
