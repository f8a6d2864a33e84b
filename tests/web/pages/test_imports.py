"""The laws of the import desk's page: its places for the script are there, and it links nothing from outside."""

from gis.settings import read_settings
from web.pages.imports import imports_page
from web.site import Site
from web.viewer import Viewer


def test_the_page_has_a_desk_a_list_of_editions_and_a_map():
    page = imports_page(nonce="n", viewer=Viewer(), site=Site(), settings=read_settings({"HOME": "/tmp"}))
    for place in ("data-import-desk", "data-editions", "wangge.importDesk", "app/imports.js"):
        assert place in page
    assert "http://" not in page.replace("http://www.w3.org", "")
