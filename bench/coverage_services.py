"""Nearest facility by what is no plain graph library: cityseer, pgRouting in PostGIS, Valhalla's isochrones."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from bench.coverage_networks import BenchNetwork

SPEED_M_S = 4 / 3
WEST, SOUTH = 106.0, 29.0  # where the made network is laid for tools that want degrees
METRES_PER_DEGREE = 111_195.0  # of a sphere of 6,371 km, as Valhalla measures


def with_cityseer(network: BenchNetwork, limit_s: float) -> Callable:
    """Cityseer 5: every node searches for itself, all categories in one search."""
    from cityseer.rustalgos import data, graph

    streets = graph.NetworkStructure()
    nodes = [
        streets.add_street_node(str(n), x, y, True, 1.0)
        for n, (x, y) in enumerate(zip(network.x_m.tolist(), network.y_m.tolist(), strict=True))
    ]
    for number, (a, b) in enumerate(zip(network.start.tolist(), network.end.tolist(), strict=True)):
        ends = [
            f"{network.x_m[n]!r} {network.y_m[n]!r}".replace("np.float64(", "").replace(")", "")
            for n in (a, b)
        ]
        for (i, j), (p, q) in (((a, b), ends), ((b, a), ends[::-1])):
            streets.add_street_edge(nodes[i], nodes[j], number, str(i), str(j), f"LINESTRING ({p}, {q})")
    streets.build_edge_rtree()

    def ask(sources: list[np.ndarray]) -> list[np.ndarray]:
        places, kinds = data.DataMap(), {}
        for kind, members in enumerate(sources):
            for node in members.tolist():
                key = f"{kind}-{node}"
                places.insert(key, f"POINT ({float(network.x_m[node])!r} {float(network.y_m[node])!r})")
                kinds[key] = str(kind)
        places.assign_data_to_network(streets, 50.0, 8)
        names = [str(kind) for kind in range(len(sources))]
        found = places.accessibility(
            streets, kinds, names, minutes=[limit_s / 60], speed_m_s=SPEED_M_S, pbar_disabled=True
        )
        answers = []
        for name in names:
            (away_m,) = found.result[name].distance.values()
            seconds = np.full(network.size, np.inf)
            seconds[np.asarray(found.node_indices)] = np.asarray(away_m) / SPEED_M_S
            answers.append(np.where(np.nan_to_num(seconds, nan=np.inf) <= limit_s, seconds, np.inf))
        return answers

    return ask


def with_pgrouting(network: BenchNetwork, limit_s: float) -> Callable:
    """PgRouting from one vertex that leads to every facility at no cost: exact."""
    edges = (
        "SELECT id, source, target, cost FROM edges UNION ALL SELECT -s, -1, s, 1e-9 FROM unnest({sources}) s"
    )
    query = "SELECT node, agg_cost FROM pgr_drivingDistance({edges}, -1, {limit}, directed := false) WHERE node >= 0"
    return _pgrouting(network, limit_s, edges, query)


def with_pgrouting_equicost(network: BenchNetwork, limit_s: float) -> Callable:
    """PgRouting as its manual has it: many sources with ``equicost``."""
    edges = "SELECT id, source, target, cost FROM edges"
    query = (
        "SELECT node, agg_cost FROM pgr_drivingDistance({edges}, {sources}, {limit}, directed := false,"
        " equicost := true)"
    )
    return _pgrouting(network, limit_s, edges, query)


def _pgrouting(network: BenchNetwork, limit_s: float, edges: str, query: str) -> Callable:
    """Start a private server (Debian's postgresql-15-pgrouting) that ends with this process."""
    from gis.settings import read_settings
    from gis.store.cluster import Cluster

    folder = tempfile.TemporaryDirectory(prefix="wangge-bench-", dir="/var/tmp")
    Path(folder.name).chmod(0o755)
    base = read_settings({"HOME": folder.name, "WANGGE_DATA_DIR": folder.name})
    cluster = Cluster(replace(base, socket_dir=Path("/run") / Path(folder.name).name))
    cluster.start()
    closing = ExitStack()
    atexit.register(closing.close)
    closing.enter_context(folder)
    closing.callback(cluster.stop)
    connection = closing.enter_context(cluster.administer("wangge"))
    connection.execute("CREATE EXTENSION IF NOT EXISTS pgrouting CASCADE")
    connection.execute("CREATE TABLE edges (id bigint, source bigint, target bigint, cost float8)")
    with connection.cursor().copy("COPY edges FROM STDIN") as copy:
        for row in zip(range(len(network.start)), network.start.tolist(), network.end.tolist(),
                       network.seconds.tolist(), strict=True):  # fmt: skip
            copy.write_row(row)
    connection.execute("ANALYZE edges")

    def ask(sources: np.ndarray) -> np.ndarray:
        listed = f"ARRAY[{','.join(map(str, sources.tolist()))}]::bigint[]"
        inner = "'" + edges.format(sources=listed) + "'"
        rows = connection.execute(query.format(edges=inner, sources=listed, limit=limit_s)).fetchall()
        found = np.full(network.size, np.inf)
        if rows:
            node, seconds = (np.array(column) for column in zip(*rows, strict=True))
            np.minimum.at(found, node.astype(np.int64), seconds.astype(float))
        return found

    return ask


def with_valhalla(network: BenchNetwork, limit_s: float) -> Callable:
    """Valhalla: one isochrone per facility at walking speed, all laid together; says only in or out."""
    import valhalla

    held = tempfile.TemporaryDirectory(prefix="wangge-valhalla-")
    atexit.register(held.cleanup)
    folder = Path(held.name)
    lon = WEST + network.x_m / METRES_PER_DEGREE / np.cos(np.radians(SOUTH))
    lat = SOUTH + network.y_m / METRES_PER_DEGREE
    _write_pbf(network, lon, lat, folder / "streets.osm.pbf")
    (folder / "tiles").mkdir()
    config = valhalla.get_config(tile_extract="", tile_dir=str(folder / "tiles"))
    config["service_limits"]["isochrone"]["max_contours"] = 4
    (folder / "config.json").write_text(json.dumps(config))
    program = Path(sys.executable).with_name("valhalla_build_tiles")
    subprocess.run(
        [program, "-c", folder / "config.json", folder / "streets.osm.pbf"],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
    )
    actor = valhalla.Actor(str(folder / "config.json"))
    points = shapely.points(lon, lat)
    tree = shapely.STRtree(points)

    def ask(sources: np.ndarray) -> np.ndarray:
        found = np.full(network.size, np.inf)
        for node in sources.tolist():
            wish = {
                "locations": [{"lon": float(lon[node]), "lat": float(lat[node])}],
                "costing": "pedestrian",
                "costing_options": {"pedestrian": {"walking_speed": 3.6 * SPEED_M_S, "use_hills": 0.5}},
                "contours": [{"time": limit_s / 60}],
                "polygons": True,
                "denoise": 0.0,
                "generalize": 0.0,
            }
            for feature in actor.isochrone(wish)["features"]:
                area = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
                found[tree.query(area, predicate="intersects")] = 0.0
        return found

    return ask


def _write_pbf(network: BenchNetwork, lon: np.ndarray, lat: np.ndarray, path: Path) -> None:
    """Write the network as footways of two nodes each."""
    import osmium

    with osmium.SimpleWriter(str(path)) as writer:
        for node, place in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), start=1):
            writer.add_node(osmium.osm.mutable.Node(id=node, location=place, version=1))
        for way, ends in enumerate(zip(network.start.tolist(), network.end.tolist(), strict=True), start=1):
            nodes, tags = [end + 1 for end in ends], {"highway": "footway"}
            writer.add_way(osmium.osm.mutable.Way(id=way, nodes=nodes, tags=tags, version=1))
