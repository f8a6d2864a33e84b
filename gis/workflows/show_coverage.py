"""Put a prepared service circle into rows that people look at: totals, homes, gates, the ledger, ways."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.answer import records
from gis.coverage.cells import check_resolution, roll_up
from gis.coverage.nearby import HomeRoute, near_estate, route_of
from gis.coverage.templates import Template
from gis.errors import InputError
from gis.network.profiles import PROFILES
from gis.reports.findings import estimated_households
from gis.reports.place_names import in_words, place_names
from gis.space.layers import Layer
from gis.workflows.explore_coverage import Explored

Rows = tuple[gpd.GeoDataFrame, list[str]]

KINDS = ("covered", "uncovered", "uncertain", "unreachable")
_TOTAL = ["item", "minutes", "households", *(f"{kind}_households" for kind in KINDS)]


def opening(explored: Explored, templates: Sequence[Template]) -> dict[str, Any]:
    """Say what is measured, with which tiers, on which data, and the totals.

    Parameters
    ----------
    templates
        Those one may choose from (``gis.workflows.coverage_standards.templates_of``).
    """
    model, answer, world = explored.model, explored.answer, explored.world
    return {
        "place": {"code": world.subdistrict.code, "name": world.subdistrict.name},
        "edition": world.edition,
        "edition_date": world.edition_date,
        "template": _named(model.template),
        "templates": [_named(template) for template in templates],
        "profile": _named(model.profile),
        "profiles": [_named(profile) for profile in PROFILES.values()],
        "items": [
            {
                "item": item.key,
                "chinese": item.chinese,
                "category": item.category,
                "minutes": list(item.minutes),
            }
            for item in model.items
        ],
        "totals": total_rows(answer.totals),
        "households": answer.households_out,
        "households_estimated": estimated_households(answer.buildings),
        "all_six_households": answer.all_six_households,
        "unconfirmed_facilities": answer.unconfirmed_facilities,
    }


def _named(thing: Any) -> dict[str, str]:
    return {"name": thing.name, "chinese": thing.chinese, "source": thing.source}


def total_rows(totals: pd.DataFrame) -> list[dict[str, Any]]:
    """Totals as plain values; the four kinds add up to ``households``."""
    return records(totals[_TOTAL])


def unit_totals(
    explored: Explored, kind: str, *, item: str | None = None, minutes: int | None = None
) -> list[dict[str, Any]]:
    """Totals of each community, estate or grid, with its name; buildings that belong to none are under "".

    Parameters
    ----------
    item, minutes
        Only these; every item and tier where not given.
    """
    units = explored.answer.units
    layer = {"community": Layer.COMMUNITIES, "estate": Layer.ESTATES, "grid": Layer.GRIDS}[kind]
    named = explored.world.layers[layer]
    names = dict(zip(named["code"].astype(str), named["name"].astype(str), strict=True))
    kept = units["unit_kind"] == kind
    for column, wanted in (("item", item), ("minutes", minutes)):
        if wanted is not None:
            kept &= units[column] == wanted
    rows = records(units.loc[kept, ["unit_kind", "unit_code", *_TOTAL]])
    return [{**row, "unit_name": names.get(row["unit_code"], row["unit_code"])} for row in rows]


def rounded_up(seconds: "pd.Series[float]") -> "pd.Series[float]":
    """Seconds to hundredths, never shorter than they are; NaN stays."""
    return pd.Series(np.ceil(seconds.to_numpy(dtype=float) * 100) / 100, index=seconds.index)


def building_rows(explored: Explored) -> Rows:
    """Buildings with homes: households, and per item seconds, status and the facility's name."""
    buildings = explored.answer.buildings
    homes = buildings[buildings["households"] > 0].copy()
    facilities = explored.model.facilities
    names = dict(zip(facilities["code"], facilities["name"], strict=True))
    homes["estate_name"] = homes["estate_code"].map(_estate_names(explored)).fillna("")
    grids = explored.model.asked.grid_of_building
    homes["grid_code"] = "" if grids is None else homes["code"].map(grids).fillna("")
    columns = [
        "code",
        "name",
        "community_code",
        "estate_code",
        "estate_name",
        "grid_code",
        "households",
        "reason",
        "all_six",
    ]
    for item in explored.model.items:
        homes[f"{item.key}_seconds"] = rounded_up(homes[f"{item.key}_seconds"])
        homes[f"{item.key}_facility"] = homes[f"{item.key}_facility"].map(names)
        columns += [f"{item.key}_{part}" for part in ("seconds", "status", "facility")]
    return homes, columns


def _estate_names(explored: Explored) -> dict[str, str]:
    estates = explored.world.layers[Layer.ESTATES]
    return dict(zip(estates["code"].astype(str), estates["name"].astype(str), strict=True))


def cell_rows(explored: Explored, item: str, resolution: int | None = None) -> Rows:
    """H3 cells of one item, with hexadecimal ids; rolled up to parents where a coarser resolution is asked for.

    Raises
    ------
    InputError
        ``item_unknown``; ``resolution_invalid`` where it is outside 8-11.
    """
    check_item(explored, item)
    cells = explored.answer.cells
    if resolution is not None:
        cells = roll_up(cells, check_resolution(resolution))
    shown = cells[["h3", "households", "geometry"]].assign(
        seconds=rounded_up(cells[f"{item}_seconds"]), covered_households=cells[f"{item}_covered_households"]
    )
    return shown, ["h3", "households", "seconds", "covered_households"]


def check_item(explored: Explored, item: str) -> None:
    """Refuse an item that the template does not measure.

    Raises
    ------
    InputError
        ``item_unknown``.
    """
    known = [each.key for each in explored.model.items]
    if item not in known:
        raise InputError(
            f"no item {item!r}",
            chinese=f"模板中没有类别“{item[:40]}”；可选：{'、'.join(known)}",
            code="item_unknown",
            value=item[:80],
        )


def facility_rows(explored: Explored) -> Rows:
    """Facilities with the items they count for, whom they are nearest to, and what their community said.

    ``id`` names what a community can confirm; party service points have none.
    """
    rows = explored.answer.facilities.rename(columns={"items": "item"})
    rows = rows[~rows.geometry.isna()]
    columns = ["code", "name", "category", "subtype", "item", "used", "reason", "confirmation"]
    return rows, [*columns, "capacity", "nearest_households"]


def gate_rows(explored: Explored) -> Rows:
    """Gates, with their estates' names."""
    gates = explored.world.layers[Layer.GATES]
    named = gates.assign(estate_name=gates["estate_code"].map(_estate_names(explored)))
    return named, ["code", "name", "estate_code", "estate_name", "is_open", "opens", "closes"]


def gap_rows(explored: Explored, item: str | None = None) -> list[dict[str, Any]]:
    """Ledger rows of one item, or of all, with community names and where to look."""
    if item is not None:
        check_item(explored, item)
    gaps = explored.answer.gaps
    gaps = gaps if item is None else gaps[gaps["item"] == item]
    communities = explored.world.layers[Layer.COMMUNITIES]
    names = dict(zip(communities["code"].astype(str), communities["name"].astype(str), strict=True))
    rows = records(pd.DataFrame(gaps.drop(columns="geometry")))
    layers = explored.world.layers
    places = place_names(explored.answer.buildings, layers[Layer.ESTATES], layers[Layer.GATES])
    for row, place in zip(rows, gaps.geometry, strict=True):
        row["community_name"] = names.get(str(row["community_code"]), "")
        row["remedy_text"] = in_words(str(row["remedy_text"]), places)
        row["lon"], row["lat"] = round(place.x, 6), round(place.y, 6)
    return rows


def route(explored: Explored, building: str, item: str) -> dict[str, Any]:
    """Walk from a building to its nearest facility of an item.

    Raises
    ------
    NotFound
        ``building_unknown``; ``facility_out_of_reach`` where nothing can be walked to within the horizon.
    InputError
        ``item_unknown``.
    """
    check_item(explored, item)
    return told_route(route_of(explored.model, building, item))


def told_route(found: HomeRoute) -> dict[str, Any]:
    """A way as plain values."""
    return {
        "seconds": found.route.seconds,
        "length_m": found.route.length_m,
        "facility_code": found.facility_code,
        "facility_name": found.facility_name,
        "line": found.route.geometry.__geo_interface__,
    }


def estate_card(explored: Explored, code: str) -> dict[str, Any]:
    """List what is near an estate, for printing: its name, households, and one row per item.

    Raises
    ------
    NotFound
        ``estate_unknown``.
    """
    rows = near_estate(explored.model, code)
    return {
        "code": code,
        "name": _estate_names(explored).get(code, code),
        "place": explored.world.subdistrict.name,
        "edition": explored.world.edition,
        "edition_date": explored.world.edition_date,
        "profile": explored.model.profile.chinese,
        "households": int(rows["households"].iloc[0]),
        "rows": records(rows),
    }
