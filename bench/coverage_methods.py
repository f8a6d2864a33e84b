"""What simpler methods get wrong, on the demo world and on Helsinki: ``python -m bench.coverage_methods``.

Each shortcut is set against the full method (edges both ways, gates, slopes): the share of households, over
all six categories, that land in another tier (5, 10, 15 minutes, beyond), and the change of 15-minute coverage.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from gis.coverage import prepare, read_osm_buildings, read_osm_facilities, read_streets
from gis.coverage.inputs import places_of
from gis.coverage.judge import home_seconds
from gis.coverage.model import CoverageModel
from gis.network.oracle import plain_graph
from gis.space import h3cells
from gis.space.layers import Layer
from gis.worlds.subdistrict import generate

RESULTS = Path(__file__).parent / "results" / "coverage_methods.json"
HELSINKI = Path(__file__).resolve().parents[2] / "shared/data/helsinki/Helsinki.osm.pbf"
TIERS_S = np.array([300.0, 600.0, 900.0])


def main() -> None:
    results = {"subdistrict": measure_world(world_inputs())}
    if HELSINKI.is_file():
        results["helsinki"] = measure_world(helsinki_inputs())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


def world_inputs() -> dict[str, Any]:
    layers = generate()
    return {
        "network": layers[Layer.STREETS],
        "buildings": layers[Layer.BUILDINGS],
        "facilities": layers[Layer.FACILITIES],
        "estates": layers[Layer.ESTATES],
        "gates": layers[Layer.GATES],
        "barriers": layers[Layer.BARRIERS],
    }


def helsinki_inputs() -> dict[str, Any]:
    return {
        "network": read_streets(HELSINKI),
        "buildings": read_osm_buildings(HELSINKI),
        "facilities": read_osm_facilities(HELSINKI),
    }


def measure_world(inputs: dict[str, Any]) -> dict[str, Any]:
    model = prepare(**inputs)
    weight = model.households.astype(float)
    full = home_seconds(model.home_labels)
    streets = inputs["network"]
    flat = streets.assign(climb_m=0.0)
    open_walls = {**inputs, "estates": None, "gates": None, "barriers": None}
    ways = {
        "straight_line_800_1000_m": straight_seconds(model),
        "nearest_node": node_seconds(model),
        "h3_centre_res_10": centre_seconds(model, inputs, 10),
        "h3_centre_res_9": centre_seconds(model, inputs, 9),
        "no_slopes": home_seconds(prepare(**{**inputs, "network": flat}).home_labels),
        "walls_ignored": home_seconds(prepare(**open_walls).home_labels),
        **one_gate(inputs),
        "elderly_instead_of_adult": home_seconds(prepare(**inputs, profile="elderly").home_labels),
    }
    return {
        "households": int(weight.sum()),
        "covered_15_share": round(share(full, weight), 4),
        "methods": {name: compare(full, seconds, weight) for name, seconds in ways.items()},
    }


def one_gate(inputs: dict[str, Any]) -> dict[str, np.ndarray]:
    """Each walled estate with a single open gate instead of all it has; nothing where there are none."""
    gates = inputs.get("gates")
    if gates is None:
        return {}
    first = gates[gates["is_open"].astype(bool)].drop_duplicates("estate_code")["code"]
    single = gates.assign(is_open=gates["code"].isin(first))
    return {"one_gate_per_estate": home_seconds(prepare(**{**inputs, "gates": single}).home_labels)}


def share(seconds: np.ndarray, weight: np.ndarray) -> float:
    """Share of households within 15 minutes, mean of the categories."""
    return float(((seconds <= 900) * weight).sum() / (weight.sum() * len(seconds)))


def compare(full: np.ndarray, other: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    tiers = [np.searchsorted(TIERS_S, np.nan_to_num(seconds, nan=1e9)) for seconds in (full, other)]
    wrong = ((tiers[0] != tiers[1]) * weight).sum() / (weight.sum() * len(full))
    both = np.isfinite(full) & np.isfinite(other) & (weight > 0)
    away_s = np.abs(full - other)[both]
    return {
        "wrong_tier_share": round(float(wrong), 4),
        "covered_15_share": round(share(other, weight), 4),
        "median_error_s": round(float(np.median(away_s)), 1),
        "p95_error_s": round(float(np.percentile(away_s, 95)), 1),
    }


def straight_seconds(model: CoverageModel) -> np.ndarray:
    """Straight distance to the nearest facility at walking speed: what a circle on the map says."""
    here, there = model.home_places, model.facility_places
    points = shapely.points(np.nan_to_num(here.x_m), np.nan_to_num(here.y_m))
    rows = []
    for members in model.members:
        targets = shapely.points(there.x_m[members], there.y_m[members])
        _, away_m = shapely.STRtree(targets).query_nearest(points, return_distance=True, all_matches=False)
        rows.append(away_m / model.profile.speed_m_s)
    return np.array(rows)


def node_seconds(model: CoverageModel) -> np.ndarray:
    """Homes and facilities snapped to the nearest node, whatever stands between."""
    network, here, there = model.network, model.home_places, model.facility_places
    tree = shapely.STRtree(shapely.points(network.node_x_m, network.node_y_m))
    home, facility = (
        tree.query_nearest(shapely.points(np.nan_to_num(p.x_m), np.nan_to_num(p.y_m)), all_matches=False)[1]
        for p in (here, there)
    )
    graph = plain_graph(network, model.walks.timing).T
    found = [
        dijkstra(graph, indices=np.unique(facility[members]), min_only=True, limit=1800)[home]
        for members in model.members
    ]
    return np.where(np.isfinite(found), found, np.nan)


def centre_seconds(model: CoverageModel, inputs: dict[str, Any], resolution: int) -> np.ndarray:
    """Every home at the centre of its H3 cell."""
    lon, lat = places_of(model.buildings.geometry.to_numpy(object))
    centres = h3cells.centres(h3cells.cells_at(lon, lat, resolution=resolution))
    moved = model.buildings.set_geometry(shapely.points(*centres), crs="EPSG:4326")
    return home_seconds(prepare(**{**inputs, "buildings": moved}).home_labels)


if __name__ == "__main__":
    main()
