"""Locate points: equal to PostGIS point by point, and how fast beside geopandas and row-by-row SQL.

Run against the demo world (``scripts/run --once`` first)::

    nice .venv/bin/python -m bench.locate

Three comparisons of one run on one machine, written to ``bench/results/locate.json``:

* 100,000 points in and around the sub-district, a quarter of them vertices of grids and points along their
  edges: every answer beside PostGIS's own ``ST_Covers`` with the same rule (smallest id);
* 1,000,000 points among the grids in force: the index in process, ``geopandas.sjoin`` (its own R-tree and
  GEOS) on the same points, and one ``SELECT`` per point (timed on 2,000 and multiplied);
* the 409 written variants of ``tests/gis/locate/address_variants_second.csv`` and 500 names of the demo world's own
  book, searched one after the other.

Seconds are of wall clock; CPU seconds of this process stand beside them, since the machine may be shared.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.locate.index import NO_UNIT
from gis.model.units import UnitKind
from gis.settings import read_settings
from gis.store import points as oracle
from gis.store.engine import open_store
from gis.workflows.live_places import live_places
from gis.workflows.locate_files import locate_points_file

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "locate.json"
VARIANTS = HERE.parent / "tests" / "gis" / "locate" / "address_variants_second.csv"


def scatter(shapes, how_many, rng):
    """Points in the box of the shapes, a quarter of them on vertices and edges."""
    west, south, east, north = shapely.total_bounds(shapes)
    random = rng.uniform([west - 0.001, south - 0.001], [east + 0.001, north + 0.001], (how_many, 2))
    vertices = shapely.get_coordinates(shapes)
    picked = rng.integers(0, len(vertices) - 1, how_many // 4)
    along = rng.choice([0.0, 0.5, 1 / 3, 0.1], (len(picked), 1))
    random[: len(picked)] = vertices[picked] + along * (vertices[picked + 1] - vertices[picked])
    return random


def compare_with_postgis(store, places, how_many, rng):
    rows = []
    for kind in (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.ESTATE, UnitKind.BUILDING):
        points = scatter(places.indexes[kind].shapes, how_many, rng)
        found = places.ids_at(kind, points[:, 0], points[:, 1])
        with store.system() as connection:
            series = gpd.GeoSeries(gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326")
            expected = oracle.covering_grids(connection, series, kind=kind).fillna(NO_UNIT).to_numpy(np.int64)
        rows.append(
            {
                "kind": kind.value,
                "points": how_many,
                "on_vertices_and_edges": how_many // 4,
                "inside": int((expected != NO_UNIT).sum()),
                "unlike_postgis": int((found != expected).sum()),
            }
        )
    return rows


def timed(act):
    """What ``act`` gives, and its seconds: wall clock and CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = act()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def race(store, places, how_many, rng):
    index = places.indexes[UnitKind.GRID]
    west, south, east, north = shapely.total_bounds(index.shapes)
    points = rng.uniform([west, south], [east, north], (how_many, 2))
    index.find(points[:2, 0], points[:2, 1])
    found, own_s, own_cpu_s = timed(lambda: index.find(points[:, 0], points[:, 1]))

    left = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326")
    right = gpd.GeoDataFrame({"unit_id": index.ids}, geometry=index.shapes, crs="EPSG:4326")
    joined, peer_s, peer_cpu_s = timed(lambda: gpd.sjoin(left, right, how="left", predicate="covered_by"))
    same = joined["unit_id"].groupby(level=0).min().fillna(NO_UNIT).to_numpy(np.int64)

    sample = points[:2000]
    with store.system() as connection:
        oracle.covering_units(connection, *sample[0])

        def ask():
            for lon, lat in sample:
                oracle.covering_units(connection, float(lon), float(lat))

        sql_s = timed(ask)[1] * how_many / len(sample)
    return {
        "points": how_many,
        "grids": len(index.ids),
        "own_s": own_s,
        "own_cpu_s": own_cpu_s,
        "sjoin_s": peer_s,
        "sjoin_cpu_s": peer_cpu_s,
        "row_by_row_sql_s_extrapolated": sql_s,
        "times_sjoin": peer_s / own_s,
        "times_sjoin_cpu": peer_cpu_s / own_cpu_s,
        "times_row_by_row_sql": sql_s / own_s,
        "unlike_sjoin": int((found != same).sum()),
    }


def whole_file(store, how_many, rng, places):
    """A CSV of points through ``wangge locate --points``'s own workflow: read, located, written."""
    west, south, east, north = shapely.total_bounds(places.indexes[UnitKind.GRID].shapes)
    points = rng.uniform([west, south], [east, north], (how_many, 2))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "points.csv", Path(folder) / "located.csv"
        pd.DataFrame(points, columns=["lon", "lat"]).to_csv(source, index=False)
        report, wall_s, cpu_s = timed(lambda: locate_points_file(store, source, target))
    return {"rows": report.rows, "placed": report.placed, "s": wall_s, "cpu_s": cpu_s}


def search(snapshot, rng):
    book, built_s, _ = timed(lambda: snapshot.book)
    chosen = rng.choice(len(book.faces), 500, replace=False)
    written = pd.read_csv(VARIANTS, dtype=str)["written"].tolist()
    answer = {"entries": len(book.faces), "built_s": built_s}
    for name, texts in (("variants", written), ("own_names", [book.faces[i].entry.title for i in chosen])):
        spent_ms = np.array([timed(lambda text=text: book.search(text))[1:] for text in texts]) * 1000
        answer[name] = {"texts": len(texts)}
        for column, what in enumerate(("", "cpu_")):
            p50, p95, most = np.percentile(spent_ms[:, column], [50, 95, 100])
            answer[name] |= {f"{what}p50_ms": p50, f"{what}p95_ms": p95, f"{what}most_ms": most}
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--compared", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    store = open_store(read_settings())
    load_before = os.getloadavg()[0]
    snapshot, built_s, _ = timed(lambda: live_places(store).today())
    results = {
        "load_before": load_before,
        "index_built_s": built_s,
        "equal_to_postgis": compare_with_postgis(store, snapshot.places, given.compared, rng),
        "batch": race(store, snapshot.places, given.points, rng),
        "file": whole_file(store, given.points, rng, snapshot.places),
        "search": search(snapshot, rng),
        "load_after": os.getloadavg()[0],
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    store.close()
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
