"""What the map's header says: totals, and the grids and homes that wait to be put right (待调整)."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.model.bands import SAME_EVERYWHERE, CommunityBands
from gis.model.units import GridKind
from gis.space.layers import Layer


def _where(rows: gpd.GeoDataFrame) -> tuple[float, float]:
    """(lon, lat) inside the rows' shapes taken together."""
    place = rows.geometry.union_all().representative_point()
    return round(place.x, 6), round(place.y, 6)


def out_of_band(grids: gpd.GeoDataFrame, *, bands: CommunityBands = SAME_EVERYWHERE) -> list[dict[str, Any]]:
    """List residential grids whose households lie outside the band, farthest out first.

    Parameters
    ----------
    grids
        Frame of ``Layer.GRIDS`` with ``unit_id``.
    bands
        Bounds, both inside, by community.
    """
    found = []
    for position, grid in enumerate(grids.to_dict("records")):
        households, band = int(grid["households"]), bands.of_code(str(grid["community_code"]))
        if grid.get("kind") == GridKind.DEDICATED or band.holds(households):
            continue
        lon, lat = _where(grids.iloc[[position]])
        found.append(
            {
                "kind": "out_of_band",
                "name": grid["name"],
                "grid_id": int(grid["unit_id"]),
                "community_code": grid["community_code"],
                "households": households,
                "min_households": band.min_households,
                "max_households": band.max_households,
                "building_count": None,
                "lon": lon,
                "lat": lat,
            }
        )
    return sorted(
        found,
        key=lambda item: (
            -max(item["households"] - item["max_households"], item["min_households"] - item["households"])
        ),
    )


def in_no_grid(
    buildings: gpd.GeoDataFrame, grid_buildings: pd.DataFrame, estates: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    """List homes that are in no grid, gathered by estate, most households first.

    Parameters
    ----------
    buildings, estates
        Frames of their layers.
    grid_buildings
        ``building_code``, ``grid_code``; a building without a row, or with an empty grid, is in none.
    """
    placed = set(grid_buildings.dropna(subset=["grid_code"])["building_code"])
    homeless = buildings[~buildings["code"].isin(placed) & (buildings["households"] > 0)]
    names = estates.set_index("code")["name"]
    found = []
    for (community_code, estate_code), rows in homeless.groupby(
        ["community_code", "estate_code"], dropna=False
    ):
        lon, lat = _where(rows)
        found.append(
            {
                "kind": "unassigned",
                "name": names.get(estate_code, "零散楼栋"),
                "grid_id": None,
                "community_code": community_code,
                "households": int(rows["households"].sum()),
                "building_count": len(rows),
                "lon": lon,
                "lat": lat,
            }
        )
    return sorted(found, key=lambda item: -item["households"])


def totals(
    *,
    communities: gpd.GeoDataFrame,
    estates: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    grids: gpd.GeoDataFrame,
) -> dict[str, int]:
    """Count what the header shows; households and residents are those of all buildings, in a grid or not."""
    residents = int(buildings["residents"].fillna(0).sum()) if "residents" in buildings.columns else 0
    return {
        "communities": len(communities),
        "estates": len(estates),
        "buildings": len(buildings),
        "grids": len(grids),
        "households": int(buildings["households"].sum()),
        "residents": residents,
    }


def summarise(
    frames: Mapping[Layer, gpd.GeoDataFrame], *, bands: CommunityBands = SAME_EVERYWHERE
) -> dict[str, Any]:
    """Put ``totals`` and ``attention`` together.

    Parameters
    ----------
    frames
        Frames of communities, estates, buildings, grids and grid_buildings.
    bands
        Bounds of a grid's households, by community.
    """
    grids, buildings, estates = frames[Layer.GRIDS], frames[Layer.BUILDINGS], frames[Layer.ESTATES]
    communities = frames[Layer.COMMUNITIES]
    attention = [
        *out_of_band(grids, bands=bands),
        *in_no_grid(buildings, frames[Layer.GRID_BUILDINGS], estates),
    ]
    names = communities.set_index("code")["name"]
    for item in attention:
        item["community_name"] = names.get(item.pop("community_code"), "")
    return {
        "totals": totals(communities=communities, estates=estates, buildings=buildings, grids=grids),
        "attention": attention,
    }
