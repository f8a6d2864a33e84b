"""Facilities of the six categories and party service points, spread as they are in life: with gaps.

Shops stand where people live and streets are busy; clinics and halls are missing in the old open quarter and
in the hills. Coordinates are metres on the world's own plane.
"""

from dataclasses import dataclass

import numpy as np
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from gis.model.categories import Category
from gis.worlds.land_use import OPEN_QUARTER
from gis.worlds.terrain import Floats, Terrain
from gis.worlds.ways import Way

BESIDE_STREET_M = 10.5
CROWD_REACH_M = 280.0
CONFIRMED = (("open", 0.64), ("unconfirmed", 0.26), ("closed", 0.06), ("misplaced", 0.04))
KINDS = (
    (Category.SHOPPING, "菜市场", 10, 380), (Category.SHOPPING, "超市", 24, 220), (Category.SHOPPING, "便利店", 62, 70),
    (Category.SERVICES, "快递驿站", 32, 120), (Category.SERVICES, "理发店", 30, 90), (Category.SERVICES, "家政维修", 15, 150),
    (Category.SERVICES, "洗衣店", 9, 200), (Category.SERVICES, "银行网点", 9, 250),
    (Category.MEDICAL, "社区卫生服务站", 9, 420), (Category.MEDICAL, "药店", 24, 200), (Category.MEDICAL, "诊所", 9, 260),
    (Category.MEDICAL, "社区卫生服务中心", 2, 1300),
    (Category.DINING, "社区食堂", 9, 420), (Category.DINING, "早餐店", 36, 100), (Category.DINING, "餐馆", 64, 45),
    (Category.EDUCATION, "幼儿园", 22, 220), (Category.EDUCATION, "小学", 8, 480), (Category.EDUCATION, "中学", 3, 900),
    (Category.CULTURE, "文化活动室", 13, 300), (Category.CULTURE, "图书室", 6, 480), (Category.CULTURE, "健身点", 20, 180),
    (Category.CULTURE, "文化广场", 5, 600),
)  # fmt: skip
GAPS = {
    Category.MEDICAL: ((*OPEN_QUARTER, 620.0), (-1350.0, -1150.0, 480.0)),
    Category.CULTURE: ((-1500.0, 60.0, 520.0), (*OPEN_QUARTER, 380.0)),
    Category.EDUCATION: ((700.0, 1350.0, 430.0),),
}
COUNTRY_HEIGHT_M = 74.0
SHOP_NAMES = (
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
)
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


def spread_amenities(
    ways: list[Way],
    homes_m: Floats,
    households: Floats,
    border: BaseGeometry,
    terrain: Terrain,
    rng: np.random.Generator,
) -> list[Amenity]:
    """Place every kind: its count inside the border, three tenths as many in the ring outside.

    Parameters
    ----------
    homes_m, households
        ``(n, 2)`` middles of residential buildings and what they hold.
    """
    spots = _spots([way.line for way in ways if way.kind == "street" and way.road_class in
                    ("primary", "secondary", "tertiary", "residential")], rng)  # fmt: skip
    crowd = _crowd(spots, homes_m, households)
    inside = np.array([border.contains(Point(spot)) for spot in spots])
    dry = terrain.bank_distance_m.at(spots[:, 0], spots[:, 1]) > 12
    low = terrain.height_m.at(spots[:, 0], spots[:, 1]) < COUNTRY_HEIGHT_M
    amenities: list[Amenity] = []
    for category, subtype, count, apart_m in KINDS:
        served = low if category not in (Category.SHOPPING, Category.DINING) else np.ones_like(low)
        served = served & ~_in_gap(spots, category) & dry
        near = _draw(spots, crowd * (inside & served), count, apart_m, rng)
        far = _draw(
            spots, (~inside & served).astype(float), max(round(count * OUTSIDE_SHARE), 1), apart_m, rng
        )
        for number, spot in enumerate([*near, *far], start=1):
            amenities.append(_amenity(spot, category, subtype, number, rng))
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


def _crowd(spots: Floats, homes_m: Floats, households: Floats) -> Floats:
    """Households around each spot, thinning out with distance; never quite zero."""
    crowd = np.zeros(len(spots))
    for start in range(0, len(spots), 1500):
        part = spots[start : start + 1500]
        away2 = ((part[:, None, :] - homes_m[None, :, :]) ** 2).sum(axis=2)
        crowd[start : start + 1500] = (households * np.exp(-away2 / (2 * (CROWD_REACH_M / 2) ** 2))).sum(
            axis=1
        )
    weighted: Floats = crowd**1.15 + 1.0
    return weighted


def _in_gap(spots: Floats, category: Category) -> np.ndarray:
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


def _amenity(
    spot: Floats, category: Category, subtype: str, number: int, rng: np.random.Generator
) -> Amenity:
    states, shares = zip(*CONFIRMED, strict=True)
    confirmation = str(rng.choice(states, p=shares))
    head = SHOP_NAMES[int(rng.integers(len(SHOP_NAMES)))]
    capacity = int(rng.integers(6, 40)) * 10 if category in (Category.EDUCATION, Category.CULTURE) else None
    name = f"{head}{subtype}" if number % 3 else f"{head}{subtype}（{number}号店）"
    if category in (Category.EDUCATION, Category.CULTURE) or subtype.startswith("社区"):
        name = f"{subtype}{number:02d}"
    return Amenity(Point(spot), category, subtype, name, confirmation, capacity)
