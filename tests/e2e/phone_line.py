"""A line of the tests' own between a phone and a service: real addresses, real TLS, nothing of it loopback.

The service runs as ``wangge serve --tls`` in a network namespace behind a veth pair; the phone is a Chromium with a
profile of its own that trusts the service's authority and nothing else. All of it stays on this machine.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from gis.store.engine import Store
from tests.conftest import ROOT
from tests.e2e.conftest import CHROMIUM, FLAGS, TIMEOUT_MS

PORT = 8443
START_S = 90


@dataclass(frozen=True)
class Line:
    """A veth pair: the phone's end here, the service's end in the namespace."""

    name: str
    phone_end: str
    service_ip: str

    def run(self, *command: str) -> list[str]:
        """The command that runs in the service's namespace."""
        return ["ip", "netns", "exec", self.name, *command]

    def cut(self) -> None:
        """No signal: nothing passes, for any process."""
        _ip("link", "set", self.phone_end, "down")

    def mend(self) -> None:
        """Signal again."""
        _ip("link", "set", self.phone_end, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def line() -> Iterator[Line]:
    """Lay the line; skips, with the reason, where this process may not."""
    if shutil.which("ip") is None or shutil.which("certutil") is None:
        pytest.skip("ip (iproute2) or certutil (libnss3-tools) is not installed")
    number = os.getpid() % 16_000
    name, phone_end = f"wangge-{os.getpid()}", f"wg{os.getpid()}"
    high, low = 64 + number // 256, number % 256
    phone_ip, service_ip = f"10.{high}.{low}.1", f"10.{high}.{low}.2"
    try:
        _ip("netns", "add", name)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespace can be made here: {error.stderr.decode().strip()}")
    try:
        _ip("link", "add", phone_end, "type", "veth", "peer", "name", "office", "netns", name)
        _ip("addr", "add", f"{phone_ip}/30", "dev", phone_end)
        _ip("link", "set", phone_end, "up")
        for words in (("addr", "add", f"{service_ip}/30", "dev", "office"), ("link", "set", "office", "up")):
            _ip("-n", name, *words)
        _ip("-n", name, "link", "set", "lo", "up")
        yield Line(name, phone_end, service_ip)
    finally:
        subprocess.run(["ip", "link", "del", phone_end], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@dataclass
class Service:
    """``wangge serve --tls`` behind a line; may be killed and started again."""

    line: Line
    store: Store
    process: subprocess.Popen[bytes] | None = None
    log: list[Path] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://{self.line.service_ip}:{PORT}"

    @property
    def authority_file(self) -> Path:
        return self.store.settings.tls_dir / "authority.crt"

    def start(self) -> None:
        """Start, and wait until it shakes hands over TLS with the authority's certificate."""
        environment = {
            **os.environ,
            "DATABASE_URL": str(self.store.settings.database_url),
            "WANGGE_DATA_DIR": str(self.store.settings.data_dir),
            "WANGGE_SOCKET_DIR": str(self.store.settings.socket_dir),
        }
        command = (sys.executable, "-m", "scripts.wangge", "serve", "--tls")
        log = self.store.settings.data_dir / f"serve-{len(self.log)}.log"
        self.log.append(log)
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                self.line.run(*command, "--host", self.line.service_ip, "--port", str(PORT)),
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text())
            time.sleep(0.2)

    def _answers(self) -> bool:
        if not self.authority_file.exists():
            return False
        context = ssl.create_default_context(cafile=str(self.authority_file))
        try:
            with (
                socket.create_connection((self.line.service_ip, PORT), timeout=2) as plain,
                context.wrap_socket(plain, server_hostname=self.line.service_ip),
            ):
                return True
        except (OSError, ssl.SSLError):
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Phone:
    """A Chromium with the screen of a small phone; its profile outlives it."""

    playwright: Playwright
    home: Path
    context: BrowserContext | None = None

    def trust(self, authority: Path) -> None:
        """Install the authority's certificate, as the page at plain http tells people to."""
        folder = self.home / ".pki" / "nssdb"
        folder.mkdir(parents=True, exist_ok=True)
        base = ["certutil", "-d", f"sql:{folder}"]
        subprocess.run([*base, "-N", "--empty-password"], check=True, capture_output=True)
        subprocess.run(
            [*base, "-A", "-t", "C,,", "-n", "wangge", "-i", str(authority)], check=True, capture_output=True
        )

    def open(self) -> Page:
        """Start the browser and give its page."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.home / "profile"),
            executable_path=CHROMIUM,
            args=list(FLAGS),
            env={**os.environ, "HOME": str(self.home)},
            viewport={"width": 360, "height": 740},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            permissions=["geolocation"],
        )
        self.context.set_default_timeout(TIMEOUT_MS)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self) -> None:
        """End every process of this browser at once, as a phone does that needs the memory."""
        profile = f"--user-data-dir={self.home / 'profile'}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and profile in _command_of(entry):
                os.kill(int(entry.name), signal.SIGKILL)
        if self.context is not None:
            with suppress(Error):  # what was killed cannot say goodbye
                self.context.close()
            self.context = None

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


def _command_of(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""
