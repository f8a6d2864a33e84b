"""Check, build, project and search: from frames to a ``CoverageModel``."""

from datetime import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.coverage.cells import check_resolution
from gis.coverage.inputs import check_buildings, check_facilities, places_of
from gis.coverage.model import (
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
from gis.network.network import Ints, Network
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
    watch, standard, walker = Stopwatch(), read_template(template), profile_of(profile)
    check_resolution(resolution)
    _check_access(max_access_m)
    homes = check_buildings(buildings, households)
    places, faults = check_facilities(facilities, category_field)
    watch.lap("check")
    built = _network(network, estates, gates, barriers, at_time, elevation, progress)
    watch.lap("network")
    progress("投影楼栋与设施", 0, 2)
    walks = time_walks(built, walker)
    lon, lat = places_of(np.asarray(homes.geometry.array, dtype=object))
    home_places, home_doors = attach(built, walks.timing, lon, lat, max_access_m)
    there = places_of(np.asarray(places.geometry.array, dtype=object))
    facility_places, facility_doors = attach(built, walks.timing, *there, max_access_m)
    watch.lap("project")
    progress("计算步行时间", 1, 2)
    items, members, absent = _asked(standard, places)
    horizon_s = min(max(2 * standard.widest_minutes * 60.0, SHORTEST_HORIZON_S), LONGEST_S)
    labels = search_items(walks.against, home_doors, facility_doors, members, horizon_s)
    watch.lap("search")
    progress("计算步行时间", 2, 2)
    return CoverageModel(
        network=built,
        profile=walker,
        template=standard,
        timing=walks.timing,
        against=walks.against,
        along=walks.along,
        buildings=homes,
        facilities=places,
        home_places=home_places,
        facility_places=facility_places,
        homes=home_doors,
        facility_doors=facility_doors,
        items=items,
        members=members,
        node_labels=labels[0],
        home_labels=labels[1],
        horizon_s=horizon_s,
        border_m=border_distances(built, lon, lat, extent),
        max_access_m=max_access_m,
        resolution=resolution,
        communities=communities,
        estates=estates if estates is not None else built.estates,
        grid_of_building=_grids(grids),
        problems=(*built.problems, *faults, *absent),
        seconds=watch.seconds,
    )


def _check_access(max_access_m: float) -> None:
    if not 0 < max_access_m <= 2000:
        raise InputError(
            f"max_access_m {max_access_m}",
            chinese=f"到道路的最大距离应在 0 到 2000 米之间，给出的是 {max_access_m}",
            code="access_invalid",
            value=str(max_access_m),
        )


def _network(
    network: gpd.GeoDataFrame | Network,
    estates: gpd.GeoDataFrame | None,
    gates: gpd.GeoDataFrame | None,
    barriers: gpd.GeoDataFrame | None,
    at_time: time | None,
    elevation: Raster | None,
    progress: Progress,
) -> Network:
    """Build from streets; build anew where a network comes with other walls or gates."""
    if not isinstance(network, Network):
        return build_network(
            network,
            estates=estates,
            gates=gates,
            barriers=barriers,
            at_time=at_time,
            elevation=elevation,
            progress=progress,
        )
    given = (estates, gates, barriers, at_time, elevation)
    if all(value is None for value in given) or network.streets is None:
        return network
    return build_network(
        network.streets,
        estates=network.estates if estates is None else estates,
        gates=gates,
        barriers=network.barriers if barriers is None else barriers,
        at_time=at_time,
        elevation=elevation,
        progress=progress,
    )


def _asked(
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
