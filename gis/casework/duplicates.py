"""Find open cases nearby that may be about the same thing."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from gis.casework.categories import CaseCategory
from gis.casework.states import ENDED
from gis.space.measure import box_around, distances_m


@dataclass(frozen=True, slots=True)
class NearCase:
    """An open case of the same category nearby."""

    case_id: int
    number: str
    title: str
    distance_m: float


def search_box(lon: float, lat: float, category: CaseCategory) -> tuple[float, float, float, float]:
    """Give the box (west, south, east, north) that holds every possible duplicate."""
    return box_around(lon, lat, category.duplicate_radius_m)


def find_duplicates(
    cases: gpd.GeoDataFrame, lon: float, lat: float, category: CaseCategory
) -> list[NearCase]:
    """Choose open cases of the category within its radius, the nearest first.

    Parameters
    ----------
    cases
        case_id, number, title, category, state, geometry (points in EPSG:4326; None: has no place).
    lon, lat
        Where the new one is.
    category
        Exactly at ``duplicate_radius_m`` is near enough; a radius of 0 offers none.
    """
    if category.duplicate_radius_m <= 0 or cases.empty:
        return []
    alike = cases[
        (cases["category"] == category.code)
        & ~cases["state"].isin([state.value for state in ENDED])
        & cases.geometry.notna()
    ]
    if alike.empty:
        return []
    apart_m = distances_m(alike.geometry.x.to_numpy(), alike.geometry.y.to_numpy(), lon, lat)
    order = [int(i) for i in np.argsort(apart_m, kind="stable") if apart_m[i] <= category.duplicate_radius_m]
    rows = alike.iloc[order]
    found = zip(rows["case_id"], rows["number"], rows["title"], apart_m[order], strict=True)
    return [NearCase(int(case_id), str(number), str(title), float(m)) for case_id, number, title, m in found]
