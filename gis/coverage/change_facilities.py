"""Add, move or close one facility in a model: only the labels it touches are searched again."""

from dataclasses import replace
from time import perf_counter

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from gis.coverage.changes import AddFacility, CloseFacility, MoveFacility
from gis.coverage.inputs import new_code
from gis.coverage.model import CoverageModel, attach, item_members
from gis.coverage.prepare import survey
from gis.errors import NotFound
from gis.network.attach import Attachments
from gis.network.change import add_sources, drop_sources
from gis.network.doors import Doors
from gis.network.engine import limit_label
from gis.network.nearest import door_labels
from gis.network.network import Ints
from gis.network.weights import Seeds


def add_facility(model: CoverageModel, change: AddFacility) -> tuple[CoverageModel, float]:
    """Give the model with one more facility, and the seconds its search took."""
    row = len(model.facilities)
    added = gpd.GeoDataFrame(
        {
            "code": [new_code(model.facilities["code"], "new")],
            "name": [change.name],
            "category": [change.category],
            "subtype": [change.subtype],
            "confirmation": ["unconfirmed"],
            "is_open": [True],
        },
        geometry=[Point(change.lon, change.lat)],
        crs="EPSG:4326",
    )
    facilities = pd.concat([model.facilities, added], ignore_index=True)
    places, door = _stand(model, change.lon, change.lat)
    changed = replace(
        model,
        facilities=facilities,
        facility_places=Attachments.join([model.facility_places, places]),
        facility_doors=Doors.join([model.facility_doors, door]),
    )
    if any(item not in model.items for item in model.template.items if item.category == change.category):
        return survey(
            changed.network, facilities=facilities, buildings=model.buildings, asked=model.asked
        ), 0.0
    return _search_again(model, changed, row)


def close_facility(model: CoverageModel, change: CloseFacility) -> tuple[CoverageModel, float]:
    """Give the model without one facility, and the seconds its search took."""
    row = facility_row(model, change.code)
    facilities = model.facilities.copy()
    facilities.loc[row, "is_open"] = False
    return _search_again(model, replace(model, facilities=facilities), row)


def move_facility(model: CoverageModel, change: MoveFacility) -> tuple[CoverageModel, float]:
    """Give the model with a facility elsewhere, and the seconds its search took."""
    row = facility_row(model, change.code)
    facilities = model.facilities.copy()
    facilities.loc[row, facilities.geometry.name] = Point(change.lon, change.lat)
    places, door = _stand(model, change.lon, change.lat)
    rows = np.arange(len(facilities))
    doors = model.facility_doors
    changed = replace(
        model,
        facilities=facilities,
        facility_places=Attachments.join(
            [model.facility_places.take(rows[:row]), places, model.facility_places.take(rows[row + 1 :])]
        ),
        facility_doors=Doors.join([doors.take(rows[:row]), door, doors.take(rows[row + 1 :])]),
    )
    return _search_again(model, changed, row)


def facility_row(model: CoverageModel, code: str) -> int:
    """Row of a facility; ``NotFound`` (``facility_unknown``)."""
    rows = np.flatnonzero(model.facilities["code"].to_numpy(object) == code)
    if not len(rows):
        raise NotFound(
            f"no facility {code}",
            chinese=f"没有编号为“{code[:40]}”的设施",
            code="facility_unknown",
            value=code,
        )
    return int(rows[0])


def _stand(model: CoverageModel, lon: float, lat: float) -> tuple[Attachments, Doors]:
    lons, lats = np.array([lon]), np.array([lat])
    return attach(model.network, model.walks.timing, lons, lats, model.asked.max_access_m)


def _search_again(before: CoverageModel, after: CoverageModel, row: int) -> tuple[CoverageModel, float]:
    """Take the facility of a row out of the labels as it was, and put it in as it is."""
    members = item_members(after.items, after.facilities)
    node_labels, home_labels = before.node_labels.copy(), before.home_labels.copy()
    after = replace(after, members=members, node_labels=node_labels, home_labels=home_labels)
    spent_s = 0.0
    for item, rows in enumerate(members):
        was, is_now = row in before.members[item], row in rows
        if not (was or is_now):
            continue
        since = perf_counter()
        if was:
            _take_out(before, after, item, row)
        if is_now:
            seeds = _seeds(after, np.array([row]))
            add_sources(after.walks.arcs, node_labels[item], seeds, limit_label(after.horizon_s))
        spent_s += perf_counter() - since
        on_edges = after.on_edges(item)
        home_labels[item] = door_labels(after.homes, node_labels[item], on_edges, limit_s=after.horizon_s)
    return after, spent_s


def _take_out(before: CoverageModel, after: CoverageModel, item: int, row: int) -> None:
    others = before.members[item]
    drop_sources(
        after.walks.arcs,
        after.node_labels[item],
        _seeds(before, np.array([row])),
        _seeds(before, others[others != row]),
        limit_label(after.horizon_s),
    )


def _seeds(model: CoverageModel, rows: Ints) -> Seeds:
    return model.facility_doors.take(rows).labels(rows)
