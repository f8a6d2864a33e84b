"""Signing in and out, refused pages, and the lists, in real Chromium."""

import pytest

from gis.model.access import Role
from tests.e2e.conftest import sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]


def test_a_visitor_is_sent_to_sign_in_and_then_arrives(page, office):
    page.goto(f"{office.address}/plans")
    assert "/login?next=" in page.url
    page.fill("#login", Role.PLANNER.value)
    page.fill("#password", "a-password-for-tests")
    page.click("button[type=submit]")
    page.wait_for_url(f"{office.address}/plans")
    assert page.text_content("h1") == "网格方案"


def test_a_wrong_password_is_told_and_nothing_happens(context, office):
    page = context.new_page()
    page.goto(f"{office.address}/login")
    page.fill("#login", "nobody")
    page.fill("#password", "wrong-wrong-wrong")
    page.click("button[type=submit]")
    page.wait_for_selector(".form-error:visible")
    assert "不正确" in page.text_content(".form-error")
    assert page.url.endswith("/login")


def test_signing_out_makes_a_visitor(page, office):
    sign_in(page, office, Role.PLANNER)
    page.click("[data-sign-out]")
    page.wait_for_selector("header a[href='/login']")


def test_the_navigation_offers_nothing_that_is_not_there(page, office):
    sign_in(page, office, Role.PLANNER)
    paths = page.eval_on_selector_all(".navigation a", "links => links.map(a => a.getAttribute('href'))")
    assert paths == ["/", "/plans", "/coverage", "/people", "/cases", "/imports", "/households", "/reports"]
    for path in paths:
        assert page.request.get(f"{office.address}{path}").status == 200, path


def test_the_plan_in_force_is_listed(page, office):
    sign_in(page, office, Role.PLANNER, "/plans")
    page.wait_for_selector("tbody tr")
    assert "执行中" in page.text_content("tbody")


@pytest.mark.parametrize("path", ["/cases", "/imports", "/reports"])
def test_each_list_reads_its_rows_without_an_error(page, office, path):
    sign_in(page, office, Role.PLANNER, path)
    page.wait_for_selector("tbody tr, .empty")
    assert page.locator(".notice.error").count() == 0


def test_a_role_without_the_right_is_told_so(context, office):
    page = context.new_page()
    sign_in(page, office, Role.DEPARTMENT)
    answer = page.goto(f"{office.address}/people")
    assert answer is not None
    assert answer.status == 403
    assert "职能部门" in page.text_content("main")
