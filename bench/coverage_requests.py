"""Time of a whole what-if request with its new totals, and whether its figures are those of a full run.

``scripts/bench coverage_requests [--address http://127.0.0.1:8000]``. On the demo sub-district: 200 changes of each
kind, from the request's JSON to the answer's JSON (what the service does, but for the wire); every tenth is set
against a measurement made anew from changed frames. With an address the same is asked of a running service too.
"""

import argparse
import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from api.schemas.coverage_trials import Trial, WhatIf
from bench.coverage_methods import world_inputs
from gis.coverage import answer_model, measure, prepare
from gis.coverage.change_streets import landed
from gis.coverage.changes import AddPath
from gis.coverage.model import CoverageModel
from gis.errors import WanggeError
from gis.workflows.explore_coverage import Explored
from gis.workflows.show_coverage import total_rows
from gis.workflows.try_coverage import try_changes

RESULTS = Path(__file__).parent / "results" / "coverage_requests.json"
KINDS = (
    "add_facility",
    "move_facility",
    "close_facility",
    "open_gate",
    "close_gate",
    "add_gate",
    "move_gate",
    "add_path",
    "add_footbridge",
)
EVERY = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--address")
    asked = parser.parse_args()
    inputs = world_inputs()
    model = prepare(**inputs)
    explored = Explored(None, model, answer_model(model), "")  # type: ignore[arg-type]
    rng = np.random.default_rng(3)
    results: dict[str, Any] = {"buildings": len(model.buildings), "items": len(model.items), "kinds": {}}
    for kind in KINDS:
        wishes = [draw(kind, model, rng) for _ in range(asked.changes)]
        results["kinds"][kind] = measure_kind(kind, wishes, explored, inputs, asked.address)
        print(kind, results["kinds"][kind], flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def draw(kind: str, model: CoverageModel, rng: np.random.Generator) -> dict[str, Any]:
    """One change at random, of a kind."""
    west, south, east, north = model.buildings.total_bounds
    place = {"lon": float(rng.uniform(west, east)), "lat": float(rng.uniform(south, north))}
    facility = str(model.facilities["code"].iloc[int(rng.integers(len(model.facilities)))])
    gates = model.network.gates
    if kind in ("open_gate", "close_gate"):
        able = np.flatnonzero(gates.is_open == (kind == "close_gate"))
        return {"kind": kind, "code": str(gates.code[rng.choice(able)])}
    if kind == "add_facility":
        return {"kind": kind, "category": "medical", **place}
    if kind == "close_facility":
        return {"kind": kind, "code": facility}
    if kind == "move_facility":
        return {"kind": kind, "code": facility, **place}
    return draw_street(kind, model, rng)


def draw_street(kind: str, model: CoverageModel, rng: np.random.Generator) -> dict[str, Any]:
    """A gate somewhere on a wall, or a path from a street to wherever is 50 m away."""
    network = model.network
    if kind.endswith("gate"):
        gate = int(rng.integers(len(network.gates.code)))
        wall = shapely.boundary(network.zone_area[network.gates.zone[gate]])
        spot = shapely.line_interpolate_point(wall, float(rng.random()), normalized=True)
        lon, lat = network.plane.unproject(spot.x, spot.y)
        named = {"code": str(network.gates.code[gate])} if kind == "move_gate" else {"estate_code": ""}
        return {"kind": kind, **named, "lon": float(lon), "lat": float(lat)}
    edge = int(rng.integers(len(network.edges)))
    x, y = shapely.get_coordinates(network.edges.geometry[edge])[0]
    lon, lat = network.plane.unproject([x, x + 40.0], [y, y + 30.0])
    ends = {"lon": float(lon[0]), "lat": float(lat[0]), "to_lon": float(lon[1]), "to_lat": float(lat[1])}
    return {"kind": "add_path", **ends, "is_footbridge": kind == "add_footbridge"}


def measure_kind(
    kind: str, wishes: list[dict[str, Any]], explored: Explored, inputs: dict[str, Any], address: str | None
) -> dict[str, Any]:
    spent_ms, wire_ms, compared, differing, refused = [], [], 0, 0, 0
    for turn, wish in enumerate(wishes):
        body = json.dumps({"changes": [wish]})
        since = time.process_time()
        try:
            answer = answered(body, explored)
        except WanggeError:  # a path that ends far from any street is refused, and counted
            refused += 1
            continue
        spent_ms.append(1000 * (time.process_time() - since))
        if address:
            wire_ms.append(asked_of(address, body))
        if turn % EVERY == 0:
            compared += 1
            differing += int(json.loads(answer)["totals"] != full_totals(wish, explored.model, inputs))
    told = {"answered": len(spent_ms), "refused": refused, "compared": compared, "differing": differing}
    told["cpu_ms"] = percentiles(spent_ms[3:])
    return told | ({"over_http_ms": percentiles(wire_ms[3:])} if wire_ms else {})


def answered(body: str, explored: Explored) -> str:
    """What the service does with a request."""
    trial = Trial.model_validate_json(body)
    changes = [change.model_dump(mode="json") for change in trial.changes]
    return WhatIf.model_validate(try_changes(explored, changes)).model_dump_json()


def full_totals(wish: dict[str, Any], model: CoverageModel, inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Totals of a measurement made anew with the changed layer."""
    changed = dict(inputs)
    facilities, gates = inputs["facilities"], inputs["gates"]
    kind = wish["kind"]
    if kind.endswith("facility"):
        changed["facilities"] = with_facility(facilities, wish)
    elif kind in ("open_gate", "close_gate"):
        states = gates["is_open"].where(gates["code"] != wish["code"], kind == "open_gate")
        changed["gates"] = gates.assign(is_open=states)
    elif kind.endswith("gate"):
        changed["gates"] = with_gate(gates, model, wish)
    else:
        path = landed(model.network, AddPath(**{name: wish[name] for name in wish if name != "kind"}))
        changed["network"] = with_path(inputs["network"], path, is_bridge=wish["is_footbridge"])
    return json.loads(json.dumps(total_rows(measure(**changed).totals)))


def with_facility(facilities: Any, wish: dict[str, Any]) -> Any:
    if wish["kind"] == "close_facility":
        return facilities[facilities["code"] != wish["code"]].reset_index(drop=True)
    point = shapely.Point(wish["lon"], wish["lat"])
    if wish["kind"] == "move_facility":
        shapes = facilities.geometry.where(facilities["code"] != wish["code"], point)
        return facilities.set_geometry(shapes)
    row = facilities.iloc[[0]].assign(
        code="new-1", category=wish["category"], subtype="", confirmation="open"
    )
    return pd.concat([facilities, row.set_geometry([point], crs=facilities.crs)], ignore_index=True)


def with_gate(gates: Any, model: CoverageModel, wish: dict[str, Any]) -> Any:
    point = shapely.Point(wish["lon"], wish["lat"])
    if wish["kind"] == "move_gate":
        return gates.set_geometry(gates.geometry.where(gates["code"] != wish["code"], point))
    spot = shapely.points(*model.network.plane.project(wish["lon"], wish["lat"]))
    zone = int(np.argmin(shapely.distance(shapely.boundary(model.network.zone_area), spot)))
    estate = model.network.zone_code[zone]
    row = gates.iloc[[0]].assign(code="new", estate_code=estate, is_open=True, opens=None, closes=None)
    return pd.concat([gates, row.set_geometry([point], crs=gates.crs)], ignore_index=True)


def with_path(streets: Any, path: shapely.LineString, *, is_bridge: bool) -> Any:
    row = streets.iloc[[0]].assign(
        code="new",
        road_class="footway",
        layer=0,
        is_bridge=is_bridge,
        is_tunnel=False,
        climb_m=0.0,
        is_noded=False,
    )
    return pd.concat([streets, row.set_geometry([path], crs=streets.crs)], ignore_index=True)


def asked_of(address: str, body: str) -> float:
    """Milliseconds of wall time for one request of a running service."""
    request = urllib.request.Request(  # noqa: S310
        f"{address}/api/v1/coverage/what-if", body.encode(), {"Content-Type": "application/json"}
    )
    since = time.perf_counter()
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        answer.read()
    return 1000 * (time.perf_counter() - since)


def percentiles(values: list[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(values, share)), 1) for share in (50, 95, 99)}


if __name__ == "__main__":
    main()
