"""The plain page needs no script and keeps what was filled in."""

from gis.casework.categories import read_categories
from gis.model.access import Role, Scope
from gis.model.ids import UserId
from web.pages.go_plain import PlainForm, plain_page
from web.viewer import Viewer

TREE = read_categories()

WORKER = Viewer(Scope(UserId(1), Role.GRID_WORKER, ("1",)), "小李")


def test_a_visitor_gets_the_sign_in_form_and_a_worker_the_case_form():
    assert 'action="/go/plain/session"' in plain_page(PlainForm(), tree=TREE, nonce="n", viewer=Viewer())
    page = plain_page(PlainForm(csrf="t", key="k"), tree=TREE, nonce="n", viewer=WORKER)
    assert 'enctype="multipart/form-data"' in page
    assert 'name="csrf" value="t"' in page
    assert "<script" not in page


def test_what_was_filled_in_stays_and_is_escaped():
    values = {"category": "0104", "title": "<b>油烟</b>", "source": "resident"}
    page = plain_page(PlainForm(values=values, problem="没有找到地址"), tree=TREE, nonce="n", viewer=WORKER)
    assert "&lt;b&gt;油烟" in page
    assert '<option value="0104" selected>' in page
    assert 'value="resident" checked' in page
    assert "没有找到地址" in page


def test_a_role_that_files_nothing_is_told_so():
    leader = Viewer(Scope(UserId(2), Role.LEADER, ("1",)), "领导")
    assert "不能登记事项" in plain_page(PlainForm(), tree=TREE, nonce="n", viewer=leader)
