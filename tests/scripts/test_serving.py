"""Serving."""

import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.request
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
from web.assets import static_url


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


def test_clients_that_hang_up_in_the_middle_end_nothing(empty_store, tmp_path) -> None:
    """In mid-upload and in mid-download: the command line itself ends by a broken pipe, the service must not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": str(empty_store.settings.database_url),
        "WANGGE_DATA_DIR": str(tmp_path),
    }
    service = subprocess.Popen(
        [sys.executable, "-m", "scripts.wangge", "serve", "--port", str(port)], env=environment, cwd=ROOT
    )
    try:
        _wait_for(port, service)
        ignored = re.search(r"SigIgn:\s*([0-9a-f]+)", Path(f"/proc/{service.pid}/status").read_text())
        assert ignored is not None
        assert int(ignored[1], 16) >> (signal.SIGPIPE - 1) & 1
        upload = b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n"
        download = (
            b"GET "
            + static_url("vendor/swagger-ui/swagger-ui-bundle.js").encode()
            + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        for _ in range(5):
            _hang_up(port, upload + b"x" * 300_000, read_bytes=0)
            _hang_up(port, download, read_bytes=1000)
            _hang_up(port, download * 20, read_bytes=0)
        assert _asked(port) == 200
        assert service.poll() is None
    finally:
        service.terminate()
        service.wait(timeout=30)


def _hang_up(port: int, told: bytes, *, read_bytes: int) -> None:
    """Say something, hear a little of the answer, and go: first no more is said, then nothing is heard.

    The order matters: what the service still writes to one who has said goodbye ends in a broken pipe.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.sendall(told)
        if read_bytes:
            line.recv(read_bytes)
        line.shutdown(socket.SHUT_WR)
        time.sleep(0.03)


def _asked(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
        return int(answer.status)


def _wait_for(port: int, service: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert service.poll() is None
        try:
            _asked(port)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the service did not start")


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
