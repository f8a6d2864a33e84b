"""The phone page is the same for everybody, complete without signal, and installable."""

import json
import re

import pytest

from web.assets import STATIC
from web.pages import go
from web.pages.go import START, go_page, manifest_text, shell, worker_text


def test_everything_the_page_links_is_kept_by_the_worker():
    links = set(re.findall(r'(?:src|href)="(/[^"]+)"', go_page(nonce="n"))) - {"/go/plain"}
    assert links <= set(shell().addresses)
    assert START in shell().addresses


def test_each_script_carries_the_nonce_and_none_stands_in_the_page():
    scripts = re.findall(r"<script[^>]*>([^<]*)</script>", go_page(nonce="abc"))
    assert scripts == ["", ""]
    assert go_page(nonce="abc").count('nonce="abc"') == 2


def test_the_worker_begins_with_what_it_keeps():
    first, _, program = worker_text().partition("\n")
    kept = json.loads(first.removeprefix("self.SHELL=").removesuffix(";"))
    assert kept == {"version": shell().version, "addresses": list(shell().addresses)}
    assert "indexedDB" not in program


def test_another_page_is_another_version(monkeypatch):
    before = shell().version
    monkeypatch.setattr(go, "manifest_text", lambda: "{}")
    shell.cache_clear()
    assert shell().version != before
    shell.cache_clear()


@pytest.mark.parametrize("size", [192, 512])
def test_the_manifest_makes_the_page_installable(size):
    manifest = json.loads(manifest_text())
    assert manifest["start_url"].startswith(manifest["scope"])
    assert manifest["display"] == "standalone"
    icon = next(
        one for one in manifest["icons"] if one["sizes"] == f"{size}x{size}" and one["purpose"] == "any"
    )
    content = (STATIC / icon["src"].removeprefix("/static/").partition("?")[0]).read_bytes()
    assert int.from_bytes(content[16:20], "big") == int.from_bytes(content[20:24], "big") == size
