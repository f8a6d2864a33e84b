"""The drawing of grids, stated as a mathematical programme.

**Given** one community:

===============  =====================================================================================
``V``            cells (``gis.partition.cells``), each with households ``w_v >= 0`` and area ``a_v``
``E``            pairs of cells that share a border of length ``l_uv > 0`` (a common corner is no border);
                 ``c_uv <= l_uv`` is the part of it on no street, a wall counting for ``wall_share``
``E°``           the borders one can go across, and the links (``gis.partition.adjacency``)
``S``            estates, disjoint sets of cells with households; ``W_s = sum of w_v over s``
``[L, U]``, ``T``  band and target, closed on both sides
``p(v)``         the existing grid of a cell, where there is one
===============  =====================================================================================

**Find** a number of grids ``K`` and ``x_vk`` in {0, 1}, so that

1. every cell is in one grid: ``sum_k x_vk = 1`` for each v;
2. each grid is connected: the graph of ``{v : x_vk = 1}`` with edges of ``E°`` has one component;
3. no grid crosses a community (each community is a programme of its own);
4. the band: ``L <= h_k <= U`` with ``h_k = sum_v w_v x_vk``;
5. ``x_vk = 1`` for locked cells, and grids that are locked or dedicated are taken out beforehand.

**Least**, in this order::

    A  sum_k  max(0, L - h_k, h_k - U)                      households out of the band
    B  sum_s  (|{k : s meets k}| - ceil(W_s / U))            estates split needlessly
    C  sum    c_uv over u, v in different grids              borders through courtyards, metres
    D  sum_k  (1 - 4 pi area_k / perimeter_k^2)              1 - Polsby-Popper, each in [0, 1]
    E  sum_k  |h_k - T| / T                                  distance from the target
    F  sum_v  w_v [grid of v is not p(v)]                    households changing hands

B to F are soft: the weights below turn each into metres of border through a courtyard, which
bounds every term and keeps the order (one needless split outweighs any border saved by it; a border outweighs a
rounder shape; and so on). Rule 4 is the term A with a weight above all others rather than a wall, because
the search must be able to pass through plans that break it, and because the nearest plan is wanted where none
meets it. With an existing plan, F moves to the front: its weight per household is ``existing_weight``.

**When the band cannot be met** is decided before the search where it can be: ``total < L``, no K with
``K L <= total <= K U``, or a building with ``w_v > U``. Otherwise whole buildings, contiguity and locks may
still forbid it; ``exact`` proves that for small communities, and for others the plan found is the nearest known.

**The search** (``trees``, ``anneal``, ``recombine``, ``search``) follows what was measured best on this problem: estates are
made heavy edges of a random spanning tree, which is cut where both sides can still be divided into grids in
the band (recursive balanced cuts, after Cannon, Duchin, Randall and Rule, "Spanning tree methods for sampling
graph partitions", 2022); simulated annealing over moves of a cell, of an estate's share, swaps and chains, and
over pairs of grids cut apart anew along a random tree (``recombine``), improves it; a grid still out of the band
is helped by its neighbours' neighbours (``repair``); several starts, K-1, K and K+1 grids; the best choice among the
grids of all of them is kept (``pool``, the same set partition over what the search came by).
``exact`` enumerates connected sets and
solves the set partition (Mehrotra, Johnson and Nemhauser, "An optimization based heuristic for political
districting", Management Science 44, 1998), so that the distance from the optimum is known.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term of the objective is worth, in metres of border through a courtyard.

    Attributes
    ----------
    band_m
        One household outside the band.
    split_m
        One needless part of an estate.
    wall_share
        Cutting along a wall, an estate's border or a barrier, as a share of cutting through open ground.
    shape_m
        A grid of no compactness at all (1 - Polsby-Popper = 1).
    target_m
        A grid as far from the target as the target itself.
    change_m
        One household changing hands; 0 where there is no existing plan.
    balance_m
        A grid that misses its balance by the whole mean, beyond the tolerance.
    """

    band_m: float = 10_000.0
    split_m: float = 1500.0
    wall_share: float = 0.4
    shape_m: float = 120.0
    target_m: float = 100.0
    change_m: float = 0.0
    balance_m: float = 5000.0


DEFAULT_WEIGHTS = Weights()
