"""Where new sites may be: given places or every street corner, and how far homes walk to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.inputs import places_of, require_frame
from gis.coverage.model import CoverageModel, attach
from gis.network.doors import Doors
from gis.network.engine import nearest_labels
from gis.network.nearest import door_labels, facilities_on_edges
from gis.network.network import OUTSIDE, Floats, Network
from gis.network.weights import to_seconds
from gis.space.crs import frame_to_wgs84


def corners(network: Network) -> gpd.GeoDataFrame:
    """Every street corner: nodes outside walled estates where three or more pieces of street meet."""
    edges = network.edges
    open_street = np.flatnonzero((edges.street >= 0) & edges.on_ground & (edges.zone == OUTSIDE))
    ends = np.concatenate([edges.start[open_street], edges.end[open_street]])
    nodes = np.flatnonzero(np.bincount(ends, minlength=network.node_count) >= 3)
    lon, lat = network.plane.unproject(network.node_x_m[nodes], network.node_y_m[nodes])
    codes = [f"corner-{number}" for number in range(1, len(nodes) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


def places_given(places: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Candidates of plain values: code, lon and lat (WGS-84)."""
    points = gpd.points_from_xy([place["lon"] for place in places], [place["lat"] for place in places])
    codes = [str(place["code"]) for place in places]
    return gpd.GeoDataFrame({"code": codes}, geometry=points, crs="EPSG:4326")


def given_places(candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Candidates in EPSG:4326, with a code each; numbered where they have none."""
    require_frame(candidates, "candidates", "候选点")
    checked = frame_to_wgs84(candidates).reset_index(drop=True)
    numbered = pd.Series([f"candidate-{number}" for number in range(1, len(checked) + 1)], dtype=object)
    codes = checked["code"].astype(str) if "code" in checked else numbered
    return gpd.GeoDataFrame({"code": codes}, geometry=checked.geometry, crs="EPSG:4326")


def candidate_doors(model: CoverageModel, candidates: gpd.GeoDataFrame) -> Doors:
    """Where candidates meet the network; one that is too far from any street reaches nobody."""
    lon, lat = places_of(np.asarray(candidates.geometry.array, dtype=object))
    return attach(model.network, model.walks.timing, lon, lat, model.asked.max_access_m)[1]


def walks_to(model: CoverageModel, door: Doors, minutes: int) -> Floats:
    """Walking seconds of every home to one place; NaN beyond the tier."""
    number = np.zeros(1, dtype=np.int64)
    labels = nearest_labels(model.walks.arcs.against, door.labels(number), limit_s=minutes * 60)
    there = facilities_on_edges(door, number)
    return to_seconds(door_labels(model.homes, labels, there, limit_s=minutes * 60))
