import pytest

pytestmark = pytest.mark.database


def test_the_docs_are_read_without_another_host(service):
    page = service.visitor().get("/docs").text
    assert 'src="/static/vendor/swagger-ui/' in page and "//cdn" not in page and "https:" not in page


def test_every_asset_of_the_docs_is_served(service):
    page = service.visitor().get("/docs").text
    for part in page.split('"'):
        if part.startswith("/static/"):
            assert service.visitor().get(part).status_code == 200, part


def test_the_description_is_openapi(service):
    described = service.visitor().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.") and described["info"]["title"] == "网格 Wangge"
