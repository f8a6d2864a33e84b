from gis.model.access import Role, Scope
from web.pages.households import households_page
from web.site import Site
from web.viewer import Viewer


def test_the_page_says_that_no_roster_is_collected_and_loads_only_its_own_script():
    viewer = Viewer(Scope(None, Role.COMMUNITY))
    page = households_page(nonce="n", viewer=viewer, site=Site(name="某街道", is_demo=False))
    assert "不收名册" in page
    assert "app/households" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
