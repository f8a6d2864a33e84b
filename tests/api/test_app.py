import pytest

from api import rules
from api.app import create_app
from gis.model.access import Right

pytestmark = pytest.mark.database


def test_every_route_names_its_right_and_only_built_assets_need_none(service):
    listed = rules.routes_with_rights(service.app)
    assert [path for path, _, rights in listed if not rights] == ["/static"]


@pytest.mark.parametrize("path", ["/api/v1/coverage/what-if", "/metrics"])
def test_what_changes_or_tells_of_the_service_is_not_public(service, path):
    found = [rights for listed, _, rights in rules.routes_with_rights(service.app) if listed == path]
    assert all(Right.SEE_PUBLIC not in rights for rights in found)


def test_every_write_needs_more_than_a_visitor_has(service):
    open_to_all = {"/api/v1/session"}
    for path, methods, rights in rules.routes_with_rights(service.app):
        if {"POST", "PUT", "PATCH", "DELETE"} & set(methods.split(",")) and path not in open_to_all:
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
