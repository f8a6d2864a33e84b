"""Locate points: equal to PostGIS point by point, and how fast beside geopandas and row-by-row SQL.

Run against the demo world (``scripts/run --once`` first)::

    nice .venv/bin/python -m bench.locate

Prints three comparisons of one run on one machine:

* 100,000 points in and around the sub-district, a quarter of them vertices of grids and points along their
  edges: every answer beside PostGIS's own ``ST_Covers`` with the same rule (smallest id);
* 1,000,000 points among the grids in force: the index in process, ``geopandas.sjoin`` (its own R-tree and
  GEOS) on the same points, and one ``SELECT`` per point (timed on 2,000 and multiplied);
* 500 written addresses through the book of the demo world: half of them names of its own buildings.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import shapely

from gis.locate.index import NO_UNIT
from gis.model.units import UnitKind
from gis.settings import read_settings
from gis.store import points as oracle
from gis.store.engine import open_store
from gis.workflows.live_places import live_places


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
    for kind in (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.BUILDING):
        points = scatter(places.indexes[kind].shapes, how_many, rng)
        found = places.ids_at(kind, points[:, 0], points[:, 1])
        with store.system() as connection:
            series = gpd.GeoSeries(gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326")
            expected = oracle.covering_grids(connection, series, kind=kind).fillna(NO_UNIT).to_numpy(np.int64)
        wrong = int((found != expected).sum())
        inside = int((expected != NO_UNIT).sum())
        print(f"{kind.value}: {how_many} points, {inside} inside, {wrong} unlike PostGIS")


def race(store, places, how_many, rng):
    index = places.indexes[UnitKind.GRID]
    west, south, east, north = shapely.total_bounds(index.shapes)
    points = rng.uniform([west, south], [east, north], (how_many, 2))
    index.find(points[:2, 0], points[:2, 1])

    started = time.perf_counter()
    found = index.find(points[:, 0], points[:, 1])
    own_s = time.perf_counter() - started

    left = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326")
    right = gpd.GeoDataFrame({"unit_id": index.ids}, geometry=index.shapes, crs="EPSG:4326")
    started = time.perf_counter()
    joined = gpd.sjoin(left, right, how="left", predicate="covered_by")
    peer_s = time.perf_counter() - started
    same = joined["unit_id"].groupby(level=0).min().fillna(NO_UNIT).to_numpy(np.int64)

    sample = points[:2000]
    with store.system() as connection:
        oracle.covering_units(connection, *sample[0])
        started = time.perf_counter()
        for lon, lat in sample:
            oracle.covering_units(connection, float(lon), float(lat))
        sql_s = (time.perf_counter() - started) * how_many / len(sample)
    print(
        f"{how_many} points: index {own_s:.3f} s; geopandas.sjoin {peer_s:.2f} s ({peer_s / own_s:.0f} times); "
        f"row by row {sql_s:.0f} s ({sql_s / own_s:.0f} times); {int((found != same).sum())} unlike sjoin"
    )


def search(snapshot, rng):
    started = time.perf_counter()
    book = snapshot.book
    print(f"book of {len(book.faces)} entries in {time.perf_counter() - started:.2f} s")
    chosen = rng.choice(len(book.faces), 500, replace=False)
    texts = [book.faces[i].entry.title for i in chosen]
    spent_ms = []
    for text in texts:
        started = time.perf_counter()
        book.search(text)
        spent_ms.append((time.perf_counter() - started) * 1000)
    p50, p95, most = np.percentile(spent_ms, [50, 95, 100])
    print(f"search: p50 {p50:.1f} ms, p95 {p95:.1f} ms, most {most:.1f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--compared", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    store = open_store(read_settings())
    started = time.perf_counter()
    snapshot = live_places(store).today()
    print(f"index of the plan in force built in {time.perf_counter() - started:.2f} s")
    compare_with_postgis(store, snapshot.places, given.compared, rng)
    race(store, snapshot.places, given.points, rng)
    search(snapshot, rng)
    store.close()


if __name__ == "__main__":
    main()
