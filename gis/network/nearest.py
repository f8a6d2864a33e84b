"""Take the labels of nodes to the doors of homes: the nearest facility of each, along the same edge too."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.network.doors import Doors
from gis.network.engine import UNREACHED, limit_label
from gis.network.network import Ints
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT


class OnEdges(NamedTuple):
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
    return np.asarray(_door_labels(homes, node_labels, on_edges, limit_label(limit_s)))


@njit(cache=True, nogil=True)
def _door_labels(
    homes: Doors, node_labels: npt.NDArray[np.int64], there: OnEdges, limit: int
) -> npt.NDArray[np.int64]:
    labels = np.empty(homes.edge.size, np.int64)
    for home in range(homes.edge.size):
        best = UNREACHED
        for way in range(homes.offsets[home], homes.offsets[home + 1]):
            out_ticks, label = homes.out_ticks[way], node_labels[homes.node[way]]
            if out_ticks < CLOSED_TICKS and label < UNREACHED:
                best = min(best, label + (out_ticks << LABEL_SHIFT))
        edge = homes.edge[home]
        if edge >= 0:
            k = np.searchsorted(there.edge, edge)
            while k < there.edge.size and there.edge[k] == edge:
                ahead = there.forward_at[k] - homes.forward_at[home]
                if ahead < 0:
                    ahead = there.backward_at[k] - homes.backward_at[home]
                ticks = max(ahead, 0) + homes.access_ticks[home] + there.access_ticks[k]
                best = min(best, (ticks << LABEL_SHIFT) | there.number[k])
                k += 1
        labels[home] = best if best < limit else UNREACHED
    return labels
