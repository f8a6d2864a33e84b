"""Facilities of the six categories and party service points, spread as they are in life: with gaps.

Shops stand where people live and streets are busy; clinics and halls are missing in the old open quarter and
in the hills. Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis.model.categories import Category
from gis.worlds.land_use import OPEN_QUARTER
from gis.worlds.terrain import Floats, Terrain
from gis.worlds.ways import Way

BESIDE_STREET_M = 10.5
CROWD_REACH_M = 280.0
CONFIRMED = {"open": 0.64, "unconfirmed": 0.26, "closed": 0.06, "misplaced": 0.04}
STREET_CLASSES = frozenset({"primary", "secondary", "tertiary", "residential"})


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of facility: how many there are inside the border, and how far apart they keep."""

    category: Category
    subtype: str
    count: int
    apart_m: float


SORTS = (
    Sort(Category.SHOPPING, "菜市场", 10, 380),
    Sort(Category.SHOPPING, "超市", 24, 220),
    Sort(Category.SHOPPING, "便利店", 62, 70),
    Sort(Category.SERVICES, "快递驿站", 32, 120),
    Sort(Category.SERVICES, "理发店", 30, 90),
    Sort(Category.SERVICES, "家政维修", 15, 150),
    Sort(Category.SERVICES, "洗衣店", 9, 200),
    Sort(Category.SERVICES, "银行网点", 9, 250),
    Sort(Category.MEDICAL, "社区卫生服务站", 9, 420),
    Sort(Category.MEDICAL, "药店", 24, 200),
    Sort(Category.MEDICAL, "诊所", 9, 260),
    Sort(Category.MEDICAL, "社区卫生服务中心", 2, 1300),
    Sort(Category.DINING, "社区食堂", 9, 420),
    Sort(Category.DINING, "早餐店", 36, 100),
    Sort(Category.DINING, "餐馆", 64, 45),
    Sort(Category.EDUCATION, "幼儿园", 22, 220),
    Sort(Category.EDUCATION, "小学", 8, 480),
    Sort(Category.EDUCATION, "中学", 3, 900),
    Sort(Category.CULTURE, "文化活动室", 13, 300),
    Sort(Category.CULTURE, "图书室", 6, 480),
    Sort(Category.CULTURE, "健身点", 20, 180),
    Sort(Category.CULTURE, "文化广场", 5, 600),
)
# Circles (x_m, y_m, radius_m) in which a category is missing.
GAPS = {
    Category.MEDICAL: ((*OPEN_QUARTER, 620.0), (-1350.0, -1150.0, 480.0)),
    Category.CULTURE: ((-1500.0, 60.0, 520.0), (*OPEN_QUARTER, 380.0)),
    Category.EDUCATION: ((700.0, 1350.0, 430.0),),
}
COUNTRY_HEIGHT_M = 74.0
SHOP_NAMES = [
    "惠民",
    "万家",
    "老街",
    "江边",
    "好邻",
    "百姓",
    "福满",
    "渝香",
    "顺和",
    "康宁",
    "晨光",
    "小满",
    "金桥",
    "同心",
    "如意",
]
OUTSIDE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Amenity:
    """One facility."""

    place: Point
    category: Category
    subtype: str
    name: str
    confirmation: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Homes:
    """Middles of residential buildings, ``(n, 2)``, and the households of each."""

    middles_m: Floats
    households: Floats


def spread_amenities(
    ways: list[Way], homes: Homes, border: BaseGeometry, terrain: Terrain, rng: np.random.Generator
) -> list[Amenity]:
    """Place every sort: its count inside the border, three tenths as many in the ring outside."""
    streets = [way.line for way in ways if way.kind == "street" and way.road_class in STREET_CLASSES]
    spots = _spots(streets, rng)
    crowd = _crowd(spots, homes)
    inside = shapely.contains_xy(border, spots[:, 0], spots[:, 1])
    dry = terrain.bank_distance_m.at(spots[:, 0], spots[:, 1]) > 12
    low = terrain.height_m.at(spots[:, 0], spots[:, 1]) < COUNTRY_HEIGHT_M
    amenities: list[Amenity] = []
    for sort in SORTS:
        is_everywhere = sort.category in (Category.SHOPPING, Category.DINING)
        served = (low | is_everywhere) & ~_in_gap(spots, sort.category) & dry
        near = _draw(spots, crowd * (inside & served), sort.count, sort.apart_m, rng)
        outside = max(round(sort.count * OUTSIDE_SHARE), 1)
        far = _draw(spots, (~inside & served).astype(float), outside, sort.apart_m, rng)
        amenities += [_amenity(spot, sort, number, rng) for number, spot in enumerate([*near, *far], start=1)]
    return amenities


def _spots(streets: list[LineString], rng: np.random.Generator) -> Floats:
    """Places beside streets, one every 24 m on either side by chance."""
    spots = []
    for street in streets:
        for along in np.arange(12, street.length - 6, 24):
            here, ahead = street.interpolate(along), street.interpolate(along + 2)
            across = np.array([-(ahead.y - here.y), ahead.x - here.x]) / 2
            side = 1 if rng.random() < 0.5 else -1
            spots.append(np.array([here.x, here.y]) + side * BESIDE_STREET_M * across)
    return np.array(spots)


def _crowd(spots: Floats, homes: Homes) -> Floats:
    """Households around each spot, thinning out with distance; never quite zero."""
    crowd = np.zeros(len(spots))
    for start in range(0, len(spots), 1500):
        part = spots[start : start + 1500]
        away2 = ((part[:, None, :] - homes.middles_m[None, :, :]) ** 2).sum(axis=2)
        near = np.exp(-away2 / (2 * (CROWD_REACH_M / 2) ** 2))
        crowd[start : start + 1500] = (homes.households * near).sum(axis=1)
    weighted: Floats = crowd**1.15 + 1.0
    return weighted


def _in_gap(spots: Floats, category: Category) -> NDArray[np.bool_]:
    inside = np.zeros(len(spots), dtype=bool)
    for x_m, y_m, reach_m in GAPS.get(category, ()):
        inside |= np.hypot(spots[:, 0] - x_m, spots[:, 1] - y_m) < reach_m
    return inside


def _draw(
    spots: Floats, weights: Floats, count: int, apart_m: float, rng: np.random.Generator
) -> list[Floats]:
    """Draw spots by weight; those nearer than ``apart_m`` to a drawn one drop out."""
    left = weights.astype(float).copy()
    drawn: list[Floats] = []
    while len(drawn) < count and left.sum() > 0:
        at = int(rng.choice(len(spots), p=left / left.sum()))
        drawn.append(spots[at])
        left[np.hypot(*(spots - spots[at]).T) < apart_m] = 0
    return drawn


def _amenity(spot: Floats, sort: Sort, number: int, rng: np.random.Generator) -> Amenity:
    confirmation = str(rng.choice(list(CONFIRMED), p=list(CONFIRMED.values())))
    head = SHOP_NAMES[int(rng.integers(len(SHOP_NAMES)))]
    is_public = sort.category in (Category.EDUCATION, Category.CULTURE)
    capacity = int(rng.integers(6, 40)) * 10 if is_public else None
    name = f"{head}{sort.subtype}" if number % 3 else f"{head}{sort.subtype}（{number}号店）"
    if is_public or sort.subtype.startswith("社区"):
        name = f"{sort.subtype}{number:02d}"
    return Amenity(Point(spot), sort.category, sort.subtype, name, confirmation, capacity)
