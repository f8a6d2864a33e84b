"""Name the service points nearest to a place by walking time.

Times are kept for every node of the walking network and every point, since a sub-district has a few dozen
points and a few thousand nodes; a question then costs one projection onto the street and a look-up. Walks
leave walled estates through their gates, as everywhere (``gis.network``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.network.attach import attach_points
from gis.network.doors import Doors, open_doors
from gis.network.engine import nearest_labels
from gis.network.network import Network
from gis.network.profiles import profile_of
from gis.network.weights import CLOSED_TICKS, LABEL_SHIFT, TICKS_PER_S, Timing, pack_arcs, time_edges

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

LONGEST_WALK_S = 3600.0


@dataclass(frozen=True, slots=True)
class NearPoint:
    """A point and the walk to it; ``walk_s`` is None beyond an hour or where no way leads."""

    point_id: int
    walk_s: float | None


@dataclass(frozen=True, slots=True)
class NearestPoints:
    """Points on a network, ready to be asked; shared by all threads.

    Attributes
    ----------
    point_ids
        The caller's ids.
    x_m, y_m
        The points on the network's plane.
    """

    point_ids: npt.NDArray[np.int64]
    x_m: Array
    y_m: Array
    _network: Network
    _timing: Timing
    _doors: Doors
    _ticks: Labels

    @classmethod
    def build(
        cls,
        network: Network,
        point_ids: npt.ArrayLike,
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        *,
        profile: str = "adult",
    ) -> "NearestPoints":
        """Time the walks to every point from every node.

        Parameters
        ----------
        network
            The walking network.
        point_ids, lon, lat
            One entry per point; WGS-84.
        profile
            Who walks; see ``gis.network.profiles``.
        """
        ids = np.asarray(point_ids, dtype=np.int64)
        x_m, y_m = network.plane.project(lon, lat)
        timing = time_edges(network, profile_of(profile))
        arcs = pack_arcs(network, timing).against
        doors = open_doors(network, timing, attach_points(network, timing, x_m, y_m))
        number = np.zeros(1, dtype=np.int64)
        ticks = np.empty((len(ids), network.node_count), dtype=np.int64)
        for k in range(len(ids)):
            seeds = doors.take(np.array([k])).labels(number)
            ticks[k] = nearest_labels(arcs, seeds, limit_s=LONGEST_WALK_S) >> LABEL_SHIFT
        return cls(ids, x_m, y_m, network, timing, doors, ticks)

    def from_place(self, lon: float, lat: float, *, limit: int = 3) -> list[NearPoint]:
        """Name the nearest points, by walking time; those without a way follow in order of distance.

        Parameters
        ----------
        lon, lat
            WGS-84.
        limit
            How many.
        """
        return self.from_place_each(lon, lat, groups=((slice(None), limit),))[0]

    def from_place_each(
        self, lon: float, lat: float, *, groups: Sequence[tuple[slice, int]]
    ) -> list[list[NearPoint]]:
        """Name the nearest points of several groups at the price of one question.

        Parameters
        ----------
        lon, lat
            WGS-84.
        groups
            For each which of the points, in the order they were given, and how many to name.
        """
        if not len(self.point_ids):
            return [[] for _ in groups]
        x_m, y_m = self._network.plane.project([lon], [lat])
        home = open_doors(self._network, self._timing, attach_points(self._network, self._timing, x_m, y_m))
        ticks = self._walks(home)
        return [self._nearest(ticks, x_m[0], y_m[0], among, limit) for among, limit in groups]

    def _nearest(
        self, all_ticks: Labels, x_m: float, y_m: float, among: slice, limit: int
    ) -> list[NearPoint]:
        ticks, ids = all_ticks[among], self.point_ids[among]
        if not len(ticks) or limit < 1:
            return []
        last = min(limit, len(ticks)) - 1
        near = np.flatnonzero(ticks <= np.partition(ticks, last)[last])
        apart_m = np.hypot(self.x_m[among][near] - x_m, self.y_m[among][near] - y_m)
        order = near[np.lexsort((ids[near], apart_m, ticks[near]))][:limit]
        longest = LONGEST_WALK_S * TICKS_PER_S
        pairs = zip(ids[order].tolist(), ticks[order].tolist(), strict=True)
        return [NearPoint(number, tick / TICKS_PER_S if tick <= longest else None) for number, tick in pairs]

    def _walks(self, home: Doors) -> Labels:
        """Ticks from one place to every point: through the network, or along the street both open onto."""
        best = np.full(len(self.point_ids), CLOSED_TICKS, dtype=np.int64)
        ways = home.out_ticks < CLOSED_TICKS
        if ways.any():
            through = self._ticks[:, home.node[ways]] + home.out_ticks[ways]
            best = np.minimum(best, through.min(axis=1))
        beside = np.flatnonzero((self._doors.edge == home.edge[0]) & (home.edge[0] >= 0))
        ahead = self._doors.forward_at[beside] - home.forward_at[0]
        behind = self._doors.backward_at[beside] - home.backward_at[0]
        along = np.maximum(np.where(ahead < 0, behind, ahead), 0)
        direct = along + home.access_ticks[0] + self._doors.access_ticks[beside]
        best[beside] = np.minimum(best[beside], direct)
        return best
