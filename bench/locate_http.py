"""``GET /api/v1/locate`` under load: 32 connections against one worker, beside an empty FastAPI route.

Run against the demo world (``scripts/run --once`` first)::

    nice .venv/bin/python -m bench.locate_http

Starts one uvicorn worker for each of: an empty ``async`` FastAPI route; ours for a visitor (units only); ours
for a grid worker (people and walking times). Each is asked for positions spread over the sub-district by 32
keep-alive connections from this process, after a warm-up. Client and server share the machine's cores.
"""

import argparse
import asyncio
import os
import secrets
import socket
import subprocess
import sys
import time

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


async def ask(port, paths, headers, seconds, spent):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        path = paths[number % len(paths)]
        started = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode(errors="replace")[:300])
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        spent.append(time.perf_counter() - started)
        number += 1
    writer.close()


async def load(port, paths, headers, seconds):
    spent = []
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    asking = [ask(port, list(rng.permutation(paths)), headers, seconds, spent) for _ in range(CONNECTIONS)]
    await asyncio.gather(*asking)
    return len(spent) / (time.perf_counter() - started), np.percentile(spent, [50, 99]) * 1000


def measure(name, factory, paths, headers, seconds, floor=None):
    with Server(factory) as server:
        asyncio.run(load(server.port, paths, headers, min(seconds, 4)))
        per_s, (p50, p99) = asyncio.run(load(server.port, paths, headers, seconds))
    share = f", {per_s / floor:.0%} of the empty route" if floor else ""
    print(f"{name}: {per_s:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms{share}", flush=True)
    return per_s


def spread(settings):
    store = open_store(settings)
    with store.system() as connection:
        (west, south, east, north) = units.read_units(connection, UnitKind.SUBDISTRICT).total_bounds
        paths = units.read_units(connection, UnitKind.SUBDISTRICT)["unit_id"].tolist()
        login = f"bench{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(24)
    accounts.add_account(store, login=login, password=password, role=Role.GRID_WORKER, unit_ids=tuple(paths))
    token = accounts.sign_in(store, login, password).token
    rng = np.random.default_rng(3)
    places = rng.uniform([west, south], [east, north], (500, 2))
    store.close()
    return [f"/api/v1/locate?lon={lon:.6f}&lat={lat:.6f}" for lon, lat in places], token


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    seconds = parser.parse_args().seconds
    paths, token = spread(read_settings())
    floor = measure("empty route", "empty_app", ["/empty"], "", seconds)
    measure("units only", "our_app", paths, "", seconds, floor)
    measure(
        "people and walking times", "our_app", paths, f"Authorization: Bearer {token}\r\n", seconds, floor
    )


if __name__ == "__main__":
    main()
