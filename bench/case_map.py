"""Ten thousand cases on the map of cases, in real Chromium: frame times while one drags, zooms and plays the time.

Run over a prepared demo world whose server is stopped (``scripts/run --once`` first)::

    nice .venv/bin/python -m bench.case_map

Copies the database, files the cases at buildings drawn by their households over a year, serves the copy, and opens
``/cases/map`` in headless Chromium without a GPU. Frames are told by ``requestAnimationFrame``: the time between one
and the next. Each movement is made with the points shown and, as the floor, with them hidden, in turns; other work on
the machine disturbs both alike, so read the difference. Writes ``bench/results/case_map.json``.
"""

import argparse
import json
import os
import secrets
import statistics
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import uvicorn
from playwright.sync_api import sync_playwright

from api.app import create_app
from gis.casework.categories import read_categories
from gis.casework.states import CaseState
from gis.model.access import Role
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.settings import read_settings
from gis.space.layers import Layer
from gis.store import cases, databases, units
from gis.store.cluster import Cluster
from gis.store.engine import open_store
from gis.store.layers import read_layer
from gis.workflows import accounts

RESULTS = Path(__file__).parent / "results" / "case_map.json"
DATABASE = "wangge_bench_case_map"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
ROUNDS = 2
WATCH = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const note = (now) => { window.frames_ms.push(now - last); last = now; window.watching = requestAnimationFrame(note); };
  window.watching = requestAnimationFrame(note);
}"""
STOP = "() => { cancelAnimationFrame(window.watching); return window.frames_ms.slice(1); }"


def file_cases(store, how_many, rng):
    """File cases at buildings drawn by households, over the last year; two thirds are over."""
    with store.system() as connection:
        buildings = read_layer(connection, Layer.BUILDINGS)
        communities = units.read_units(connection, UnitKind.COMMUNITY)
        community_of = dict(zip(communities["code"], communities["unit_id"], strict=True))
        households = buildings["households"].fillna(0).to_numpy(float)
        chosen = rng.choice(len(buildings), how_many, p=households / households.sum())
        middles = buildings.geometry.representative_point()
        codes = [code for code, one in read_categories().categories.items() if not one.is_dispute]
        now = datetime.now(UTC)
        for place in chosen.tolist():
            row, middle = buildings.iloc[place], middles.iloc[place]
            reported_at = now - timedelta(minutes=float(rng.uniform(1, 365 * 1440)))
            is_over = bool(rng.random() < 0.67)
            cases.file_case(
                connection,
                cases.NewCase(
                    "测量", UnitId(int(row["unit_id"])), str(rng.choice(codes)), "测量用", "resident",
                    (CaseState.CLOSED if is_over else CaseState.IN_PROGRESS).value,
                    community_id=UnitId(int(community_of[row["community_code"]])),
                    grid_id=None if pd.isna(row["grid_id"]) else UnitId(int(row["grid_id"])),
                    building_id=UnitId(int(row["unit_id"])),
                    lon=middle.x + float(rng.normal(0, 1e-4)), lat=middle.y + float(rng.normal(0, 1e-4)),
                    reported_at=reported_at, due_at=reported_at + timedelta(days=7),
                ),
            )  # fmt: skip


def serve(store):
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(store.settings, store), host="127.0.0.1", port=0, log_level="error", ws="none"
        )
    )
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def drag(page):
    """Drag the map to and fro by hand."""
    for start, end in (((900, 300), (600, 620)), ((600, 620), (1000, 280))):
        page.mouse.move(*start)
        page.mouse.down()
        for i in range(1, 31):
            share = i / 30
            page.mouse.move(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        page.mouse.up()
        page.wait_for_timeout(350)


def zoom(page):
    """Zoom in three levels and out again by the wheel."""
    page.mouse.move(860, 460)
    for step in (-100, -100, -100, 100, 100, 100):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(420)


def play(page):
    """Play a window of thirty days for four seconds."""
    page.click("[data-play]")
    page.wait_for_timeout(4000)
    page.click("[data-play]")


MOVEMENTS = {"drag": drag, "zoom": zoom, "play": play}


def frames_of(page, movement):
    page.evaluate(WATCH)
    movement(page)
    return page.evaluate(STOP)


def told(frames):
    """Say how the frames were."""
    return {
        "frames": len(frames),
        "p50_ms": round(float(np.percentile(frames, 50)), 1),
        "p95_ms": round(float(np.percentile(frames, 95)), 1),
        "p99_ms": round(float(np.percentile(frames, 99)), 1),
        "max_ms": round(max(frames), 1),
        "over_50_ms_share": round(float(np.mean(np.array(frames) > 50)), 4),
    }


def measure(address, login, password):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
        page.set_default_timeout(60_000)
        assert page.request.post(f"{address}/api/v1/session", data={"login": login, "password": password}).ok
        asked = []
        for _ in range(5):
            started = time.perf_counter()
            answer = page.request.get(f"{address}/api/v1/case-maps/points")
            asked.append(time.perf_counter() - started)
            size_bytes = len(answer.body())
        started = time.perf_counter()
        page.goto(f"{address}/cases/map?days=")
        page.wait_for_selector("[data-count]")
        shown_s = time.perf_counter() - started
        page.wait_for_load_state("networkidle")
        count = int(page.get_attribute("[data-count]", "data-count"))
        frames = {name: {"points": [], "floor": []} for name in MOVEMENTS}
        for _ in range(ROUNDS):
            for name, movement in MOVEMENTS.items():
                for state in ("points", "floor"):
                    page.set_checked("[data-layer=points]", state == "points")
                    page.wait_for_timeout(300)
                    frames[name][state] += frames_of(page, movement)
        browser.close()
    return {
        "cases_shown": count,
        "points_answer_bytes": size_bytes,
        "points_answer_s": round(statistics.median(asked), 3),
        "page_to_count_s": round(shown_s, 2),
        "frames": {
            name: {state: told(list_) for state, list_ in both.items()} for name, both in frames.items()
        },
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    how_many = parser.parse_args().cases
    settings = read_settings()
    cluster = Cluster(settings)
    cluster.start()
    with cluster.administer() as connection:
        databases.drop_database(connection, DATABASE)
        databases.make_database(connection, DATABASE, template=databases.DATABASE)
    url = cluster.url(DATABASE).render_as_string(hide_password=False)
    store = open_store(replace(settings, database_url=url))
    store.migrate()
    try:
        started = time.perf_counter()
        file_cases(store, how_many, np.random.default_rng(7))
        filed_s = time.perf_counter() - started
        login, password = f"bench{secrets.token_hex(4)}", secrets.token_urlsafe(24)
        with store.system() as connection:
            whole = units.read_units(connection, UnitKind.SUBDISTRICT)["unit_id"].tolist()
        accounts.add_account(store, login=login, password=password, role=Role.LEADER, unit_ids=whole)
        server, address = serve(store)
        answer = {
            "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
            "cores": os.cpu_count(),
            "load_before": os.getloadavg()[0],
            "cases_filed": how_many,
            "filing_s": round(filed_s, 1),
            **measure(address, login, password),
            "load_after": os.getloadavg()[0],
        }
        server.should_exit = True
        time.sleep(1)
    finally:
        store.close()
        with cluster.administer() as connection:
            databases.drop_database(connection, DATABASE)
    RESULTS.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(answer, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
