"""Check, build, project and search: from frames to a ``CoverageModel``."""

from dataclasses import fields, replace
from datetime import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.coverage.cells import check_resolution
from gis.coverage.inputs import check_buildings, check_facilities, places_of
from gis.coverage.model import (
    Asked,
    CoverageModel,
    Stopwatch,
    attach,
    border_distances,
    item_members,
    search_items,
    time_walks,
)
from gis.coverage.templates import Item, Template, read_template
from gis.errors import InputError
from gis.model.problems import Problem, Severity
from gis.model.progress import Progress, silent
from gis.network.attach import MAX_ACCESS_M
from gis.network.build import build_network
from gis.network.elevation import Raster
from gis.network.network import Ints, Network, Sources
from gis.network.profiles import Profile, profile_of
from gis.network.weights import LONGEST_S

SHORTEST_HORIZON_S = 1800.0


def prepare(
    network: gpd.GeoDataFrame | Network,
    buildings: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    households: str = "households",
    template: str | Path | Template = "six_categories",
    profile: str | Profile = "adult",
    category_field: str = "category",
    estates: gpd.GeoDataFrame | None = None,
    gates: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    communities: gpd.GeoDataFrame | None = None,
    grids: pd.DataFrame | None = None,
    extent: BaseGeometry | None = None,
    at_time: time | None = None,
    elevation: Raster | None = None,
    resolution: int = 10,
    max_access_m: float = MAX_ACCESS_M,
    progress: Progress = silent,
) -> CoverageModel:
    """Project homes and facilities onto the network and search every item once.

    Parameters
    ----------
    network
        Streets, or a network already built (then ``estates``, ``gates``, ``barriers``, ``at_time`` and
        ``elevation`` are those it was built with, unless given here, which builds it anew).
    buildings, facilities
        Frames with any CRS they declare.
    households
        Column of whole numbers.
    template, profile
        See ``templates`` and ``gis.network.profiles``.
    category_field
        Column of the facilities' category.
    communities, grids
        Names of communities; building_code and grid_code.
    extent
        Area (EPSG:4326) within which streets and facilities are complete.
    max_access_m
        Homes and facilities farther than this from every street are listed, not attached.

    Raises
    ------
    InputError
        Any fault of the input, naming layer, row and column.
    """
    watch = Stopwatch()
    asked = Asked(
        read_template(template),
        profile_of(profile),
        _check_access(max_access_m),
        check_resolution(resolution),
    )
    asked = replace(asked, extent=extent, communities=communities, estates=estates)
    asked = replace(asked, grid_of_building=_grids(grids))
    homes = check_buildings(buildings, households)
    there, faults = check_facilities(facilities, category_field)
    watch.lap("check")
    walls = {"estates": estates, "gates": gates, "barriers": barriers}
    given = {**walls, "at_time": at_time, "elevation": elevation}
    built = _network(network, given, progress)
    watch.lap("network")
    model = survey(built, homes, there, asked, watch=watch, progress=progress)
    return replace(model, problems=(*model.problems, *faults))


def survey(
    network: Network,
    buildings: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    asked: Asked,
    *,
    watch: Stopwatch | None = None,
    progress: Progress = silent,
) -> CoverageModel:
    """Project checked homes and facilities onto a network, and search every item."""
    watch = watch or Stopwatch()
    progress("投影与计算步行时间", 0, 0)
    walks = time_walks(network, asked.profile)
    here, there = (
        places_of(np.asarray(frame.geometry.array, dtype=object)) for frame in (buildings, facilities)
    )
    home_places, homes = attach(network, walks.timing, *here, asked.max_access_m)
    facility_places, doors = attach(network, walks.timing, *there, asked.max_access_m)
    watch.lap("project")
    items, members, absent = _items(asked.template, facilities)
    labels = search_items(walks.arcs.against, homes, doors, members, horizon_of(asked.template))
    watch.lap("search")
    return CoverageModel(
        network=network,
        walks=walks,
        asked=asked,
        buildings=buildings,
        facilities=facilities,
        home_places=home_places,
        facility_places=facility_places,
        homes=homes,
        facility_doors=doors,
        items=items,
        members=members,
        node_labels=labels[0],
        home_labels=labels[1],
        horizon_s=horizon_of(asked.template),
        border_m=border_distances(network, *here, asked.extent),
        problems=(*network.problems, *absent),
        seconds=watch.seconds,
    )


def horizon_of(template: Template) -> float:
    """How far walks are looked for: twice the widest tier, at least 30 minutes, at most an hour."""
    return min(max(2 * template.widest_minutes * 60.0, SHORTEST_HORIZON_S), LONGEST_S)


def _check_access(max_access_m: float) -> float:
    if not 0 < max_access_m <= 2000:
        raise InputError(
            f"max_access_m {max_access_m}",
            chinese=f"到道路的最大距离应在 0 到 2000 米之间，给出的是 {max_access_m}",
            code="access_invalid",
            value=str(max_access_m),
        )
    return float(max_access_m)


def _network(network: gpd.GeoDataFrame | Network, given: dict[str, Any], progress: Progress) -> Network:
    """Build from streets; build anew where a network comes with other walls or gates."""
    if not isinstance(network, Network):
        return build_network(network, **given, progress=progress)
    changed = {name: value for name, value in given.items() if value is not None}
    return rebuild_network(network, progress=progress, **changed) if changed else network


def rebuild_network(network: Network, *, progress: Progress = silent, **changed: Any) -> Network:
    """Build a network anew from its own sources, some of them changed."""
    if network.sources is None:
        raise InputError(
            "the network does not carry its sources",
            chinese="该路网不含原始图层，无法改变围墙、出入口或道路",
            code="network_without_sources",
        )
    return build_network(progress=progress, **{**sources_of(network.sources), **changed})


def sources_of(sources: Sources) -> dict[str, Any]:
    """Parameters of ``build_network``."""
    given = {field.name: getattr(sources, field.name) for field in fields(sources) if field.name != "paths"}
    if sources.paths:
        given["streets"] = pd.concat([sources.streets, *sources.paths], ignore_index=True)
    return given


def _items(
    template: Template, facilities: gpd.GeoDataFrame
) -> tuple[tuple[Item, ...], tuple[Ints, ...], list[Problem]]:
    """Items with their facilities; an optional one without any is left out, another is reported."""
    members = item_members(template.items, facilities)
    kept = [n for n, item in enumerate(template.items) if len(members[n]) or not item.is_optional]
    items = tuple(template.items[n] for n in kept)
    absent = [
        Problem(
            "item_without_facility",
            f"没有任何“{item.chinese}”设施，全部按未覆盖计",
            "核对设施图层与类别对照表",
            Severity.NOTED,
            layer="facilities",
            value=item.key,
        )
        for item, n in zip(items, kept, strict=True)
        if not len(members[n])
    ]
    return items, tuple(members[n] for n in kept), absent


def _grids(grids: pd.DataFrame | None) -> "pd.Series[str] | None":
    if grids is None or not {"building_code", "grid_code"} <= set(grids.columns):
        return None
    pairs = grids.dropna(subset=["building_code"]).drop_duplicates("building_code")
    return pairs.set_index(pairs["building_code"].astype(str))["grid_code"]
