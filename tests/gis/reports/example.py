"""The tiny world's service circle, reckoned on paper: what the reports' tests print.

Seconds are set by hand, by block (see ``tests.worked.tiny``): 北苑 360 households, 围院 480, 乙's north block 470,
旧坊 300. Shopping: 200 s, 500 s, 800 s, and beyond 15 minutes for 旧坊. Medical: uncertain for 北苑, unreachable
for 围院, 300 s and 900 s (exactly the tier) for the others. The other categories are reached by all in 240 s.
"""

from datetime import UTC, datetime
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.model.bands import CommunityBands
from gis.model.categories import CATEGORY_CHINESE, SIX_CATEGORIES, Category
from gis.model.units import UnitKind
from gis.reports.circle import circle_document
from gis.reports.document import Document
from gis.reports.findings import BaseLayers, CircleFindings, Method, RegisterFindings
from gis.space.layers import Layer
from tests.worked import tiny

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TIERS = (5, 10, 15)
HOSTILE = '=1+1<script>alert("x")</script>\x00\x1b[31m\u202e🏥' + "很长" * 60

_SECONDS = {
    Category.SHOPPING: (200.0, 500.0, 800.0, 1000.0),
    Category.MEDICAL: (1200.0, np.nan, 300.0, 900.0),
}
_STATUS = {
    Category.SHOPPING: ("covered", "covered", "covered", "uncovered"),
    Category.MEDICAL: ("uncertain", "unreachable", "covered", "covered"),
}


def findings(*, hostile: bool = False) -> CircleFindings:
    """Return the sub-district's findings; with ``hostile`` its names try to break every format."""
    layers = tiny.layers()
    buildings = _answered(layers[Layer.BUILDINGS])
    communities, estates = layers[Layer.COMMUNITIES], layers[Layer.ESTATES]
    if hostile:
        communities = communities.assign(name=[HOSTILE, "乙社区"])
        estates = estates.assign(name=[HOSTILE, "@SUM(A1)", "+旧坊"])
    units = pd.concat(
        _counted(buildings, kind, column, codes)
        for kind, column, codes in (
            ("community", "community_code", communities["code"]),
            ("estate", "estate_code", estates["code"]),
        )
    )
    return CircleFindings(
        place_kind=UnitKind.SUBDISTRICT,
        place_code=tiny.SUBDISTRICT,
        place_name=HOSTILE if hostile else "微型街道",
        buildings=buildings,
        totals=_totals(buildings),
        units=units,
        gaps=_gaps(HOSTILE if hostile else "旧坊"),
        facilities=_facilities(layers[Layer.FACILITIES]),
        unreachable=pd.DataFrame(
            {
                "kind": ["building"],
                "code": ["B07"],
                "households": [80],
                "reason": ["no_gate"],
                "distance_m": [12.0],
            }
        ),
        communities=communities,
        estates=estates,
        base=BaseLayers(layers[Layer.STREETS], layers[Layer.WATER], layers[Layer.GREEN]),
        method=Method(
            edition="第1版（微型街道生成数据）",
            edition_date="2026-11-20",
            is_demo=True,
            template="六类便民设施（第1版）",
            template_source="示例来源",
            template_certainty="已核对原文",
            profile="成年人，1.2 米/秒",
            profile_source="示例步速来源",
            version="0.1.0",
            households_kind="常住户",
            households_in=tiny.HOUSEHOLDS_TOTAL,
            households_out=int(buildings["households"].sum()),
            households_estimated=0,
            parameters=(("接入距离上限", "150 米"), ("H3 分辨率", "10")),
        ),
    )


def _answered(buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    block = np.repeat(np.arange(4), 6)
    answered = buildings.copy()
    complete = np.ones(len(answered), dtype=bool)
    for item in SIX_CATEGORIES:
        answered[f"{item}_seconds"] = np.asarray(_SECONDS.get(item, (240.0,) * 4))[block]
        answered[f"{item}_status"] = np.asarray(_STATUS.get(item, ("covered",) * 4))[block]
        complete &= (answered[f"{item}_status"] == "covered").to_numpy()
    answered["all_six"] = complete
    return answered


def _totals(buildings: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for item in SIX_CATEGORIES:
        for minutes in TIERS:
            seconds, status = buildings[f"{item}_seconds"], buildings[f"{item}_status"]
            covered = (seconds <= 60 * minutes) & ~status.isin(["uncertain", "unreachable"])
            uncertain, unreachable = (~covered & (status == kind) for kind in ("uncertain", "unreachable"))
            uncovered = ~(covered | uncertain | unreachable)
            kinds = {
                "covered": covered,
                "uncovered": uncovered,
                "uncertain": uncertain,
                "unreachable": unreachable,
            }
            rows.append(
                {
                    "item": str(item),
                    "item_chinese": CATEGORY_CHINESE[item],
                    "category": str(item),
                    "minutes": minutes,
                    "households": int(buildings["households"].sum()),
                    **{
                        f"{kind}_households": int(buildings.loc[of, "households"].sum())
                        for kind, of in kinds.items()
                    },
                }
            )
    return pd.DataFrame(rows)


def _counted(buildings: pd.DataFrame, kind: str, column: str, codes: pd.Series) -> pd.DataFrame:
    return pd.concat(
        _totals(buildings[buildings[column] == code]).assign(unit_kind=kind, unit_code=code) for code in codes
    )


def _gaps(name: str) -> pd.DataFrame:
    row = {
        "unit_kind": "estate",
        "unit_code": tiny.OLD_ESTATE,
        "unit_name": name,
        "community_code": tiny.YI,
        "item": "shopping",
        "item_chinese": "购物",
        "category": "shopping",
        "minutes": 15,
        "households": 300,
        "households_lacking": 300,
        "nearest_seconds": 1000.0,
        "nearest_name": "微型菜市场",
        "remedy_text": "在旧坊南侧增设一处购物设施，可补齐 300 户",
        "responsible_unit": "乙社区居民委员会",
        "department": "商务部门",
    }
    return pd.DataFrame([row])


def _facilities(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return facilities.assign(item=facilities["category"], used=True, reason="", access_m=5.0)


def register() -> RegisterFindings:
    """Return the tiny world's four grids in force; 120 households are in none."""
    layers = tiny.layers()
    return RegisterFindings(
        place_name="微型街道",
        plan_name="现行方案",
        plan_state="执行中",
        grids=layers[Layer.GRIDS].assign(
            leader=["负责人 001", "", None, "负责人 004"], residents=1000, buildings=6
        ),
        communities=layers[Layer.COMMUNITIES],
        bands=CommunityBands(),
        base=BaseLayers(layers[Layer.STREETS], layers[Layer.WATER], layers[Layer.GREEN]),
        is_demo=True,
        edition="第1版",
        edition_date="2026-11-20",
        version="0.1.0",
        households_in=tiny.HOUSEHOLDS_TOTAL,
        households_unassigned=120,
    )


@cache
def report() -> Document:
    """Return the sub-district's report, built once for all tests."""
    return circle_document(findings(), made_at=MADE_AT)


@cache
def hostile_report() -> Document:
    """Return the report whose names try to break every format."""
    return circle_document(findings(hostile=True), made_at=MADE_AT)
