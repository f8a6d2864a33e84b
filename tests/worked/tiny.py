"""A tiny hand-made world: two communities, three estates, 24 buildings; small enough to reckon on paper.

Plan in metres from the south-west corner (106.55 E, 29.50 N), community 甲 on the left, 乙 on the right::

    y=200 ┌───────────────┬───────────────┐
          │ 北苑 (open)    │ no estate      │
          │ B01..B06       │ B13..B18       │
          │ 6 x 60 = 360   │ 5 x 70, 1 x 120│   B18 (120 households) is in no grid yet
    y=100 ├────G1──────────┼───────────────┤   G1: the only gate of 围院, at (60, 96)
          │ 围院 (walled)   │ 旧坊 (old,open) │
          │ B07..B12       │ B19..B24       │
          │ 6 x 80 = 480   │ 6 x 50 = 300   │
    y=0   └───────────────┴───────────────┘
          x=0            x=200           x=400

Every block of 200 m x 100 m holds six buildings of 30 m x 12 m in two rows of three; the first stands with
its south-west corner at (20, 25) from the block's own corner, columns are 60 m apart, rows 45 m apart.
Streets run along every block edge, split where they meet; inside 围院 a footpath leads from the gate to
(60, 50) and on to (180, 50). Each building has two stairwells of half its households; each building is a
micro-grid.
"""

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.space.layers import Layer

WEST, SOUTH = 106.55, 29.50
DEGREES_PER_M_EAST = 1 / 96_966.0
DEGREES_PER_M_NORTH = 1 / 110_844.0

SUBDISTRICT = "500199098000"
JIA, YI = "500199098001", "500199098002"
GRID_JIA_NORTH, GRID_JIA_SOUTH = f"{JIA}001", f"{JIA}002"
GRID_YI_NORTH, GRID_YI_SOUTH = f"{YI}001", f"{YI}002"
NORTH_ESTATE, WALLED_ESTATE, OLD_ESTATE = "E-01", "E-02", "E-03"
GATE = "G-01"
NEW_BUILDING = "B18"
HOUSEHOLDS_TOTAL = 360 + 480 + 470 + 300

_BLOCKS = (
    ((0, 100), JIA, NORTH_ESTATE, GRID_JIA_NORTH, (60, 60, 60, 60, 60, 60)),
    ((0, 0), JIA, WALLED_ESTATE, GRID_JIA_SOUTH, (80, 80, 80, 80, 80, 80)),
    ((200, 100), YI, None, GRID_YI_NORTH, (70, 70, 70, 70, 70, 120)),
    ((200, 0), YI, OLD_ESTATE, GRID_YI_SOUTH, (50, 50, 50, 50, 50, 50)),
)


def lon_lat(x_m: float, y_m: float) -> tuple[float, float]:
    """Turn metres from the world's corner into (lon, lat)."""
    return WEST + x_m * DEGREES_PER_M_EAST, SOUTH + y_m * DEGREES_PER_M_NORTH


def point(x_m: float, y_m: float) -> Point:
    """Place a point given in metres."""
    return Point(lon_lat(x_m, y_m))


def rectangle(west_m: float, south_m: float, east_m: float, north_m: float) -> Polygon:
    """Place a rectangle given in metres."""
    return box(*lon_lat(west_m, south_m), *lon_lat(east_m, north_m))


def line(*places_m: tuple[float, float]) -> LineString:
    """Place a line given in metres."""
    return LineString([lon_lat(*place) for place in places_m])


def layers() -> dict[Layer, pd.DataFrame]:
    """Return every layer; GeoDataFrames in EPSG:4326, plain frames for the tables."""
    return {
        Layer.SUBDISTRICTS: _frame([{"code": SUBDISTRICT, "name": "微型街道"}], [rectangle(0, 0, 400, 200)]),
        Layer.COMMUNITIES: _communities(),
        Layer.ESTATES: _estates(),
        Layer.BUILDINGS: buildings(),
        Layer.BUILDING_PARTS: _parts(),
        Layer.STREETS: streets(),
        Layer.GATES: _gates(),
        Layer.BARRIERS: _barriers(),
        Layer.WATER: _frame([{"code": "W-01", "name": "南塘"}], [rectangle(0, -60, 400, -20)]),
        Layer.GREEN: _frame(
            [{"code": "P-01", "name": "东园", "kind": "park"}], [rectangle(420, 0, 460, 200)]
        ),
        Layer.SERVICE_POINTS: _service_points(),
        Layer.FACILITIES: facilities(),
        Layer.GRIDS: grids(),
        Layer.GRID_BUILDINGS: grid_buildings(),
        Layer.MICRO_GRID_PARTS: _micro_grid_parts(),
    }


def buildings() -> gpd.GeoDataFrame:
    """Return the 24 buildings."""
    rows, shapes = [], []
    for (east_m, north_m), community, estate, _, households in _BLOCKS:
        for place, count in enumerate(households):
            west_m = east_m + 20 + 60 * (place % 3)
            south_m = north_m + 25 + 45 * (place // 3)
            rows.append(
                {
                    "code": f"B{len(rows) + 1:02d}",
                    "name": f"{place + 1}栋",
                    "community_code": community,
                    "estate_code": estate,
                    "use": "residential",
                    "storeys": count // 10,
                    "stairwells": 2,
                    "height_m": count / 10 * 3,
                    "households": count,
                    "households_kind": "resident",
                    "households_estimated": False,
                    "residents": count * 3,
                }
            )
            shapes.append(rectangle(west_m, south_m, west_m + 30, south_m + 12))
    return _frame(rows, shapes)


def grids() -> gpd.GeoDataFrame:
    """Return the four grids in force; 乙第一网格 counts 350 households, without the new building."""
    rows, shapes = [], []
    for (east_m, north_m), community, _, code, households in _BLOCKS:
        number = int(code[-3:])
        total = sum(households) - (120 if code == GRID_YI_NORTH else 0)
        name = f"{'甲' if community == JIA else '乙'}社区第{'一二'[number - 1]}网格"
        rows.append(
            {
                "code": code,
                "name": name,
                "community_code": community,
                "number": number,
                "kind": "residential",
                "official_code": code,
                "households": total,
            }
        )
        shapes.append(rectangle(east_m, north_m, east_m + 200, north_m + 100))
    return _frame(rows, shapes)


def grid_buildings() -> pd.DataFrame:
    """Return which grid each building is in; the new building is in none."""
    codes = [grid for *_, grid, households in _BLOCKS for _ in households]
    frame = pd.DataFrame({"building_code": [f"B{n:02d}" for n in range(1, 25)], "grid_code": codes})
    frame.loc[frame["building_code"] == NEW_BUILDING, "grid_code"] = None
    return frame


def streets() -> gpd.GeoDataFrame:
    """Return the twelve street pieces along the block edges, and the two footpaths inside 围院."""
    rows, shapes = [], []
    for y_m, name in ((0, "南街"), (100, "中街"), (200, "北街")):
        for x_m in (0, 200):
            rows.append((name, "tertiary"))
            shapes.append(line((x_m, y_m), (x_m + 200, y_m)))
    for x_m, name in ((0, "西街"), (200, "界街"), (400, "东街")):
        for y_m in (0, 100):
            rows.append((name, "residential"))
            shapes.append(line((x_m, y_m), (x_m, y_m + 100)))
    rows += [(None, "footway"), (None, "footway")]
    shapes += [line((60, 100), (60, 50)), line((60, 50), (180, 50))]
    return _frame(
        [
            {
                "code": f"S-{n:02d}",
                "name": name,
                "road_class": road_class,
                "layer": 0,
                "is_bridge": False,
                "is_tunnel": False,
                "is_walkable": True,
                "climb_m": 0.0,
            }
            for n, (name, road_class) in enumerate(rows, start=1)
        ],
        shapes,
    )


def facilities() -> gpd.GeoDataFrame:
    """Return one facility of each of the six categories; the clinic is at the far east end."""
    places = (
        ("shopping", "菜市场", 100, 100),
        ("services", "理发店", 100, 200),
        ("medical", "社区卫生服务站", 400, 100),
        ("dining", "社区食堂", 200, 100),
        ("education", "小学", 300, 0),
        ("culture", "图书室", 300, 200),
    )
    rows = [
        {
            "code": f"F-{n:02d}",
            "name": f"微型{subtype}",
            "category": category,
            "subtype": subtype,
            "confirmation": "unconfirmed" if category == "culture" else "open",
            "capacity": None,
        }
        for n, (category, subtype, _, _) in enumerate(places, start=1)
    ]
    return _frame(rows, [point(x_m, y_m) for *_, x_m, y_m in places])


def _communities() -> gpd.GeoDataFrame:
    rows = [
        {"code": JIA, "name": "甲社区", "kind": "community", "subdistrict_code": SUBDISTRICT},
        {"code": YI, "name": "乙社区", "kind": "community", "subdistrict_code": SUBDISTRICT},
    ]
    return _frame(rows, [rectangle(0, 0, 200, 200), rectangle(200, 0, 400, 200)])


def _estates() -> gpd.GeoDataFrame:
    def estate(code: str, name: str, community: str, kind: str, company: str | None) -> dict[str, object]:
        return {
            "code": code,
            "name": name,
            "community_code": community,
            "kind": kind,
            "is_old": kind == "老旧",
            "is_walled": code == WALLED_ESTATE,
            "built_year": 1992 if kind == "老旧" else 2012,
            "property_company": company,
            "has_owners_committee": kind != "老旧",
        }

    rows = [
        estate(NORTH_ESTATE, "北苑", JIA, "商品房", "微型物业"),
        estate(WALLED_ESTATE, "围院", JIA, "商品房", "微型物业"),
        estate(OLD_ESTATE, "旧坊", YI, "老旧", None),
    ]
    return _frame(rows, [rectangle(4, 104, 196, 196), rectangle(4, 4, 196, 96), rectangle(204, 4, 396, 96)])


def _parts() -> pd.DataFrame:
    rows = [
        {
            "code": f"{building.code}-{stairwell}",
            "building_code": building.code,
            "stairwell": stairwell,
            "floor_from": 1,
            "floor_to": building.storeys,
            "households": building.households // 2,
        }
        for building in buildings().itertuples()
        for stairwell in (1, 2)
    ]
    return pd.DataFrame(rows)


def _gates() -> gpd.GeoDataFrame:
    row = {
        "code": GATE,
        "name": "北门",
        "estate_code": WALLED_ESTATE,
        "is_open": True,
        "opens": None,
        "closes": None,
    }
    return _frame([row], [point(60, 96)])


def _barriers() -> gpd.GeoDataFrame:
    wall = line((58, 96), (4, 96), (4, 4), (196, 4), (196, 96), (62, 96))
    return _frame([{"code": "R-01", "name": "围院围墙", "kind": "wall"}], [wall])


def _service_points() -> gpd.GeoDataFrame:
    rows = [
        {
            "code": f"D-{n:02d}",
            "name": name,
            "level": level,
            "community_code": community,
            "floor_area_m2": area_m2,
            "rooms": "活动室;阅览室",
            "services": services,
            "hours": "09:00-17:30",
            "capacity": 40,
        }
        for n, (name, level, community, area_m2, services) in enumerate(
            (
                ("微型街道党群服务中心", "subdistrict", JIA, 800.0, "政务代办;社区食堂"),
                ("甲社区党群服务站", "community", JIA, 240.0, "政务代办;心灵驿站"),
                ("乙社区党群服务站", "community", YI, 260.0, "政务代办;社区学校"),
            ),
            start=1,
        )
    ]
    return _frame(rows, [point(200, 110), point(20, 100), point(380, 100)])


def _micro_grid_parts() -> pd.DataFrame:
    parts = _parts()
    grid_of = grid_buildings().set_index("building_code")["grid_code"].dropna()
    parts = parts[parts["building_code"].isin(grid_of.index)]
    grid_codes = parts["building_code"].map(grid_of)
    return pd.DataFrame(
        {
            "part_code": parts["code"].to_numpy(),
            "micro_grid_code": (grid_codes + "-" + parts["building_code"]).to_numpy(),
            "grid_code": grid_codes.to_numpy(),
        }
    )


def _frame(rows: list[dict[str, object]], shapes: list[BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")
