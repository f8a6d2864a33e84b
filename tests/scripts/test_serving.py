"""Serving."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from source_tree import ROOT

from gis.errors import InputError
from gis.settings import Settings
from scripts.addresses import own_addresses, own_names
from scripts.authority import prepare
from scripts.serving import Entrances, check_port_is_free, keep_fresh, shut_the_demo, terminal_code


def test_a_taken_port_is_told_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError) as caught:
            check_port_is_free("127.0.0.1", port)
    assert str(port) in caught.value.chinese


def test_the_worker_ends_with_its_service_even_where_that_is_killed(empty_store, tmp_path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": str(empty_store.settings.database_url),
        "WANGGE_DATA_DIR": str(tmp_path),
    }
    program = (
        "import time\nfrom scripts.serving import worker\n"
        "with worker() as process:\n    print(process.pid, flush=True)\n    time.sleep(60)"
    )
    service = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert service.stdout is not None
    worker_pid = int(service.stdout.readline())
    service.kill()
    service.wait()
    service.stdout.close()
    deadline = time.monotonic() + 60
    while _lives(worker_pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not _lives(worker_pid)


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.parametrize(("host", "is_shut"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_a_demo_is_shut_before_others_can_reach_the_service(monkeypatch, capsys, empty_store, host, is_shut):
    asked = []
    monkeypatch.setattr("scripts.serving.shut_demo_accounts", lambda store: asked.append(store) or ["demo_x"])
    shut_the_demo(replace(empty_store.settings, host=host))
    assert bool(asked) is is_shut
    assert ("demo_x" in capsys.readouterr().out) is is_shut


def test_the_terminals_code_holds_every_module_of_the_address() -> None:
    code = segno.make("http://192.168.3.7:8001/", error="l", micro=False)
    rows = [
        line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m")
        for line in terminal_code("http://192.168.3.7:8001/").splitlines()
    ]
    read = []
    for row in rows:
        read.append([sign in "▀█" for sign in row])
        read.append([sign in "▄█" for sign in row])
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(border=2)]
    assert read[: len(wanted)] == wanted


def test_a_service_for_phones_names_the_address_they_reach(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path, socket_dir=tmp_path, host="10.1.2.3", port=8443)
    entrances = Entrances.of(settings, 8444)
    assert entrances == Entrances("https://10.1.2.3:8443/go", "http://10.1.2.3:8444/")
    assert entrances.go_url in entrances.text()


def test_a_certificate_that_cannot_be_renewed_is_told_and_the_service_goes_on(
    tmp_path, monkeypatch, caplog
) -> None:
    settings = Settings(data_dir=tmp_path, socket_dir=tmp_path)
    prepare(settings.tls_dir, own_names(), own_addresses())
    service = settings.tls_dir / "service.crt"
    context, stop = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), threading.Event()
    monkeypatch.setattr("scripts.serving._LOOK_AGAIN_S", 0.01)
    service.unlink()
    renewing = threading.Thread(target=keep_fresh, args=(settings, context, stop))
    renewing.start()
    deadline = time.monotonic() + 30
    while not service.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert service.exists()
    (settings.tls_dir / "authority.key").unlink()
    while "not renewed" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    renewing.join()
    assert "not renewed" in caplog.text
