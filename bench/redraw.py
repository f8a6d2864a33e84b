"""Redrawing at ten thousand cells: how long a stroke takes to be acknowledged, and to be counted on the screen.

Run beside a started private database (``wangge db start``)::

    nice .venv/bin/python -m bench.redraw [--communities 90] [--strokes 300] [--no-browser]

Makes a synthetic town in a database of its own, draws its grids, brings them into force and opens a draft; serves it
by one uvicorn worker; then (1) sends strokes over HTTP on one connection, timed from the first byte sent to the last
byte read, with the server's own CPU time beside; (2) in headless Chromium paints cells with the mouse on the whole
plan, timed from the pointer's release to the frame after the totals have changed. Client, server, database and
browser share the machine's cores. Writes ``bench/results/redraw.json`` and drops the database.
"""

import argparse
import http.client
import json
import os
import platform
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from bench.draw_town import make_town
from gis.model.access import Role, Scope
from gis.model.bands import RESIDENTIAL_BAND
from gis.model.ids import PlanId
from gis.model.plans import PlanState, grid_name
from gis.model.units import UnitKind
from gis.partition.cells import build_cells
from gis.partition.draw import draw_cells
from gis.settings import Settings, read_settings
from gis.space.layers import Layer
from gis.store import databases, editions, fabrics, plans, publishing, units
from gis.store.cluster import Cluster
from gis.store.engine import Store, open_store
from gis.workflows import accounts, redraw_plan

RESULTS = Path(__file__).parent / "results" / "redraw.json"
FIRST_DAY = date(2020, 1, 1)
CODE, NAME = "500199001000", "测速街道"
SERVER = """
import sys, uvicorn
from api.app import create_app
from gis.settings import read_settings
uvicorn.run(create_app(read_settings()), port=int(sys.argv[1]), log_level="error", access_log=False, ws="none")
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of the town, and who draws on it."""

    store: Store
    scope: Scope
    plan_id: PlanId
    login: str
    password: str
    token: str
    cells: gpd.GeoDataFrame
    assignment: pd.DataFrame


def town_layers(communities: int) -> dict[Layer, gpd.GeoDataFrame]:
    """Layers of a town whose communities are pairs of the benchmark town's, so that one holds over 200 buildings."""
    town = make_town(communities, seed=1)

    def renamed(codes: pd.Series) -> pd.Series:
        return CODE[:9] + (codes.str[1:].astype(int) // 2 + 1).astype(str).str.zfill(3)

    areas = town.communities.assign(code=renamed(town.communities["code"]))[["code", "geometry"]]
    areas = areas.dissolve("code").reset_index()
    areas = areas.assign(
        name=[f"第{n}社区" for n in range(len(areas))], kind="community", subdistrict_code=CODE
    )
    buildings = town.buildings.assign(
        community_code=renamed(town.buildings["community_code"]),
        name=[f"{n}栋" for n in range(len(town.buildings))],
        use="residential", storeys=6, stairwells=2, height_m=18.0, households_kind="resident",
        households_estimated=False, residents=town.buildings["households"] * 3,
    )  # fmt: skip
    assert town.estates is not None
    estates = town.estates.assign(
        name=town.estates["code"], community_code=renamed(town.estates["community_code"]), kind="商品房",
        is_old=False, is_walled=True, built_year=2010, property_company=None, has_owners_committee=True,
    )  # fmt: skip
    whole = gpd.GeoDataFrame({"code": [CODE], "name": [NAME]}, geometry=[areas.union_all()], crs=4326)
    return {
        Layer.SUBDISTRICTS: whole,
        Layer.COMMUNITIES: areas,
        Layer.ESTATES: estates,
        Layer.BUILDINGS: buildings,
    }


def keep_plan(store: Store, layers: dict[Layer, gpd.GeoDataFrame], roads: gpd.GeoDataFrame) -> None:
    """Cut the cells, draw the grids, and bring them into force."""
    cut = build_cells(
        layers[Layer.BUILDINGS], layers[Layer.COMMUNITIES], estates=layers[Layer.ESTATES], roads=roads
    )
    with store.system() as connection:
        edition = editions.load_edition(connection, layers, territory="bench", source="bench")
        editions.activate_edition(connection, edition, from_date=FIRST_DAY)
        subdistrict = units.unit_by_code(connection, UnitKind.SUBDISTRICT, CODE)
        fabric_id = fabrics.save_fabric(connection, cut.cells, subdistrict_id=subdistrict.unit_id)
        cells = fabrics.read_cells(connection, fabric_id)
        drawn = draw_cells(
            cells, roads=roads, band=RESIDENTIAL_BAND, target_households=400, time_limit_s=10.0
        )
        code_of = pd.DataFrame(drawn.cells[["cell", "grid_code"]]).merge(
            cells[["cell", "community_code"]], on="cell"
        )
        grids = code_of.dropna().drop_duplicates("grid_code").sort_values(["community_code", "grid_code"])
        number = grids.groupby("community_code").cumcount() + 1
        names = zip(grids["community_code"], number, strict=True)
        plan_id = plans.import_plan(
            connection,
            grids.assign(
                code=grids["grid_code"], number=number, kind="residential", official_code="",
                name=[grid_name(f"第{int(code[-3:])}社区", n) for code, n in names],
            ),
            code_of[["cell", "grid_code"]],
            subdistrict_id=subdistrict.unit_id, fabric_id=fabric_id, name="现行方案",
        )  # fmt: skip
        publishing.publish_plan(connection, plan_id, from_date=FIRST_DAY, from_states=(PlanState.DRAFT,))


@contextmanager
def fresh_store() -> Iterator[tuple[Store, Settings]]:
    """A migrated database of one's own in the private cluster, dropped at the end."""
    cluster, name = Cluster(read_settings()), f"bench_redraw_{os.getpid()}"
    with cluster.administer() as connection:
        databases.make_database(connection, name)
    with cluster.administer(name) as inside:
        databases.make_extensions(inside)
    settings = replace(read_settings(), database_url=cluster.url(name).render_as_string(hide_password=False))
    store = open_store(settings)
    try:
        store.migrate()
        yield store, settings
    finally:
        store.close()
        with cluster.administer() as connection:
            databases.drop_database(connection, name)


def open_draft(store: Store, communities: int) -> Draft:
    """Make the town and open a draft on it."""
    layers = town_layers(communities)
    keep_plan(store, layers, make_town(communities, seed=1).roads)
    with store.system() as connection:
        subdistrict = units.unit_by_code(connection, UnitKind.SUBDISTRICT, CODE).unit_id
    login, password = "bench", secrets.token_urlsafe(16)
    accounts.add_account(store, login=login, password=password, role=Role.PLANNER, unit_ids=[subdistrict])
    signed = accounts.sign_in(store, login, password)
    plan_id = redraw_plan.open_draft(store, signed.scope, name="测速", subdistrict_id=subdistrict)
    with store.session(signed.scope) as connection:
        cells = fabrics.read_cells(connection, plans.read_plan(connection, plan_id).fabric_id)
        assignment = plans.read_assignment(connection, plan_id)
    return Draft(store, signed.scope, plan_id, login, password, signed.token, cells, assignment)


class Server:
    """One uvicorn worker in its own process."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = os.environ | {
            "DATABASE_URL": str(settings.database_url),
            "WANGGE_DATA_DIR": str(settings.data_dir),
        }
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, str(self.port)], env=env)

    def __enter__(self) -> "Server":
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def cpu_s(self) -> float:
        """CPU seconds of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def strokes(draft: Draft, count: int, size: int, seed: int) -> Iterator[tuple[list[int], int]]:
    """Random strokes: the cells nearest to a place, within a community, into one of its grids."""
    rng = np.random.default_rng(seed)
    middles = shapely.get_coordinates(shapely.centroid(draft.cells.geometry.to_numpy()))
    ids, community = draft.cells["cell"].to_numpy(), draft.cells["community_id"].to_numpy()
    grid_of = draft.assignment.set_index("cell_id")["grid_id"]
    for _ in range(count):
        start = int(rng.integers(len(ids)))
        own = np.flatnonzero(community == community[start])
        near = own[np.argsort(np.hypot(*(middles[own] - middles[start]).T))][:size]
        grids = grid_of[ids[own]].dropna().unique()
        yield ids[near].tolist(), int(rng.choice(grids))


def acknowledge(draft: Draft, server: Server, count: int, size: int) -> dict[str, float]:
    """Send strokes one after another and time each answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port)
    head = {"Authorization": f"Bearer {draft.token}", "Content-Type": "application/json"}
    spent, version, cpu_s = [], 0, 0.0
    for number, (cells, grid) in enumerate(strokes(draft, count + 20, size, seed=size)):
        if number == 20:
            spent, cpu_s = [], server.cpu_s()
        body = {
            "kind": "assign",
            "grid_id": grid,
            "cell_ids": cells,
            "version": version,
            "client_key": f"{size}-{number}",
        }
        started = time.perf_counter()
        line.request("POST", f"/api/v1/plans/{draft.plan_id}/operations", json.dumps(body), head)
        answer = line.getresponse()
        told = json.loads(answer.read())
        spent.append((time.perf_counter() - started) * 1000)
        if answer.status == 201:
            version = told["version"]
        elif told["code"] != "nothing_to_do":
            raise RuntimeError(told)
    p50, p95, p99 = (float(value) for value in np.percentile(spent, [50, 95, 99]))
    return {
        "strokes": len(spent), "cells_per_stroke": size, "p50_ms": round(p50, 1), "p95_ms": round(p95, 1),
        "p99_ms": round(p99, 1), "worst_ms": round(max(spent), 1),
        "server_cpu_ms_per_stroke": round((server.cpu_s() - cpu_s) * 1000 / len(spent), 1),
    }  # fmt: skip


WATCH = """
() => {
  const state = (window.measured = { ended: 0, painted: [], frames: [] });
  const totals = document.querySelector('.plan-panel');
  addEventListener('pointerup', () => {
    if (!state.isPainting) return;
    state.ended = performance.now();
    state.isWaiting = true;
  }, { capture: true });
  const paint = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { state.painted.push(performance.now() - state.ended); };
    channel.port2.postMessage(0);
  });
  new MutationObserver(() => {
    if (!state.isWaiting) return;
    state.isWaiting = false;
    paint();
  }).observe(totals, { subtree: true, childList: true, characterData: true });
  let last = performance.now();
  const tick = (now) => { if (state.isPainting) state.frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}
"""


def paint(draft: Draft, server: Server, strokes_wanted: int) -> dict[str, object]:
    """Paint 200 cells and more with the mouse, again and again, on the whole plan in Chromium."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
        page.set_default_timeout(120_000)
        page.request.post(
            f"{address}/api/v1/session", data={"login": draft.login, "password": draft.password}
        )
        page.goto(f"{address}/plans/{draft.plan_id}")
        page.wait_for_selector(".grid-row")
        page.wait_for_timeout(4000)
        counts, spent_ms, grid_ids = [], [], grids_of_one_community(draft)
        clock = page.context.new_cdp_session(page)
        clock.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.evaluate(WATCH)
        box = community_on_screen(page, draft)
        for number in range(strokes_wanted):
            page.locator(f"[data-grid='{grid_ids[number % 2]}'] .grid-name").click()
            page.click(".toolbar [data-tool=rectangle]" if number % 2 else ".toolbar [data-tool=lasso]")
            page.evaluate("() => { window.measured.isPainting = true; }")
            drag_over(page, box, is_lasso=number % 2 == 0)
            before_ms = thread_ms(clock)
            page.mouse.up()
            page.wait_for_timeout(250)
            spent_ms.append(thread_ms(clock) - before_ms)
            page.evaluate("() => { window.measured.isPainting = false; }")
            page.wait_for_function("() => !document.querySelector('.plan-head .tag.warn')")
            counts.append(last_moves(page, address, draft.plan_id))
            page.wait_for_timeout(900)
        found = page.evaluate("() => window.measured")
        browser.close()
    told = np.array(found["painted"])
    return {
        "strokes": len(told), "cells_on_screen": len(draft.cells), "cells_per_stroke": int(np.median(counts)),
        "totals_on_screen_p50_ms": round(float(np.median(told)), 1),
        "totals_on_screen_p95_ms": round(float(np.percentile(told, 95)), 1),
        "totals_on_screen_worst_ms": round(float(told.max()), 1),
        "main_thread_cpu_in_250_ms_after_release_p50_ms": round(float(np.median(spent_ms)), 1),
        "frame_p50_ms": round(float(np.median(found["frames"])), 1),
        "frame_p95_ms": round(float(np.percentile(found["frames"], 95)), 1),
    }  # fmt: skip


def grids_of_one_community(draft: Draft) -> list[int]:
    """Two grids of the first community."""
    first = draft.cells.loc[draft.cells["community_id"] == draft.cells["community_id"].iloc[0], "cell"]
    return draft.assignment.set_index("cell_id")["grid_id"][first].dropna().unique().tolist()[:2]


def community_on_screen(page, draft: Draft) -> tuple[float, float, float, float]:
    """Pixels (left, top, right, bottom) of the first community, brought to the middle of the map."""
    cells = draft.cells[draft.cells["community_id"] == draft.cells["community_id"].iloc[0]]
    west, south, east, north = cells.total_bounds
    corners = page.evaluate(
        """([west, south, east, north]) => {
            const map = window[Object.keys(window).find((name) => /^map_[0-9a-f]{32}$/.test(name))];
            map.fitBounds([[south, west], [north, east]], { maxZoom: 14.5, animate: false });
            const frame = map.getContainer().getBoundingClientRect();
            return [[north, west], [south, east]].map((place) => {
              const at = map.latLngToContainerPoint(place);
              return [at.x + frame.left, at.y + frame.top];
            });
        }""",
        [west, south, east, north],
    )
    page.wait_for_timeout(2500)
    return (*corners[0], *corners[1])


def drag_over(page, box: tuple[float, float, float, float], *, is_lasso: bool) -> None:
    """Drag over the whole community; the button is still held at the end."""
    left, top, right, bottom = box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1
    way = [(right, top), (right, bottom), (left, bottom), (left, top)] if is_lasso else [(right, bottom)]
    page.mouse.move(left, top)
    page.mouse.down()
    for place in way:
        page.mouse.move(*place, steps=12)


def thread_ms(clock) -> float:
    """CPU time of the page's main thread so far."""
    metrics = {metric["name"]: metric["value"] for metric in clock.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"] * 1000


def last_moves(page, address: str, plan_id: int) -> int:
    """How many cells the latest operation moved, as the server has it."""
    version = page.request.get(f"{address}/api/v1/plans/{plan_id}/assignment").json()["version"]
    answer = page.request.get(f"{address}/api/v1/plans/{plan_id}/operations?since={version - 1}")
    return len(answer.json()["items"][-1]["moves"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--communities", type=int, default=90)
    parser.add_argument("--strokes", type=int, default=300)
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args()
    with fresh_store() as (store, settings):
        draft = open_draft(store, asked.communities)
        grids = int(draft.assignment["grid_id"].nunique())
        print(f"{len(draft.cells)} cells, {grids} grids", flush=True)
        report: dict[str, object] = {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start",
            "cells": len(draft.cells), "grids": grids, "communities": int(draft.cells["community_id"].nunique()),
        }  # fmt: skip
        with Server(settings) as server:
            report["acknowledged"] = [acknowledge(draft, server, asked.strokes, size) for size in (20, 200)]
            print(report["acknowledged"], flush=True)
            if not asked.no_browser:
                report["painted"] = paint(draft, server, 20)
                print(report["painted"], flush=True)
    report["load_at_the_end"] = round(os.getloadavg()[0], 1)
    RESULTS.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
