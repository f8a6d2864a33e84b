"""Take the labels of nodes to the doors of homes: the nearest facility of each, along the same edge too."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.network.doors import Doors
from gis.network.engine import UNREACHED, limit_label
from gis.network.network import Ints
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT


@dataclass(frozen=True, slots=True)
class OnEdges:
    """Facilities that stand on edges, sorted by edge.

    Attributes
    ----------
    edge, forward_at, backward_at, access_ticks
        As in ``Doors``.
    number
        The facility's number in labels.
    """

    edge: Ints
    forward_at: Ints
    backward_at: Ints
    access_ticks: Ints
    number: Ints


def facilities_on_edges(doors: Doors, number: Ints) -> OnEdges:
    """Sort facilities by the edge they open onto."""
    on = np.flatnonzero(doors.edge >= 0)
    on = on[np.argsort(doors.edge[on], kind="stable")]
    return OnEdges(
        doors.edge[on], doors.forward_at[on], doors.backward_at[on], doors.access_ticks[on], number[on]
    )


def door_labels(homes: Doors, node_labels: Ints, on_edges: OnEdges, *, limit_s: float) -> Ints:
    """Label of each home: time to the nearest facility and which, or ``UNREACHED``.

    The best of its ways to nodes and of the facilities on its own edge, reached without leaving it.
    """
    return np.asarray(
        _door_labels(
            homes.offsets,
            homes.node,
            homes.out_ticks,
            homes.edge,
            homes.forward_at,
            homes.backward_at,
            homes.access_ticks,
            node_labels,
            on_edges.edge,
            on_edges.forward_at,
            on_edges.backward_at,
            on_edges.access_ticks,
            on_edges.number,
            limit_label(limit_s),
        )
    )


@njit(cache=True, nogil=True)
def _door_labels(
    offsets: npt.NDArray[np.int64],
    node: npt.NDArray[np.int64],
    out_ticks: npt.NDArray[np.int64],
    edge: npt.NDArray[np.int64],
    forward_at: npt.NDArray[np.int64],
    backward_at: npt.NDArray[np.int64],
    access: npt.NDArray[np.int64],
    node_labels: npt.NDArray[np.int64],
    there_edge: npt.NDArray[np.int64],
    there_forward: npt.NDArray[np.int64],
    there_backward: npt.NDArray[np.int64],
    there_access: npt.NDArray[np.int64],
    there_number: npt.NDArray[np.int64],
    limit: int,
) -> npt.NDArray[np.int64]:
    labels = np.empty(edge.size, np.int64)
    for home in range(edge.size):
        best = UNREACHED
        for way in range(offsets[home], offsets[home + 1]):
            if out_ticks[way] < CLOSED_TICKS and node_labels[node[way]] < UNREACHED:
                best = min(best, node_labels[node[way]] + (out_ticks[way] << LABEL_SHIFT))
        if edge[home] >= 0:
            there = np.searchsorted(there_edge, edge[home])
            while there < there_edge.size and there_edge[there] == edge[home]:
                ahead = there_forward[there] - forward_at[home]
                if ahead < 0:
                    ahead = there_backward[there] - backward_at[home]
                ticks = max(ahead, 0) + access[home] + there_access[there]
                best = min(best, (ticks << LABEL_SHIFT) | there_number[there])
                there += 1
        labels[home] = best if best < limit else UNREACHED
    return labels
