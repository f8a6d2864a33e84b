"""Turn attachments into times from door to node and from node to door, in ticks."""

from typing import NamedTuple

import numpy as np

from gis.network.attach import Attachments
from gis.network.network import Floats, Ints, Network
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT, Seeds, Timing, to_ticks


class Doors(NamedTuple):
    """Ways between places and nodes, and the places' positions on edges.

    Attributes
    ----------
    owner, node
        One entry per way: the place (ascending) and the node it leads to.
    out_ticks, in_ticks
        From the place to the node, and from the node to the place.
    offsets
        Ways of place p are ``offsets[p]:offsets[p + 1]``.
    edge
        Edge of each place, or -1.
    forward_at, backward_at
        Ticks from the edge's start to the place walking forward, and from its end walking backward.
    access_ticks
        Ticks between door and street.
    """

    owner: Ints
    node: Ints
    out_ticks: Ints
    in_ticks: Ints
    offsets: Ints
    edge: Ints
    forward_at: Ints
    backward_at: Ints
    access_ticks: Ints

    def labels(self, number: Ints) -> Seeds:
        """Seeds of a search from these places: nodes, and ticks packed with each place's number."""
        seeds = (self.in_ticks << LABEL_SHIFT) | number[self.owner]
        kept = self.in_ticks < CLOSED_TICKS
        return Seeds(self.node[kept], seeds[kept])

    def take(self, chosen: Ints) -> "Doors":
        """Doors of some places, in the order given."""
        counts = np.diff(self.offsets)[chosen]
        ways = np.repeat(self.offsets[chosen], counts) + _within(counts)
        owner = np.repeat(np.arange(len(chosen)), counts)
        return Doors(
            owner,
            self.node[ways],
            self.out_ticks[ways],
            self.in_ticks[ways],
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            self.edge[chosen],
            self.forward_at[chosen],
            self.backward_at[chosen],
            self.access_ticks[chosen],
        )

    def with_rows(self, rows: Ints, found: "Doors") -> "Doors":
        """The same with other doors for some places."""
        both = Doors.join([self, found])
        number = np.arange(len(self.edge))
        number[rows] = len(number) + np.arange(len(rows))
        return both.take(number)

    @classmethod
    def join(cls, several: "list[Doors]") -> "Doors":
        """Put the doors of several lists of places one after the other."""
        sizes = [len(doors.edge) for doors in several]
        starts = np.cumsum([0, *sizes[:-1]])
        counts = np.concatenate([np.diff(doors.offsets) for doors in several])
        owner = np.concatenate([doors.owner + start for doors, start in zip(several, starts, strict=True)])
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        parts = {name: np.concatenate([getattr(doors, name) for doors in several]) for name in cls._fields}
        return cls(**{**parts, "owner": owner, "offsets": offsets})


def _within(counts: Ints) -> Ints:
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def open_doors(network: Network, timing: Timing, found: Attachments) -> Doors:
    """Time every way of every place.

    At share f of an edge, going to its start takes f of the backward time, going to its end 1-f of the
    forward time, each with the wait at that end; the straight way from the door is walked on the flat.
    """
    edges, on = network.edges, np.flatnonzero(found.edge >= 0)
    e, f = found.edge[on], found.fraction[on]
    access_s = found.access_m / timing.access_speed_m_s
    to_start, to_end = f * timing.backward_s[e], (1 - f) * timing.forward_s[e]
    from_start, from_end = f * timing.forward_s[e], (1 - f) * timing.backward_s[e]
    gate_s = found.gate_m / timing.access_speed_m_s
    owner = np.concatenate([on, on, found.gate_owner])
    node = np.concatenate([edges.start[e], edges.end[e], found.gate_node])
    start_s, end_s = access_s[on] + timing.start_wait_s[e], access_s[on] + timing.end_wait_s[e]
    out_s = np.concatenate([to_start + start_s, to_end + end_s, gate_s])
    in_s = np.concatenate([from_start + start_s, from_end + end_s, gate_s])
    order = np.argsort(owner, kind="stable")
    size = len(found.edge)
    forward_at, backward_at = np.zeros(size, np.int64), np.zeros(size, np.int64)
    forward_at[on], backward_at[on] = _positions(from_start, from_end)
    return Doors(
        owner[order],
        node[order],
        to_ticks(out_s)[order],
        to_ticks(in_s)[order],
        np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=size))]).astype(np.int64),
        found.edge,
        forward_at,
        backward_at,
        to_ticks(np.where(np.isfinite(access_s), access_s, np.inf)),
    )


def _positions(forward_s: Floats, backward_s: Floats) -> tuple[Ints, Ints]:
    return to_ticks(forward_s) - 1, to_ticks(backward_s) - 1
