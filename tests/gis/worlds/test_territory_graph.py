"""A territory as a graph."""

import numpy as np

from gis.worlds.territory_graph import Territory, components, strongest_tree

# 0-1-2 in a row, 3 alone; the tie 1-2 is weak, 0-2 strong.
TIES = {0: {1: 5.0, 2: 9.0}, 1: {0: 5.0, 2: 1.0}, 2: {1: 1.0, 0: 9.0}, 3: {}}
TERRITORY = Territory(np.zeros((4, 2)), [10, 20, 30, 40], TIES)


def test_weights_add_up():
    assert TERRITORY.weight(frozenset({0, 3})) == 50


def test_what_is_not_tied_is_another_component():
    assert components(TERRITORY, frozenset(range(4))) == [frozenset({0, 1, 2}), frozenset({3})]


def test_the_tree_keeps_the_strongest_ties():
    assert strongest_tree(TERRITORY, frozenset({0, 1, 2}), 0.0) == {0: -1, 2: 0, 1: 0}


def test_the_same_unrest_gives_the_same_tree():
    units = frozenset({0, 1, 2})
    assert strongest_tree(TERRITORY, units, 0.7) == strongest_tree(TERRITORY, units, 0.7)
