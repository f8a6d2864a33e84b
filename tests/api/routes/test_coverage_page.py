import pytest

from tests.worked import tiny

pytestmark = pytest.mark.database


def test_the_page_is_for_everybody_and_offers_siting_to_planners_only(service):
    page = service.visitor().get("/coverage")
    assert page.status_code == 200
    assert '"maySite": false' in page.text
    assert '"maySite": true' in service.program("planner").get("/coverage").text


def test_the_page_links_to_no_other_host(service):
    assert "http://" not in service.visitor().get("/coverage").text.replace("http://www.w3.org", "")
    assert "https://" not in service.visitor().get("/coverage").text


def test_an_estate_has_a_printable_list_of_what_is_near(service):
    page = service.visitor().get(f"/coverage/estates/{tiny.WALLED_ESTATE}")
    assert page.status_code == 200, page.text
    assert "围院" in page.text and "480 户" in page.text
    assert "微型社区卫生服务站" in page.text and "480 / 480" in page.text


def test_an_estate_that_does_not_exist_is_said_so(service):
    assert service.visitor().get("/coverage/estates/nowhere").status_code == 404
