"""Take a model over to a network that was changed locally: who stands near is projected and searched again.

The labels end as those of a full measurement of the changed network.
"""

from dataclasses import replace
from time import perf_counter

import numpy as np
import shapely

from gis.coverage.model import CoverageModel, Walks
from gis.network.attach import Attachments, attach_points
from gis.network.change import Arrows, hanging_nodes, respread, splice_arcs
from gis.network.doors import Doors, open_doors
from gis.network.engine import UNREACHED, limit_label
from gis.network.nearest import door_labels
from gis.network.network import Flags, Ints, Network
from gis.network.splice import Splice
from gis.network.weights import ArcPair, Seeds, Timing, edge_ticks, time_edges


def resurvey(model: CoverageModel, splice: Splice) -> tuple[CoverageModel, float]:
    """Give the model on the changed network, and the seconds its search took."""
    walks = _walks(model, splice)
    home_places, homes = _stand_anew(model, splice, walks.timing, (model.home_places, model.homes))
    facility_places, doors = _stand_anew(
        model, splice, walks.timing, (model.facility_places, model.facility_doors)
    )
    after = replace(
        model,
        network=splice.network,
        walks=walks,
        home_places=home_places,
        homes=homes,
        facility_places=facility_places,
        facility_doors=doors,
    )
    return _search_again(model, after, splice)


def _walks(model: CoverageModel, splice: Splice) -> Walks:
    network = splice.network
    timing = time_edges(network, model.profile)
    gone, came = _gone(model, splice), _came(network, splice, timing)
    n = network.node_count
    back = (Arrows(gone.target, gone.origin, gone.ticks), Arrows(came.target, came.origin, came.ticks))
    arcs = model.walks.arcs
    return Walks(timing, ArcPair(splice_arcs(arcs.against, n, *back), splice_arcs(arcs.along, n, gone, came)))


def _gone(model: CoverageModel, splice: Splice) -> Arrows:
    """Arcs along the walk of the edges that are no more."""
    return _arrows(model.network, model.walks.timing, np.flatnonzero(splice.moved < 0))


def _came(network: Network, splice: Splice, timing: Timing) -> Arrows:
    """Arcs along the walk of the edges that are new."""
    fresh = np.ones(len(network.edges), bool)
    fresh[splice.moved[splice.moved >= 0]] = False
    return _arrows(network, timing, np.flatnonzero(fresh))


def _arrows(network: Network, timing: Timing, edges: Ints) -> Arrows:
    forward, backward = edge_ticks(timing)
    start, end = network.edges.start[edges], network.edges.end[edges]
    origin, target = np.concatenate([start, end]), np.concatenate([end, start])
    ticks = np.concatenate([forward[edges], backward[edges]])
    kept = origin != target
    return Arrows(origin[kept], target[kept], ticks[kept])


def _stand_anew(
    model: CoverageModel, splice: Splice, timing: Timing, stood: tuple[Attachments, Doors]
) -> tuple[Attachments, Doors]:
    """Project again every place whose street was cut, that may be nearer to a new one, or that uses the gates."""
    places, doors = stood
    rows = _touched(model, splice, places)
    on = places.edge >= 0
    edge = np.where(on, splice.moved[places.edge], -1)
    places, doors = replace(places, edge=edge), doors._replace(edge=edge)
    if not len(rows):
        return places, doors
    network = splice.network
    found = attach_points(
        network, timing, places.x_m[rows], places.y_m[rows], max_access_m=model.asked.max_access_m
    )
    return places.with_rows(rows, found), doors.with_rows(rows, open_doors(network, timing, found))


def _touched(model: CoverageModel, splice: Splice, places: Attachments) -> Ints:
    on = places.edge >= 0
    touched = on & (splice.moved[places.edge] < 0)
    touched |= ~on & np.isin(places.zone, splice.zones) & (places.zone >= 0)
    before, now = model.network.laid, splice.network.laid
    assert before is not None and now is not None  # noqa: S101
    for shape in now.lines.geometry[len(before.lines.geometry) :]:
        touched |= _may_prefer(model, places, shape)
    return np.flatnonzero(touched)


def _may_prefer(model: CoverageModel, places: Attachments, shape: shapely.LineString) -> Flags:
    """Places at least as near to a new line as to their own street."""
    reach_m = np.where(np.isfinite(places.access_m) & (places.edge >= 0), places.access_m, np.inf)
    reach_m = np.minimum(reach_m, model.asked.max_access_m) + 1e-6
    west, south, east, north = shape.bounds
    x_m, y_m = places.x_m, places.y_m
    with np.errstate(invalid="ignore"):
        beside = (x_m >= west - reach_m) & (x_m <= east + reach_m)
        beside &= (y_m >= south - reach_m) & (y_m <= north + reach_m)
    rows = np.flatnonzero(beside)
    near = shapely.distance(shapely.points(x_m[rows], y_m[rows]), shape) <= reach_m[rows]
    beside[rows] = near
    return beside


def _search_again(before: CoverageModel, after: CoverageModel, splice: Splice) -> tuple[CoverageModel, float]:
    gone, came = _gone(before, splice), _came(after.network, splice, after.walks.timing)
    size, limit = after.network.node_count, limit_label(after.horizon_s)
    node_labels = np.full((len(after.items), size), UNREACHED, np.int64)
    node_labels[:, : before.network.node_count] = before.node_labels
    home_labels, spent_s = before.home_labels.copy(), 0.0
    was, is_now = before.facility_doors, after.facility_doors
    for item, rows in enumerate(after.members):
        labels = node_labels[item]
        since = perf_counter()
        old, new = was.take(rows).labels(rows), is_now.take(rows).labels(rows)
        hanging = hanging_nodes(before.walks.arcs, before.node_labels[item], gone.origin)
        respread(
            after.walks.arcs,
            labels,
            hanging=hanging,
            gone=_without(old, new),
            seeds=new,
            ends=came.origin,
            limit=limit,
        )
        spent_s += perf_counter() - since
        on_edges = after.on_edges(item)
        home_labels[item] = door_labels(after.homes, labels, on_edges, limit_s=after.horizon_s)
    return replace(after, node_labels=node_labels, home_labels=home_labels), spent_s


def _without(seeds: Seeds, others: Seeds) -> Seeds:
    """Seeds that are not among the others."""
    same = set(zip(others.nodes.tolist(), others.labels.tolist(), strict=True))
    pairs = zip(seeds.nodes.tolist(), seeds.labels.tolist(), strict=True)
    kept = np.array([pair not in same for pair in pairs], bool)
    return Seeds(seeds.nodes[kept], seeds.labels[kept])
