"""The laws of the page of people: its places for the script are there, and it links nothing from outside."""

from gis.settings import read_settings
from web.pages.people import people_page
from web.site import Site
from web.viewer import Viewer


def test_the_page_has_a_desk_of_loads_and_a_map_of_grids():
    page = people_page(nonce="n", viewer=Viewer(), site=Site(), settings=read_settings({"HOME": "/tmp"}))
    for place in ("data-loads", "wangge.duties", "app/people.js", "/api/v1/map/layers/grids"):
        assert place in page
    assert "http://" not in page.replace("http://www.w3.org", "")
