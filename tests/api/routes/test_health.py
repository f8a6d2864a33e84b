from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from gis.store.engine import open_store

pytestmark = pytest.mark.database


def test_a_migrated_database_is_healthy(service):
    answer = service.visitor().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "store": "ok"})


def test_without_a_database_the_service_says_so_and_keeps_its_secrets(service):
    url = "postgresql://wangge:geheim@127.0.0.1:1/none"
    settings = replace(service.world.store.settings, database_url=url)
    client = TestClient(create_app(settings, open_store(settings)), raise_server_exceptions=False)
    ill = client.get("/health")
    assert (ill.status_code, ill.json()["store"]) == (503, "unreachable")
    page = client.get("/api/v1/grids")
    assert (page.status_code, page.json()["code"]) == (503, "server_unreachable")
    assert "geheim" not in page.text and "127.0.0.1" not in page.text
