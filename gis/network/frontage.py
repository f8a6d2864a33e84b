"""Edges that doors may open onto, found by distance; a changed network keeps the index it had before."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Frontage:
    """Some edges with an index over them.

    Attributes
    ----------
    tree
        Index over the shapes the edges had when it was built.
    edge
        The edge of each shape in the index; -1 where it is gone since.
    more
        Edges that came since.
    geometry
        Shapes of all edges of the network.
    """

    tree: shapely.STRtree
    edge: Ints
    more: Ints
    geometry: Shapes

    def nearest(self, points: Shapes, max_distance_m: float) -> tuple[Ints, Ints]:
        """Nearest edge of each point that has one within the distance: numbers of the points, and the edges.

        Exactly that far is near enough; of several equally near the one with the lowest number.
        """
        place, shape = (np.empty(0, np.int64), np.empty(0, np.int64))
        away_m = np.empty(0)
        if len(self.edge):
            (place, shape), away_m = self.tree.query_nearest(
                points, max_distance=max_distance_m, return_distance=True, all_matches=True
            )
        edge = self.edge[shape]
        stale = np.unique(place[edge < 0])
        kept = ~np.isin(place, stale)
        found = [(place[kept], edge[kept], away_m[kept]), self._came(points, max_distance_m)]
        if len(stale):
            again, other = self._standing(points[stale], max_distance_m)
            found.append((stale[again], other, shapely.distance(points[stale][again], self.geometry[other])))
        return _first_of_each(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def within(self, points: Shapes, distance_m: float) -> tuple[Ints, Ints]:
        """Every pair of a point and an edge no farther apart than the distance."""
        place, edge = self._standing(points, distance_m)
        if not len(self.more):
            return place, edge
        near, came = shapely.STRtree(self.geometry[self.more]).query(
            points, predicate="dwithin", distance=distance_m
        )
        return np.concatenate([place, near]), np.concatenate([edge, self.more[came]])

    def _standing(self, points: Shapes, distance_m: float) -> tuple[Ints, Ints]:
        place, shape = self.tree.query(points, predicate="dwithin", distance=distance_m)
        kept = self.edge[shape] >= 0
        return place[kept], self.edge[shape[kept]]

    def _came(self, points: Shapes, max_distance_m: float) -> tuple[Ints, Ints, Floats]:
        if not len(self.more):
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        (place, shape), away_m = shapely.STRtree(self.geometry[self.more]).query_nearest(
            points, max_distance=max_distance_m, return_distance=True, all_matches=True
        )
        return place, self.more[shape], away_m


def _first_of_each(place: Ints, edge: Ints, away_m: Floats) -> tuple[Ints, Ints]:
    order = np.lexsort((edge, away_m, place))
    place, edge = place[order], edge[order]
    first = np.concatenate([[True], place[1:] != place[:-1]])[: len(place)]
    return place[first], edge[first]
