"""What would close a gap: opening a closed gate of the estate, or one more facility beside the homes."""

from dataclasses import dataclass

import numpy as np

from gis.coverage.model import CoverageModel
from gis.network.doors import Doors
from gis.network.engine import nearest_labels
from gis.network.nearest import door_labels, facilities_on_edges
from gis.network.network import Flags, Floats, Ints
from gis.network.weights import pack_arcs, time_edges, to_seconds


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to close a gap.

    Attributes
    ----------
    kind
        ``open_gate`` or ``new_facility``.
    households
        Households of the gap that it would cover.
    chinese
        The sentence of the ledger.
    lon, lat
        Where.
    """

    kind: str
    households: int
    chinese: str
    lon: float
    lat: float


def find_remedy(model: CoverageModel, item: int, minutes: int, homes: Ints) -> Remedy:
    """Find what closes most of a gap: a closed gate of their own zone if that covers anybody, else a new point.

    Parameters
    ----------
    homes
        Rows of the uncovered buildings.
    """
    gate = _best_gate(model, item, minutes, homes)
    return gate if gate is not None else _new_facility(model, item, minutes, homes)


def _best_gate(model: CoverageModel, item: int, minutes: int, homes: Ints) -> Remedy | None:
    gates = model.network.gates
    zones = np.unique(model.home_places.zone[homes])
    closed = np.flatnonzero(~gates.is_open & (gates.node >= 0) & np.isin(gates.zone, zones[zones >= 0]))
    best: Remedy | None = None
    for gate in closed:
        is_open = gates.is_open.copy()
        is_open[gate] = True
        gained = int(model.households[homes][_covered_with(model, item, minutes, homes, is_open)].sum())
        if gained > (best.households if best else 0):
            lon, lat = model.network.plane.unproject(gates.x_m[gate], gates.y_m[gate])
            text = f"开放出入口 {gates.code[gate]}，{minutes} 分钟内可增加覆盖 {gained} 户"
            best = Remedy("open_gate", gained, text, float(lon), float(lat))
    return best


def _covered_with(model: CoverageModel, item: int, minutes: int, homes: Ints, is_open: Flags) -> Flags:
    timing = time_edges(model.network, model.profile, gate_is_open=is_open)
    against = pack_arcs(model.network, timing).against
    rows = model.members[item]
    doors = model.facility_doors.take(rows)
    labels = nearest_labels(against, doors.labels(rows), limit_s=minutes * 60)
    found = door_labels(
        model.homes.take(homes), labels, facilities_on_edges(doors, rows), limit_s=minutes * 60
    )
    return np.asarray(np.isfinite(to_seconds(found)), dtype=bool)


def _new_facility(model: CoverageModel, item: int, minutes: int, homes: Ints) -> Remedy:
    """Try the middle home of the gap (by households) as the place of a new facility."""
    middle = _middle_home(model, homes)
    door = model.homes.take(np.array([middle], dtype=np.int64))
    seed = _as_facility(door)
    number = np.zeros(1, dtype=np.int64)
    labels = nearest_labels(model.walks.arcs.against, seed.labels(number), limit_s=minutes * 60)
    found = door_labels(
        model.homes.take(homes), labels, facilities_on_edges(seed, number), limit_s=minutes * 60
    )
    gained = int(model.households[homes][np.isfinite(to_seconds(found))].sum())
    places = model.home_places
    lon, lat = model.network.plane.unproject(places.x_m[middle], places.y_m[middle])
    chinese = model.items[item].chinese
    text = f"在 {model.buildings['code'].iloc[middle]} 附近新增一处{chinese}，{minutes} 分钟内可覆盖其中 {gained} 户"
    return Remedy("new_facility", gained, text, float(lon), float(lat))


def _as_facility(door: Doors) -> Doors:
    """Use a home's door as a facility's: the ways in, where slopes and waits were timed for the way out."""
    return door._replace(in_ticks=door.out_ticks)


def _middle_home(model: CoverageModel, homes: Ints) -> int:
    """The home nearest the household-weighted median of the homes' places."""
    x_m, y_m = model.home_places.x_m[homes], model.home_places.y_m[homes]
    weights = model.households[homes]
    middle = [_weighted_median(values, weights) for values in (x_m, y_m)]
    return int(homes[np.argmin(np.hypot(x_m - middle[0], y_m - middle[1]))])


def _weighted_median(values: Floats, weights: Ints) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
