"""The law of a refused page: it says who may not what, and leads back."""

from gis.model.access import Role, Scope
from gis.model.ids import UserId
from web.pages.denied import denied_page
from web.site import Site
from web.viewer import Viewer


def test_a_refusal_names_the_role_and_leads_back_to_the_map():
    viewer = Viewer(Scope(UserId(1), Role.DEPARTMENT), name="甲")
    page = denied_page(nonce="n", viewer=viewer, site=Site(), title="人员")
    assert "职能部门" in page
    assert "人员" in page
    assert 'class="button primary" href="/"' in page
