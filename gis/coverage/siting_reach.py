"""Who reaches which candidate, what it would spare them, and whom each site adds."""

import geopandas as gpd
import numpy as np

from gis.coverage.model import CoverageModel
from gis.coverage.siting_capacity import Demand, gather_demand
from gis.coverage.siting_places import candidate_doors, walks_to
from gis.coverage.siting_search import Ints, Reach
from gis.network.doors import Doors
from gis.network.network import Flags
from gis.network.weights import to_seconds


def find_reach(model: CoverageModel, item: int, doors: Doors, minutes: int, objective: str) -> Reach:
    """Find which candidate improves which home, and by how much.

    For "coverage" a home costs 1 while it is uncovered and 0 within reach; for "time" it costs its walking
    seconds, at most those of the tier.
    """
    standing_s = np.nan_to_num(to_seconds(model.home_labels[item]), nan=np.inf)
    limit_s = minutes * 60.0
    covering = objective == "coverage"
    standing = (standing_s > limit_s).astype(float) if covering else np.minimum(standing_s, limit_s)
    standing[model.households == 0] = 0.0
    homes, costs = [], []
    for candidate in range(len(doors.edge)):
        seconds = walks_to(model, doors.take(np.array([candidate])), minutes)
        cost = np.where(np.isfinite(seconds), 0.0 if covering else seconds, np.inf)
        better = np.flatnonzero(cost < standing)
        homes.append(better)
        costs.append(cost[better])
    sizes = [len(better) for better in homes]
    return Reach(
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([*homes, np.empty(0, np.int64)]).astype(np.int64),
        np.concatenate([*costs, np.empty(0)]),
        model.households.astype(np.float64),
        standing,
    )


def find_demand(
    model: CoverageModel, item: int, places: gpd.GeoDataFrame, minutes: int, site_capacity: int | None
) -> tuple[int, Demand]:
    """Find the households that places without a limit serve, and who of the others can go where."""
    members = model.members[item]
    given = model.facilities.get("capacity")
    known = (
        np.full(len(members), np.nan) if given is None else given.to_numpy(float, na_value=np.nan)[members]
    )
    reached = [_within(model, model.facility_doors, int(row), minutes) for row in members]
    households = model.households.copy()
    free = np.zeros(len(households), dtype=bool)
    for rows in (rows for rows, capacity in zip(reached, known, strict=True) if np.isnan(capacity)):
        free[rows] = True
    served_freely, households[free] = int(households[free].sum()), 0
    limited = [rows for rows, capacity in zip(reached, known, strict=True) if not np.isnan(capacity)]
    doors = candidate_doors(model, places)
    fresh = [_within(model, doors, candidate, minutes) for candidate in range(len(places))]
    most = int(households.sum()) if site_capacity is None else site_capacity
    capacity = np.concatenate([known[~np.isnan(known)], np.full(len(places), most)]).astype(np.int64)
    return served_freely, gather_demand([*limited, *fresh], households, capacity, len(limited))


def _within(model: CoverageModel, doors: Doors, row: int, minutes: int) -> Ints:
    """Homes within the tier of one place."""
    return np.flatnonzero(np.isfinite(walks_to(model, doors.take(np.array([row])), minutes)))


def covered_homes(labels: Ints, minutes: int) -> Flags:
    """Whether each home walks at most the tier (exactly as long is in)."""
    with np.errstate(invalid="ignore"):
        return np.asarray(to_seconds(labels) <= minutes * 60, dtype=bool)


def gains_of(model: CoverageModel, doors: Doors, chosen: Ints, *, number: int, minutes: int) -> list[int]:
    """Households that each site adds to those before it."""
    covered = covered_homes(model.home_labels[number], minutes)
    gained = []
    for candidate in chosen:
        reached = np.isfinite(walks_to(model, doors.take(np.array([candidate])), minutes))
        gained.append(int(model.households[reached & ~covered].sum()))
        covered |= reached
    return gained
