import pytest

pytestmark = pytest.mark.database


def test_a_visitor_is_sent_to_sign_in_and_back(service):
    answer = service.visitor().get("/plans/7", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/plans/7")


def test_somebody_without_the_right_is_told_on_a_page_with_a_way_back(service):
    answer = service.browser("community").get("/imports", follow_redirects=False)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html") and 'href="/"' in answer.text


def test_a_page_greets_who_has_signed_in(service):
    assert "网格规划员" in service.browser("planner").get("/").text
    assert "微型街道" in service.visitor().get("/").text
