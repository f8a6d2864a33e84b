import pytest

pytestmark = pytest.mark.database


def test_the_page_is_for_everybody_and_offers_siting_to_planners_only(service):
    page = service.visitor().get("/coverage")
    assert page.status_code == 200
    assert '"maySite": false' in page.text
    assert '"maySite": true' in service.program("planner").get("/coverage").text


def test_the_page_links_to_no_other_host(service):
    assert "http://" not in service.visitor().get("/coverage").text.replace("http://www.w3.org", "")
    assert "https://" not in service.visitor().get("/coverage").text
