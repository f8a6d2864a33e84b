import pytest

from api import rules
from api.app import create_app
from gis.model.access import Right

pytestmark = pytest.mark.database


def test_every_route_names_its_right_and_only_built_assets_need_none(service):
    listed = rules.routes_with_rights(service.app)
    assert [path for path, _, rights in listed if not rights] == ["/static"]


def test_the_services_own_figures_are_not_public(service):
    found = [rights for path, _, rights in rules.routes_with_rights(service.app) if path == "/metrics"]
    assert found == [(Right.ADMINISTER,)]
    assert service.visitor().get("/metrics").status_code == 401
    assert b"wangge_requests_total" in service.program("administrator").get("/metrics").content


def test_every_write_needs_more_than_a_visitor_has(service):
    signing_in_and_questions_with_a_body = {
        "/api/v1/session",
        "/api/v1/coverage/what-if",
        "/api/v1/coverage/what-if/route",
        "/go/plain/session",
    }
    for path, methods, rights in rules.routes_with_rights(service.app):
        writes = {"POST", "PUT", "PATCH", "DELETE"} & set(methods.split(","))
        if writes and path not in signing_in_and_questions_with_a_body:
            assert rights != (Right.SEE_PUBLIC,), path


def test_the_description_lists_every_interface(service):
    described = service.visitor().get("/api/v1/openapi.json").json()["paths"]
    own = {path for path, _, _ in rules.routes_with_rights(service.app) if path.startswith("/api/v1/")}
    assert own - described.keys() == {"/api/v1/openapi.json"}


def test_no_page_and_no_answer_names_another_host(service):
    for path in ("/", "/login", "/docs"):
        page = service.visitor().get(path)
        assert page.status_code == 200, path
        assert "https://" not in page.text.replace("https://127.0.0.1", ""), path
        assert "default-src 'self'" in page.headers["content-security-policy"]


def test_an_app_can_be_built_again(service):
    assert create_app(service.world.store.settings, service.world.store)
