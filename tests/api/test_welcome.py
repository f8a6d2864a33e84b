"""The page at plain http gives the certificate and nothing else."""

import pytest
from starlette.testclient import TestClient

from api.welcome import CERTIFICATE_PATH, create_welcome
from web.pages.trust import Trust

TRUST = Trust("https://192.168.3.7:8000/go", CERTIFICATE_PATH, "AB:CD")


@pytest.fixture(scope="module")
def client():
    return TestClient(create_welcome(TRUST, b"\x30\x82der"), follow_redirects=False)


def test_the_page_says_what_to_do_and_where_to_go_without_any_script(client):
    answer = client.get("/")
    for told in (TRUST.go_url, CERTIFICATE_PATH, "AB:CD", "安卓", "HarmonyOS", "证书信任设置", "<svg"):
        assert told in answer.text
    assert "<script" not in answer.text
    assert "nonce-" in answer.headers["content-security-policy"]


def test_a_phone_is_given_the_certificate_as_something_to_install(client):
    answer = client.get(CERTIFICATE_PATH)
    assert answer.content == b"\x30\x82der"
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"


@pytest.mark.parametrize(
    "path", ["/go", "/api/v1/me", "/static/app/map.js", "/../etc/passwd", "/" + "x" * 5000]
)
def test_everything_else_leads_to_the_page(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, "/")


def test_nothing_can_be_sent_there(client):
    assert client.post("/", content=b"x").status_code == 405
