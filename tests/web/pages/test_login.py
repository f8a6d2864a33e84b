"""The laws of signing in: one goes on inside this site and nowhere else."""

import pytest

from web.pages.login import login_page, safe_next_path
from web.site import Site
from web.viewer import Viewer


@pytest.mark.parametrize("path", ["/", "/plans/7", "/people?q=茶花", "/coverage#gaps"])
def test_a_path_of_this_site_is_kept(path):
    assert safe_next_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        "plans",
        "/\t/evil",
        "/\n/evil",
        "\\\\evil",
    ],
)
def test_a_path_that_leads_elsewhere_becomes_the_map(path):
    assert safe_next_path(path) == "/"


def test_the_form_carries_where_to_go_on_as_text():
    page = login_page(nonce="n", viewer=Viewer(), site=Site(), next_path='/plans?q="><script>')
    assert 'data-next="/plans?q=&#34;&gt;&lt;script&gt;"' in page


def test_demo_passwords_are_explained_only_with_demo_data():
    real = login_page(nonce="n", viewer=Viewer(), site=Site(name="a"))
    demo = login_page(nonce="n", viewer=Viewer(), site=Site(name="a", is_demo=True))
    assert "随机生成" not in real
    assert "随机生成" in demo
