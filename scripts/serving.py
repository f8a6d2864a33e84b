"""Serve the pages and the API, with a worker beside them for long jobs."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from gis.errors import InputError
from gis.settings import Settings

_LAST_ANSWERS_S = 3


def check_port_is_free(host: str, port: int) -> None:
    """Raise ``InputError`` where another program listens on the address already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"cannot listen on {host}:{port}: {error}",
                chinese=f"无法监听 {host}:{port}：{error.strerror}。请换一个端口（--port），或先停止占用该端口的程序",
                code="port_taken",
                host=host,
                port=port,
            ) from error


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run the job worker in a process of its own while the service lives.

    The worker holds the other end of a pipe: it ends with the service even where that is killed.
    """
    command = [sys.executable, "-m", "scripts.wangge", "work", "--until-input-ends"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(settings: Settings) -> None:
    """Serve until interrupted.

    Raises
    ------
    InputError
        Where the address is taken.
    """
    check_port_is_free(settings.host, settings.port)
    with worker():
        uvicorn.run(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            timeout_graceful_shutdown=_LAST_ANSWERS_S,  # an open editor's stream would hold the end up
        )
