"""Name the service points nearest to a place by walking time.

Times are kept for every node of the walking network and every point, since a sub-district has a few dozen
points and a few thousand nodes; a question then costs one projection onto the street and a look-up. Walks
leave walled estates through their gates, as everywhere (``gis.network``).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.network.attach import attach_points
from gis.network.doors import Doors, open_doors
from gis.network.engine import nearest_labels
from gis.network.nearest import door_labels, facilities_on_edges
from gis.network.network import Network
from gis.network.profiles import profile_of
from gis.network.weights import Timing, pack_arcs, time_edges, to_seconds

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
    _doors: tuple[Doors, ...]
    _labels: tuple[Labels, ...]

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
        every = open_doors(network, timing, attach_points(network, timing, x_m, y_m))
        doors = tuple(every.take(np.array([k])) for k in range(len(ids)))
        number = np.zeros(1, dtype=np.int64)
        labels = tuple(nearest_labels(arcs, door.labels(number), limit_s=LONGEST_WALK_S) for door in doors)
        return cls(ids, x_m, y_m, network, timing, doors, labels)

    def from_place(self, lon: float, lat: float, *, limit: int = 3) -> list[NearPoint]:
        """Name the nearest points, by walking time; those without a way follow in order of distance.

        Parameters
        ----------
        lon, lat
            WGS-84.
        limit
            How many.
        """
        if not len(self.point_ids):
            return []
        x_m, y_m = self._network.plane.project([lon], [lat])
        home = open_doors(self._network, self._timing, attach_points(self._network, self._timing, x_m, y_m))
        walks_s = np.array([self._walk_s(home, k) for k in range(len(self.point_ids))])
        apart_m = np.hypot(self.x_m - x_m[0], self.y_m - y_m[0])
        order = np.lexsort((self.point_ids, apart_m, np.nan_to_num(walks_s, nan=np.inf)))
        return [
            NearPoint(int(self.point_ids[k]), None if np.isnan(walks_s[k]) else float(walks_s[k]))
            for k in order[:limit]
        ]

    def _walk_s(self, home: Doors, k: int) -> float:
        on_edges = facilities_on_edges(self._doors[k], np.zeros(1, dtype=np.int64))
        label = door_labels(home, self._labels[k], on_edges, limit_s=LONGEST_WALK_S)
        seconds = float(to_seconds(label)[0])
        return seconds if np.isfinite(seconds) else float("nan")
