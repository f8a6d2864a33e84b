"""Bring 100,000 buildings in, from the file to the edition in force, over a city that is loaded already.

Run by ``scripts/bench imports``. A private cluster of its own, with the settings an installation has, holds
communities, streets and last year's edition of the same buildings, so that the check of the coordinate system,
the search for overlaps, the comparison and the effects on what is in force all have their full work. Measured
is this year's file (one building in fifty has new households, one in a hundred is new): seconds on the clock,
seconds of CPU of the importing program and of the database, and the program's peak memory.

Writes ``bench/results/imports.json``.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gis.model.access import Role, Scope
from gis.model.ids import EditionId
from gis.settings import read_settings
from gis.space.layers import Layer
from gis.store.cluster import Cluster
from gis.store.engine import Store, open_store
from gis.workflows.edition_effects import effects_of
from gis.workflows.import_check import FileToImport
from gis.workflows.import_layers import activate, examine, keep

RESULTS = Path(__file__).parent / "results" / "imports.json"
OPERATOR = Scope(None, Role.ADMINISTRATOR)
TERRITORY = "bench"
MOST_S, MOST_GIB = 120.0, 2.0
_EAST, _NORTH = 1 / 96_486, 1 / 110_852  # degrees per metre at 30 degrees north
_ACROSS, _PITCH_M = 50, 30.0  # 2,500 buildings a community, one every 30 m


def _box(x, y, width, height):
    """Rectangles in degrees from metres east and north of 106 E 30 N."""
    west, south = 106 + np.asarray(x) * _EAST, 30 + np.asarray(y) * _NORTH
    return shapely.box(west, south, west + np.asarray(width) * _EAST, south + np.asarray(height) * _NORTH)


def make_city(buildings_wanted: int, rng: np.random.Generator) -> dict[Layer, gpd.GeoDataFrame]:
    """Make communities in a raster with streets between the rows and buildings of L-shaped outline."""
    communities = buildings_wanted // _ACROSS**2
    side, wide = _ACROSS * _PITCH_M, int(np.ceil(np.sqrt(communities)))
    number = np.arange(communities)
    left, low = number % wide * side, number // wide * side
    codes = np.array([f"500999{n // 1000:03d}{n % 1000:03d}" for n in number])
    where = np.arange(communities * _ACROSS**2)
    of, place = where // _ACROSS**2, where % _ACROSS**2
    x, y = left[of] + place % _ACROSS * _PITCH_M + 5, low[of] + place // _ACROSS * _PITCH_M + 6
    width = rng.uniform(14, 22, len(where))
    shapes = shapely.difference(_box(x, y, width, 12.0), _box(x + width * 0.6, y + 7, width, 12.0))
    buildings = gpd.GeoDataFrame(
        {
            "楼栋编号": [f"{codes[c]}B{p:04d}" for c, p in zip(of, place, strict=True)],
            "楼栋名称": [f"{p + 1}栋" for p in place],
            "社区编码": codes[of],
            "层数": rng.integers(3, 33, len(where)),
            "户数": rng.integers(0, 120, len(where)),
        },
        geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"),
    )
    rows = np.arange(communities * (_ACROSS + 1))
    row_of, row = rows // (_ACROSS + 1), rows % (_ACROSS + 1)
    streets = gpd.GeoDataFrame(
        {"code": [f"S{n}" for n in rows], "name": "路", "road_class": "residential"},
        geometry=gpd.GeoSeries(
            shapely.boundary(_box(left[row_of], low[row_of] + row * _PITCH_M, side, 0.5)), crs="EPSG:4326"
        ),
    )
    areas = gpd.GeoSeries(_box(left, low, side, side), crs="EPSG:4326")
    named = {"code": codes, "name": [f"第{n}社区" for n in number], "subdistrict_code": "500999000"}
    return {
        Layer.SUBDISTRICTS: gpd.GeoDataFrame(
            {"code": ["500999000"], "name": ["测试街道"]}, geometry=[areas.union_all()], crs="EPSG:4326"
        ),
        Layer.COMMUNITIES: gpd.GeoDataFrame(named, geometry=areas),
        Layer.STREETS: streets,
        Layer.BUILDINGS: buildings,
    }


def next_year(buildings: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """The same buildings a year on."""
    later = buildings.copy()
    later.loc[rng.random(len(later)) < 0.02, "户数"] += 7
    fresh = rng.random(len(later)) < 0.01
    later.loc[fresh, "楼栋编号"] = later.loc[fresh, "楼栋编号"] + "N"
    return later


@contextmanager
def scratch_store() -> Iterator[tuple[Store, Cluster]]:
    """A private cluster in a folder of its own, removed afterwards."""
    # Short and open to the server's own user: a socket's path must stay below 108 bytes.
    folder = Path(tempfile.mkdtemp(prefix="wgi-", dir="/var/tmp"))
    folder.chmod(0o755)
    settings = replace(
        read_settings({}), data_dir=folder / "data", socket_dir=folder / "s", database_url=None
    )
    cluster = Cluster(settings)
    try:
        cluster.start()
        with closing(open_store(settings)) as store:
            store.migrate()
            yield store, cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def server_cpu_s(settings) -> float:
    """CPU seconds of the database's processes, those that have ended included."""
    postmaster = int((_server_data(settings) / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(entry.parent.name) == postmaster:
            ticks += sum(int(value) for value in fields[11:15])
        elif int(fields[1]) == postmaster:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _server_data(settings) -> Path:
    return next(settings.data_dir.rglob("postmaster.pid")).parent


class Clock:
    """Times steps: on the clock, CPU of this program, CPU of the database."""

    def __init__(self, settings) -> None:
        self.settings, self.steps = settings, {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        started = time.perf_counter(), time.process_time(), server_cpu_s(self.settings)
        yield
        now = time.perf_counter(), time.process_time(), server_cpu_s(self.settings)
        named = ("clock_s", "program_cpu_s", "database_cpu_s")
        told = {key: round(b - a, 2) for key, a, b in zip(named, started, now, strict=True)}
        self.steps[name] = told
        print(name, told, flush=True)


def _bring_in(store: Store, path: Path, layer: Layer) -> EditionId:
    found = examine(store, OPERATOR, [FileToImport(path, layer)], territory=TERRITORY)
    assert not found.refused, found.refused[0]
    edition = keep(store, OPERATOR, found, territory=TERRITORY, source="bench")
    activate(store, OPERATOR, edition)
    return edition


def measure(store: Store, folder: Path, buildings_wanted: int) -> dict:
    """Load last year's city, then time this year's file."""
    rng = np.random.default_rng(1)
    city = make_city(buildings_wanted, rng)
    for layer, frame in city.items():
        path = folder / f"{layer.value}.gpkg"
        pyogrio.write_dataframe(frame, path, layer=layer.value)
        _bring_in(store, path, layer)
        print("loaded", layer.value, len(frame), flush=True)
    path = folder / "next.gpkg"
    later = next_year(city.pop(Layer.BUILDINGS), rng)
    pyogrio.write_dataframe(later, path, layer="buildings")
    size_bytes, rows = path.stat().st_size, len(later)
    del later, city
    return {"file_bytes": size_bytes, "buildings": rows, **_timed(store, path)}


def _timed(store: Store, path: Path) -> dict:
    clock = Clock(store.settings)
    whole = Clock(store.settings)
    with whole.step("whole"):
        with clock.step("examine"):
            found = examine(store, OPERATOR, [FileToImport(path, Layer.BUILDINGS)], territory=TERRITORY)
        with clock.step("keep"):
            edition = keep(store, OPERATOR, found, territory=TERRITORY, source="bench")
        with clock.step("effects"), store.system() as connection:
            effects_of(connection, edition)
        with clock.step("activate"):
            activate(store, OPERATOR, edition)
    changes = found.changes.groupby("change").size().to_dict()
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    total = whole.steps["whole"]
    return {
        "changes": {str(k): int(v) for k, v in pd.Series(changes).items()},
        "steps": clock.steps,
        "whole": total,
        "peak_program_gib": round(peak_gib, 3),
        "within": total["clock_s"] < MOST_S and peak_gib < MOST_GIB,
    }


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buildings", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with scratch_store() as (store, _), tempfile.TemporaryDirectory() as folder:
        answer = measure(store, Path(folder), asked.buildings)
    answer |= {"load_average": os.getloadavg(), "asked_for": {"clock_s": MOST_S, "peak_gib": MOST_GIB}}
    asked.out.write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
