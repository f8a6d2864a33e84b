"""The 55 party service points: one centre, a station in each community and village, points in estates and grids.

Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import Point

from gis.space.layers import Layer
from gis.worlds.numbering import SUBDISTRICT_NAME, Codes
from gis.worlds.paper import Paper
from gis.worlds.street_lines import StreetLines
from gis.worlds.town import Town

POINTS = 55
PARK_POINTS = 3
ESTATE_POINTS = 19
INSIDE_M = 3.0
RED_PROPERTY = ("光明社区", "光明社区“红色物业”党群服务中心")
HOURS = {
    "subdistrict": "08:30-18:00",
    "community": "09:00-17:30",
    "estate": "09:00-12:00,14:00-20:00",
    "grid": "14:00-20:00",
    "park": "09:00-18:00",
}
ROOMS = {
    "subdistrict": "政务大厅;党员活动室;多功能厅;社区学校;心灵驿站;社区老年食堂",
    "community": "便民窗口;党员活动室;议事厅;阅览室",
    "estate": "议事角;阅览角",
    "grid": "网格工作室",
    "park": "接待室;会议室",
}
EXTRA_SERVICES = ("社区老年食堂", "渝馨家园", "心灵驿站", "社区学校", "快乐早教", "健康讲座", "书法启蒙")
AREAS_M2 = {
    "subdistrict": (2200, 2600),
    "community": (320, 900),
    "estate": (60, 180),
    "grid": (30, 80),
    "park": (120, 300),
}


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """One service point before its details are drawn."""

    name: str
    level: str
    community: str
    place: Point


def service_points(
    town: Town, codes: Codes, streets: StreetLines, paper: Paper, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Layer ``service_points``."""
    centre = streets.beside(Point(0, 0))
    points = [
        ServicePoint(
            f"{SUBDISTRICT_NAME}党群服务中心", "subdistrict", _community_at(town, codes, centre), centre
        )
    ]
    points += _stations(town, codes, streets)
    points += _estate_points(town, codes)
    points += _park_points(town, codes, streets)
    points += _grid_points(town, codes, POINTS - len(points), streets)
    rows = [_row(number, point, rng) for number, point in enumerate(points, start=1)]
    return paper.frame(Layer.SERVICE_POINTS, rows, [point.place for point in points])


def _stations(town: Town, codes: Codes, streets: StreetLines) -> list[ServicePoint]:
    """One in each community and village."""
    return [
        ServicePoint(
            RED_PROPERTY[1] if name == RED_PROPERTY[0] else f"{name}党群服务站",
            "community",
            code,
            _beside_own_street(town, codes, code, streets),
        )
        for code, name in codes.communities.items()
    ]


def _beside_own_street(town: Town, codes: Codes, community: str, streets: StreetLines) -> Point:
    """Beside the street nearest to the middle of the households, inside the community."""
    own = shapely.union_all([town.blocks[block].face for block in sorted(codes.members[community])])
    heart = _heart(town, codes, community)
    inside = own.buffer(-INSIDE_M)
    places = [streets.beside(town.blocks[block].face.centroid) for block in sorted(codes.members[community])]
    fit = [place for place in (streets.beside(heart), *places) if inside.contains(place)]
    return min(fit, key=heart.distance, default=inside.representative_point())


def _heart(town: Town, codes: Codes, community: str) -> Point:
    """Middle of a community's households."""
    homes = [b for b in town.buildings if b.by_stairwell and codes.community_of_block[b.block] == community]
    weights = np.array([home.households for home in homes], dtype=float)
    middles = np.array([[home.shape.centroid.x, home.shape.centroid.y] for home in homes])
    x_m, y_m = (middles * weights[:, None]).sum(axis=0) / weights.sum()
    return Point(x_m, y_m)


def _estate_points(town: Town, codes: Codes) -> list[ServicePoint]:
    """In the largest estates, just inside the first gate."""
    largest = sorted(range(len(town.sites)), key=lambda number: -len(town.sites[number].placed))
    first = (town.riverside_estate, town.new_phase)
    chosen = [town.riverside_estate, *[number for number in largest if number not in first]]
    points = []
    for number in chosen[:ESTATE_POINTS]:
        site = town.sites[number]
        ring = site.lanes[0]
        along_m = ring.project(site.gates[0]) if site.gates else ring.length / 5
        community = codes.community_of_block[site.plot.block]
        name = f"{codes.estate_names[number]}党群服务点"
        points.append(ServicePoint(name, "estate", community, ring.interpolate(along_m)))
    return points


def _park_points(town: Town, codes: Codes, streets: StreetLines) -> list[ServicePoint]:
    """In works yards."""
    yards = [block for block, use in enumerate(town.uses) if use == "works"][:PARK_POINTS]
    return [
        ServicePoint(
            f"{number}号园区党群服务点",
            "park",
            codes.community_of_block[block],
            streets.beside(town.blocks[block].plot.centroid),
        )
        for number, block in enumerate(yards, start=1)
    ]


def _grid_points(town: Town, codes: Codes, count: int, streets: StreetLines) -> list[ServicePoint]:
    """In street blocks without an estate, one to a community at most."""
    points: dict[str, ServicePoint] = {}
    for block, use in enumerate(town.uses):
        community = codes.community_of_block[block]
        if use == "street" and community not in points and len(points) < count:
            name = f"{codes.communities[community]}网格党群服务点"
            place = streets.beside(town.blocks[block].plot.centroid)
            points[community] = ServicePoint(name, "grid", community, place)
    return list(points.values())


def _community_at(town: Town, codes: Codes, place: Point) -> str:
    distances = [block.face.distance(place) for block in town.blocks]
    return codes.community_of_block[int(np.argmin(distances))]


def _row(number: int, point: ServicePoint, rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(1, 4))
    extra = [EXTRA_SERVICES[at] for at in sorted(rng.permutation(len(EXTRA_SERVICES))[:count])]
    has_counter = point.level in ("subdistrict", "community")
    return {
        "code": f"D{number:02d}",
        "name": point.name,
        "level": point.level,
        "community_code": point.community,
        "floor_area_m2": float(rng.integers(*AREAS_M2[point.level])),
        "rooms": ROOMS[point.level],
        "services": ";".join(["政务代办", *extra] if has_counter else extra),
        "hours": HOURS[point.level],
        "capacity": int(rng.integers(2, 12)) * 10,
    }
