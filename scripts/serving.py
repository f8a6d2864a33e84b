"""Serve the pages and the API, with a worker beside them for long jobs; over TLS with a local authority."""

import logging
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

import click
import segno
import uvicorn

from api.app import create_app
from api.welcome import CERTIFICATE_PATH, create_welcome
from gis.errors import InputError, WanggeError
from gis.settings import Settings
from gis.store.engine import open_store
from gis.workflows.demo_accounts import is_loopback, shut_demo_accounts
from scripts.addresses import own_addresses, own_names, reachable_at
from scripts.authority import Credentials, prepare
from web.pages.trust import Trust

log = logging.getLogger("wangge.serving")
_LAST_ANSWERS_S = 3
_LOOK_AGAIN_S = 6 * 3600.0


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


@dataclass(frozen=True, slots=True)
class Entrances:
    """Where phones come in: the page over TLS, and the one at plain http that offers the certificate."""

    go_url: str
    trust_url: str

    @classmethod
    def of(cls, settings: Settings, trust_port: int) -> "Entrances":
        """Name them by the address that phones reach."""
        host = reachable_at(settings.host, own_addresses())
        return cls(f"https://{host}:{settings.port}/go", f"http://{host}:{trust_port}/")

    def text(self) -> str:
        """What the terminal shows, with codes for the phone's camera."""
        return "\n".join(
            (
                "",
                f"手机首次使用：扫码打开 {self.trust_url} ，按页面说明安装证书",
                terminal_code(self.trust_url),
                f"已装证书：扫码打开 {self.go_url}",
                terminal_code(self.go_url),
            )
        )


def terminal_code(text: str) -> str:
    """Draw a QR code with block characters, two modules to a character, light on dark terminals and dark alike."""
    rows = [list(row) for row in segno.make(text, error="l", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # Black on white whatever the terminal's colours are, or some cameras will not read it.
    lines = (
        "".join(" ▄▀█"[2 * upper + lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"\x1b[30;107m{line}\x1b[0m" for line in lines)


def _credentials(settings: Settings) -> Credentials:
    """Give certificates of this machine's present names and addresses."""
    names, addresses = own_names(), own_addresses()
    credentials = prepare(settings.tls_dir, names, addresses)
    if credentials.left_out:
        log.warning("the local authority may not vouch for %s", "、".join(credentials.left_out))
    return credentials


def keep_fresh(settings: Settings, context: ssl.SSLContext, stop: threading.Event) -> None:
    """Renew the service's certificate before it ends or when addresses change, without a restart.

    Connections that stand keep theirs; new ones get the new one. Runs until ``stop``.
    """
    while not stop.wait(_LOOK_AGAIN_S):
        try:
            credentials = _credentials(settings)
            context.load_cert_chain(credentials.certificate_file, credentials.key_file)
        except (WanggeError, OSError) as error:
            log.error("certificate not renewed: %s", error)


@contextmanager
def _welcome(settings: Settings, entrances: Entrances, credentials: Credentials, port: int) -> Iterator[None]:
    """Serve the certificate's page at plain http meanwhile."""
    trust = Trust(entrances.go_url, CERTIFICATE_PATH, credentials.fingerprint())
    app = create_welcome(trust, credentials.authority_der())
    server = uvicorn.Server(
        uvicorn.Config(app, host=settings.host, port=port, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, name="welcome", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=_LAST_ANSWERS_S + 2)


def shut_the_demo(settings: Settings) -> None:
    """Shut the accounts of a demo before others than this machine can reach the service."""
    if is_loopback(settings.host):
        return
    with closing(open_store(settings)) as store:
        shut = shut_demo_accounts(store)
    if shut:
        click.echo(f"服务可从其他机器访问（{settings.host}），演示账号已停用：{'、'.join(shut)}")


def serve(settings: Settings) -> None:
    """Serve until interrupted; beyond this machine without the accounts of a demo.

    Raises
    ------
    InputError
        Where the address is taken.
    """
    check_port_is_free(settings.host, settings.port)
    shut_the_demo(settings)
    with worker():
        _run(uvicorn.Server(_config(settings)))


def serve_over_tls(settings: Settings, trust_port: int) -> None:
    """Serve over TLS, and the certificate's page at plain http on ``trust_port``, until interrupted.

    Raises
    ------
    InputError
        Where an address is taken.
    StoreError
        The authority's files are damaged.
    """
    for port in (settings.port, trust_port):
        check_port_is_free(settings.host, port)
    shut_the_demo(settings)
    credentials, entrances = _credentials(settings), Entrances.of(settings, trust_port)
    config = _config(settings, credentials)
    config.load()
    if config.ssl is None:
        raise RuntimeError("uvicorn made no TLS context")
    stop = threading.Event()
    threading.Thread(target=keep_fresh, args=(settings, config.ssl, stop), daemon=True).start()
    with worker(), _welcome(settings, entrances, credentials, trust_port):
        click.echo(entrances.text())
        try:
            _run(uvicorn.Server(config))
        finally:
            stop.set()


def _run(server: uvicorn.Server) -> None:
    """Run until interrupted; a server that could not start ends the process with a status of its own."""
    # The command line ends by a broken pipe; a client that hangs up must not end the service.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)


def _config(settings: Settings, credentials: Credentials | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=_LAST_ANSWERS_S,  # an open editor's stream would hold the end up
        ssl_certfile=None if credentials is None else credentials.certificate_file,
        ssl_keyfile=None if credentials is None else credentials.key_file,
    )
