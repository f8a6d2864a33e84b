"""``GET /api/v1/locate`` under load: 32 connections against one worker, beside an empty FastAPI route.

Run against the demo world (``scripts/run --once`` first)::

    nice scripts/bench locate_http

Starts one uvicorn worker for each of: an empty ``async`` FastAPI route; ours for a visitor (units only); ours
for a grid worker (people and walking times). In rounds, one after the other so that the machine's other load
falls on all alike, each is asked for positions spread over the sub-district by 32 keep-alive connections from
this process. Client, server and database share the machine's cores; the server's own CPU time per request is
written down beside the rates, since it does not depend on who else is at work.

Writes ``bench/results/locate_http.json``.
"""

import argparse
import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from fastapi import FastAPI

from api.app import create_app
from gis.model.access import Role
from gis.model.units import UnitKind
from gis.settings import read_settings
from gis.store import units
from gis.store.engine import open_store
from gis.workflows import accounts

CONNECTIONS = 32
RESULTS = Path(__file__).parent / "results" / "locate_http.json"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def empty_app():
    """The floor: a route that answers a small JSON and nothing else."""
    app = FastAPI()

    @app.get("/empty")
    async def empty() -> dict[str, int]:
        return {"ok": 1}

    return app


def our_app():
    """The whole service."""
    return create_app(read_settings())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One uvicorn worker in its own process."""

    def __init__(self, factory):
        self.port = free_port()
        command = [sys.executable, "-m", "uvicorn", f"bench.locate_http:{factory}", "--factory"]
        command += ["--port", str(self.port), "--log-level", "warning", "--no-access-log"]
        self.process = subprocess.Popen(command, env=os.environ)

    def __enter__(self):
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu_s(self):
        """CPU seconds of the server process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


class Asker(asyncio.Protocol):
    """One keep-alive connection that asks again as soon as it is answered."""

    def __init__(self, requests, until_s, spent_s, done):
        self.requests, self.until_s, self.spent_s, self.done = requests, until_s, spent_s, done
        self.number, self.held = 0, b""

    def connection_made(self, transport):
        """Begin to ask."""
        self.transport = transport
        self.ask()

    def ask(self):
        """Ask the next question, or end."""
        if time.perf_counter() >= self.until_s:
            self.transport.close()
            return
        self.asked_at_s = time.perf_counter()
        self.transport.write(self.requests[self.number % len(self.requests)])
        self.number += 1

    def data_received(self, data):
        """Take what came; ask again once an answer is whole."""
        self.held += data
        end = self.held.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.held[:end].lower()
        at = head.index(b"content-length:") + 15
        if len(self.held) < end + 4 + int(head[at:].split(b"\r", 1)[0]):
            return
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode(errors="replace")[:300])
        self.spent_s.append(time.perf_counter() - self.asked_at_s)
        self.held = b""
        self.ask()

    def connection_lost(self, error):
        """Say that this connection is done."""
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)


async def load(server, paths, headers, seconds):
    """Ask for some seconds: (requests per second, times in ms, server's CPU ms per request)."""
    loop, rng, spent_s, waiting = asyncio.get_running_loop(), np.random.default_rng(1), [], []
    begun_s, cpu_s = time.perf_counter(), server.cpu_s()
    for _ in range(CONNECTIONS):
        asked = [
            f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode() for path in rng.permutation(paths)
        ]
        done = loop.create_future()
        waiting.append(done)
        await loop.create_connection(
            lambda asked=asked, done=done: Asker(asked, begun_s + seconds, spent_s, done),
            "127.0.0.1",
            server.port,
        )
    await asyncio.gather(*waiting)
    took_s, cpu_s = time.perf_counter() - begun_s, server.cpu_s() - cpu_s
    return len(spent_s) / took_s, np.array(spent_s) * 1000, cpu_s / len(spent_s) * 1000


def spread(settings):
    """500 positions in the sub-district's box, and the token of a worker over all of it."""
    store = open_store(settings)
    with store.system() as connection:
        (west, south, east, north) = units.read_units(connection, UnitKind.SUBDISTRICT).total_bounds
        unit_ids = units.read_units(connection, UnitKind.SUBDISTRICT)["unit_id"].tolist()
    login, password = f"bench{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    accounts.add_account(
        store, login=login, password=password, role=Role.GRID_WORKER, unit_ids=tuple(unit_ids)
    )
    token = accounts.sign_in(store, login, password).token
    places = np.random.default_rng(3).uniform([west, south], [east, north], (500, 2))
    store.close()
    return [f"/api/v1/locate?lon={lon:.6f}&lat={lat:.6f}" for lon, lat in places], token


def measure(seconds, rounds):
    """Rates, times and CPU of the three, round by round."""
    paths, token = spread(read_settings())
    bearer = f"Authorization: Bearer {token}\r\n"
    with Server("empty_app") as empty, Server("our_app") as ours:
        asked = {
            "empty": (empty, ["/empty"], ""),
            "units": (ours, paths, ""),
            "people_and_walks": (ours, paths, bearer),
        }
        for server, what, headers in asked.values():
            asyncio.run(load(server, what, headers, 4))
        found = {name: [] for name in asked}
        for number in range(rounds):
            for name, (server, what, headers) in asked.items():
                found[name].append(asyncio.run(load(server, what, headers, seconds)))
                per_s, times_ms, cpu_ms = found[name][-1]
                p99 = np.percentile(times_ms, 99)
                print(f"{number} {name}: {per_s:.0f}/s, p99 {p99:.0f} ms, {cpu_ms:.3f} CPU ms", flush=True)
    return {name: summed(rows, found["empty"]) for name, rows in found.items()}


def summed(rows, floor):
    """One line of the results: medians over the rounds, percentiles over all requests."""
    times_ms = np.concatenate([row[1] for row in rows])
    shares = [row[0] / low[0] for row, low in zip(rows, floor, strict=True)]
    return {
        "requests_per_s": float(np.median([row[0] for row in rows])),
        "share_of_empty_by_round": shares,
        "share_of_empty": float(np.median(shares)),
        "p50_ms": float(np.percentile(times_ms, 50)),
        "p99_ms": float(np.percentile(times_ms, 99)),
        "most_ms": float(times_ms.max()),
        "server_cpu_ms": float(np.median([row[2] for row in rows])),
        "requests": len(times_ms),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    before = os.getloadavg()
    results = {
        "connections": CONNECTIONS,
        "workers": 1,
        "cores": os.cpu_count(),
        "load_before": before[0],
        **measure(given.seconds, given.rounds),
        "load_after": os.getloadavg()[0],
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
