"""Layers of services: facilities of the six categories, and the 55 party service points."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from gis.space.layers import Layer
from gis.worlds.amenities import spread_amenities
from gis.worlds.numbering import SUBDISTRICT_NAME, Codes
from gis.worlds.paper import Paper
from gis.worlds.town import Town
from gis.worlds.ways import Way

POINTS = 55
PARK_POINTS = 3
ESTATE_POINTS = 19
HOURS = {"subdistrict": "08:30-18:00", "community": "09:00-17:30", "village": "09:00-17:00", "estate": "09:00-12:00,14:00-20:00",
         "grid": "14:00-20:00", "park": "09:00-18:00"}  # fmt: skip
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


def service_layers(
    town: Town, codes: Codes, ways: list[Way], border: BaseGeometry, paper: Paper, seed: int
) -> dict[Layer, pd.DataFrame]:
    """Facilities inside the border and in the ring outside; service points inside."""
    rng = np.random.default_rng([seed, 1])
    return {
        Layer.FACILITIES: _facilities(town, ways, border, paper, rng),
        Layer.SERVICE_POINTS: _service_points(town, codes, ways, paper, rng),
    }


def _facilities(
    town: Town, ways: list[Way], border: BaseGeometry, paper: Paper, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    homes = [building for building in town.buildings if building.by_stairwell]
    middles = np.array([[home.shape.centroid.x, home.shape.centroid.y] for home in homes])
    households = np.array([home.households for home in homes], dtype=float)
    amenities = spread_amenities(ways, middles, households, border, town.terrain, rng)
    rows = [
        {
            "code": f"F{number:04d}",
            "name": amenity.name,
            "category": amenity.category.value,
            "subtype": amenity.subtype,
            "confirmation": amenity.confirmation,
            "capacity": amenity.capacity,
        }
        for number, amenity in enumerate(amenities, start=1)
    ]
    return paper.frame(Layer.FACILITIES, rows, [amenity.place for amenity in amenities])


def _service_points(
    town: Town, codes: Codes, ways: list[Way], paper: Paper, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """One centre, a station in each community and village, points in estates, grids and works yards."""
    streets = [way.line for way in ways if way.kind == "street" and way.road is not None]
    tree = STRtree(streets)
    found: list[tuple[str, str, str, Point]] = []
    for code, name in codes.communities.items():
        place = _heart(town, codes, code)
        if not found:
            found.append(
                (f"{SUBDISTRICT_NAME}党群服务中心", "subdistrict", code, _beside(Point(0, 0), streets, tree))
            )
        title = "光明社区“红色物业”党群服务中心" if name == "光明社区" else f"{name}党群服务站"
        found.append((title, "community", code, _beside(place, streets, tree)))
    found += _estate_points(town, codes)
    for number, ground in enumerate([g for g in town.grounds if g.use == "works"][:PARK_POINTS], start=1):
        place = _beside(town.blocks[ground.block].plot.centroid, streets, tree)
        found.append((f"{number}号园区党群服务点", "park", codes.community_of_block[ground.block], place))
    centre = found[0]
    found[0] = (centre[0], centre[1], _community_at(town, codes, centre[3]), centre[3])
    found += _grid_points(town, codes, POINTS - len(found), streets, tree)
    rows = [_row(number, *point[:3], rng) for number, point in enumerate(found, start=1)]
    return paper.frame(Layer.SERVICE_POINTS, rows, [place for *_, place in found])


def _heart(town: Town, codes: Codes, community: str) -> Point:
    """Middle of a community's households."""
    homes = [b for b in town.buildings if b.by_stairwell and codes.community_of_block[b.block] == community]
    weights = np.array([home.households for home in homes], dtype=float)
    middles = np.array([[home.shape.centroid.x, home.shape.centroid.y] for home in homes])
    return Point(*(middles * weights[:, None]).sum(axis=0) / weights.sum())


def _beside(place: Point, streets: list[Any], tree: STRtree) -> Point:
    """Nine metres beside the nearest named street, on the side of the place."""
    street = streets[int(tree.nearest(place))]
    on_street = street.interpolate(street.project(place))
    away = place.distance(on_street)
    share = min(9.0 / away, 1.0) if away > 0 else 0.0
    return Point(on_street.x + (place.x - on_street.x) * share, on_street.y + (place.y - on_street.y) * share)


def _estate_points(town: Town, codes: Codes) -> list[tuple[str, str, str, Point]]:
    """In the largest estates, just inside the first gate."""
    largest = sorted(range(len(town.sites)), key=lambda number: -len(town.sites[number].placed))
    chosen = [
        town.riverside_estate,
        *[n for n in largest if n not in (town.riverside_estate, town.new_phase)],
    ]
    points = []
    for number in chosen[:ESTATE_POINTS]:
        site = town.sites[number]
        ring = site.lanes[0]
        place = (
            ring.interpolate(ring.project(site.gates[0]))
            if site.gates
            else ring.interpolate(0.2, normalized=True)
        )
        community = codes.community_of_block[site.ground.block]
        points.append((f"{codes.estate_names[number]}党群服务点", "estate", community, place))
    return points


def _grid_points(
    town: Town, codes: Codes, count: int, streets: list[Any], tree: STRtree
) -> list[tuple[str, str, str, Point]]:
    """In street blocks without an estate, one to a community at most."""
    points: dict[str, tuple[str, str, str, Point]] = {}
    for ground in town.grounds:
        community = codes.community_of_block[ground.block]
        if ground.use == "street" and community not in points and len(points) < count:
            place = _beside(town.blocks[ground.block].plot.centroid, streets, tree)
            points[community] = (f"{codes.communities[community]}网格党群服务点", "grid", community, place)
    return list(points.values())


def _community_at(town: Town, codes: Codes, place: Point) -> str:
    distances = [block.face.distance(place) for block in town.blocks]
    return codes.community_of_block[int(np.argmin(distances))]


def _row(number: int, name: str, level: str, community: str, rng: np.random.Generator) -> dict[str, Any]:
    extra = [
        EXTRA_SERVICES[at] for at in sorted(rng.permutation(len(EXTRA_SERVICES))[: int(rng.integers(1, 4))])
    ]
    return {
        "code": f"D{number:02d}",
        "name": name,
        "level": level,
        "community_code": community,
        "floor_area_m2": float(rng.integers(*AREAS_M2[level])),
        "rooms": ROOMS[level],
        "services": ";".join(["政务代办", *extra] if level in ("subdistrict", "community") else extra),
        "hours": HOURS[level],
        "capacity": int(rng.integers(2, 12)) * 10,
    }
