from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.middleware.headers import Nonce, SecurityHeaders, content_policy


def client(tile_url=None):
    app = FastAPI()

    @app.get("/")
    def page(nonce: Nonce) -> str:
        return nonce

    app.add_middleware(SecurityHeaders, tile_url=tile_url)
    return TestClient(app)


def test_every_response_has_a_nonce_of_its_own_and_the_page_knows_it():
    seen = set()
    for _ in range(3):
        answer = client().get("/")
        assert f"'nonce-{answer.json()}'" in answer.headers["content-security-policy"]
        seen.add(answer.json())
    assert len(seen) == 3


def test_no_other_host_is_named_unless_a_tile_server_is_configured():
    assert "http" not in content_policy("n")
    with_tiles = content_policy("n", "https://t{s}.example.org/{z}/{x}/{y}.png?key=1")
    assert "img-src 'self' data: blob: https://t*.example.org;" in with_tiles
    assert "script-src 'self' 'nonce-n';" in with_tiles


def test_an_answer_is_not_kept_by_caches_and_carries_an_id():
    answer = client().get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.headers["x-request-id"]) == 16
