"""Layers of what was built: communities, estates, buildings and their stairwells, gates, walls."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiLineString

from gis.space.layers import LAYERS, Layer
from gis.worlds.estates import Site
from gis.worlds.names import COMPANIES
from gis.worlds.numbering import RIVERSIDE, SUBDISTRICT_CODE, Codes
from gis.worlds.paper import Paper
from gis.worlds.parts import lines_of
from gis.worlds.town import Town

STOREY_M = 3.0
WORK_STOREY_M = 4.2
PERSONS = (2.25, 2.95)
SIDES = ("东门", "东北门", "北门", "西北门", "西门", "西南门", "南门", "东南门")
COMMITTEE_SHARE = {True: 0.35, False: 0.74}
NIGHT_CLOSED_SHARE = 0.22
SHUT_SHARE = 0.3


def built_layers(town: Town, codes: Codes, paper: Paper, seed: int) -> dict[Layer, pd.DataFrame]:
    """Communities, estates and gates."""
    rng = np.random.default_rng([seed, 3])
    return {
        Layer.COMMUNITIES: _communities(town, codes, paper),
        Layer.ESTATES: _estates(town, codes, paper, rng),
        Layer.GATES: _gates(town, codes, paper, rng),
    }


def home_layers(town: Town, codes: Codes, paper: Paper, seed: int) -> dict[Layer, pd.DataFrame]:
    """Buildings and their stairwells, with the households they have now."""
    persons = np.random.default_rng([seed, 4]).uniform(*PERSONS, len(town.buildings))
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for number, building in enumerate(town.buildings):
        code, estate = codes.buildings[number], building.estate
        storey_m = STOREY_M if building.by_stairwell else WORK_STOREY_M
        rows.append(
            {
                "code": code,
                "name": building.name,
                "community_code": codes.community_of_block[building.block],
                "estate_code": None if estate is None else codes.estates[estate],
                "use": building.use,
                "storeys": building.storeys,
                "stairwells": len(building.by_stairwell),
                "height_m": round(building.storeys * storey_m + 1.2, 1),
                "households": building.households,
                "households_kind": "resident",
                "households_estimated": False,
                "residents": round(building.households * float(persons[number])),
            }
        )
        parts += [
            {
                "code": f"{code}-{stairwell}",
                "building_code": code,
                "stairwell": stairwell,
                "floor_from": 1,
                "floor_to": building.storeys,
                "households": households,
            }
            for stairwell, households in enumerate(building.by_stairwell, start=1)
        ]
    shapes = [building.shape for building in town.buildings]
    columns = list(LAYERS[Layer.BUILDING_PARTS].column_names())
    return {
        Layer.BUILDINGS: paper.frame(Layer.BUILDINGS, rows, shapes),
        Layer.BUILDING_PARTS: pd.DataFrame(parts, columns=columns),
    }


def walls(town: Town, codes: Codes) -> list[tuple[str, MultiLineString]]:
    """Name and course of each estate's wall, open at its gates."""
    return [
        (f"{codes.estate_names[number]}围墙", MultiLineString(lines_of(site.wall())))
        for number, site in enumerate(town.sites)
        if site.is_walled
    ]


def _communities(town: Town, codes: Codes, paper: Paper) -> gpd.GeoDataFrame:
    rows = [
        {
            "code": code,
            "name": name,
            "kind": "village" if code[9] == "2" else "community",
            "subdistrict_code": SUBDISTRICT_CODE,
        }
        for code, name in codes.communities.items()
    ]
    shapes = [
        shapely.coverage_union_all([town.blocks[block].face for block in sorted(codes.members[code])])
        for code in codes.communities
    ]
    return paper.frame(Layer.COMMUNITIES, rows, shapes)


def _estates(town: Town, codes: Codes, paper: Paper, rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows = []
    for number, site in enumerate(town.sites):
        style = site.plot.style
        is_old = style.key in ("open", "yard", "row")
        managed = rng.random() < (0.3 if is_old else 0.96)
        company = COMPANIES[int(rng.integers(len(COMPANIES)))]
        name = codes.estate_names[number]
        kind = "无物业" if style.key == "open" and not managed else style.kind
        rows.append(
            {
                "code": codes.estates[number],
                "name": name,
                "community_code": codes.community_of_block[site.plot.block],
                "kind": kind,
                "is_old": is_old,
                "is_walled": site.is_walled,
                "built_year": 2023 if number == town.new_phase else int(rng.integers(*style.years)),
                "property_company": COMPANIES[0]
                if name.startswith(RIVERSIDE)
                else company
                if managed
                else None,
                "has_owners_committee": bool(rng.random() < COMMITTEE_SHARE[is_old]) or name == "香缇缦山",
            }
        )
    return paper.frame(Layer.ESTATES, rows, [site.outline for site in town.sites])


def _gates(town: Town, codes: Codes, paper: Paper, rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows, shapes = [], []
    for number, site in enumerate(town.sites):
        used: set[str] = set()
        for place, gate in enumerate(site.gates, start=1):
            closes_at_night = place > 1 and rng.random() < NIGHT_CLOSED_SHARE
            rows.append(
                {
                    "code": f"{codes.estates[number]}G{place}",
                    "name": _side(site, gate, used),
                    "estate_code": codes.estates[number],
                    "is_open": not (place > 1 and rng.random() < SHUT_SHARE),
                    "opens": "06:00" if closes_at_night else None,
                    "closes": "22:30" if closes_at_night else None,
                }
            )
            shapes.append(gate)
    return paper.frame(Layer.GATES, rows, shapes)


def _side(site: Site, gate: shapely.Point, used: set[str]) -> str:
    """Which side of the estate a gate is on; the second on one side is told apart."""
    middle = site.outline.centroid
    eighth = round(np.arctan2(gate.y - middle.y, gate.x - middle.x) / (np.pi / 4)) % 8
    name = SIDES[eighth] if SIDES[eighth] not in used else f"{SIDES[eighth]}（车行）"
    used.add(name)
    return name
