"""Whole places drawn as they come, every grid out of the band with its reason; writes bench/results/draw_whole.json.

usage: scripts/bench draw_whole [PLACE ...]      PLACE is WORLD/LAND; all where none is given

LAND says what grids may not cross: ``communities`` of the world (squares stand for them where the data has none), their
union as one ``area``, or ``outlines`` around the buildings alone.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import geopandas as gpd

from bench.draw_worlds import read_world
from gis.partition.cells import build_cells
from gis.partition.draw import draw_cells

RESULTS = Path(__file__).parent / "results" / "draw_whole.json"
PLACES = (
    "subdistrict/communities",
    "helsinki/area",
    "helsinki/communities",
    "shenzhen/area",
    "shenzhen/communities",
    "shenzhen/outlines",
)


def _land(communities: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame | None:
    """What grids may not cross."""
    if kind == "communities":
        return communities
    if kind == "outlines":
        return None
    whole = communities.geometry.union_all()
    return gpd.GeoDataFrame({"code": ["AREA"], "name": ["AREA"]}, geometry=[whole], crs=communities.crs)


def draw_place(place: str) -> dict:
    """Cells and grids of one place, default effort, seed 0."""
    name, kind = place.split("/")
    world = read_world(name)
    land = _land(world.communities, kind)
    begin = time.process_time()
    cells = build_cells(
        world.buildings, land, estates=world.estates, roads=world.roads, barriers=world.barriers
    ).cells
    cells_s = time.process_time() - begin
    report = draw_cells(cells, communities=land, roads=world.roads, barriers=world.barriers, seed=0).report
    measures = ("grids", "in_band_share", "non_contiguous", "crossing_community", "proven_optimal")
    return {
        "buildings": len(world.buildings),
        "households": report["households_in"],
        "households_lost": report["households_in"] - report["households_out"],
        **{measure: report[measure] for measure in measures},
        "out_of_band": dict(Counter(row["reason"] for row in report["out_of_band"])),
        "cells_cpu_s": cells_s,
        "search_cpu_s": report["search_cpu_seconds"],
    }


def main() -> None:
    """Draw what is asked for and put it beside what other runs wrote."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*", metavar="PLACE", choices=[*PLACES, []], default=[])
    for place in parser.parse_args().places or PLACES:
        result = draw_place(place)
        print(place, json.dumps(result), flush=True)
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(kept | {place: result}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
