"""Road networks made for measuring: junctions, bends, dead ends; none of anybody's town."""

from dataclasses import dataclass

import numpy as np

from gis.network.assemble import morton_codes


@dataclass(frozen=True)
class BenchNetwork:
    """Nodes in Morton order with undirected edges.

    Attributes
    ----------
    x_m, y_m
        Places.
    start, end
        Nodes of each edge.
    seconds
        Walking time of each edge, float64.
    """

    x_m: np.ndarray
    y_m: np.ndarray
    start: np.ndarray
    end: np.ndarray
    seconds: np.ndarray

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.x_m)


def make_network(nodes: int, seed: int = 0) -> BenchNetwork:
    """Make streets with 1.1 edges a node, much as OpenStreetMap has them.

    A shaken grid of junctions 120 m apart, a fifth of its streets missing, bends in between.
    """
    rng = np.random.default_rng(seed)
    side = round(np.sqrt(nodes / 5.4))
    x, y = (
        axis.ravel() * 120.0 + rng.uniform(-40, 40, side * side)
        for axis in np.meshgrid(*[np.arange(side)] * 2)
    )
    number = np.arange(side * side).reshape(side, side)
    a = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    b = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(len(a)) < 0.8
    a, b = a[kept], b[kept]
    bends = rng.multinomial(nodes - side * side, np.full(len(a), 1 / len(a)))
    street = np.repeat(np.arange(len(a)), bends)
    order = np.arange(len(street)) - np.repeat(np.cumsum(bends) - bends, bends)
    share = (order + 1) / (np.repeat(bends, bends) + 1)
    shake = rng.uniform(-6, 6, (2, len(street)))
    bend = side * side + np.arange(len(street))
    x = np.concatenate([x, x[a][street] + share * (x[b] - x[a])[street] + shake[0]])
    y = np.concatenate([y, y[a][street] + share * (y[b] - y[a])[street] + shake[1]])
    first, last = order == 0, order == np.repeat(bends, bends) - 1
    straight = bends == 0
    start = np.concatenate([a[straight], a[street[first]], bend[~last], bend[last]])
    end = np.concatenate([b[straight], bend[first], bend[~last] + 1, b[street[last]]])
    rank = np.empty(len(x), np.int64)
    rank[np.argsort(morton_codes(x, y), kind="stable")] = np.arange(len(x))
    placed = np.empty((2, len(x)))
    placed[:, rank] = x, y
    length_m = np.hypot(x[start] - x[end], y[start] - y[end])
    return BenchNetwork(placed[0], placed[1], rank[start], rank[end], np.maximum(length_m, 0.1) / (4 / 3))
