"""Serving."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from source_tree import ROOT

from gis.errors import InputError
from scripts.serving import check_port_is_free


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
