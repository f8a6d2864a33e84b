"""Gi* as published, against a plain reckoning; a planted cluster is found, and noise is not."""

import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from gis.casework.hot_spots import (
    LEAST_CELLS,
    PERMUTATIONS,
    discovery_limit,
    find_hot_spots,
    load_ahead,
    permuted_p,
    standardised_rates,
)
from gis.space import h3cells

CENTRE = int(h3cells.cells_at(106.55, 29.50, resolution=9)[0])


def _disk(rings):
    found, edge = {CENTRE}, {CENTRE}
    for _ in range(rings):
        edge = {near for cell in edge for near in h3cells.touching(cell)} - found
        found |= edge
    return sorted(found)


def _town(rings, rate=0.05, seed=0):
    cells = _disk(rings)
    draw = np.random.default_rng(seed)
    households = draw.integers(60, 900, len(cells))
    return pd.DataFrame(
        {
            "h3": np.array(cells, dtype=np.uint64),
            "households": households,
            "cases": draw.poisson(households * rate),
        }
    )


def _by_hand(y, cells):
    """Gi* by the formula of Ord & Getis (1995), cell by cell."""
    index = {cell: i for i, cell in enumerate(cells)}
    n, mean = len(y), y.mean()
    deviation = np.sqrt((y**2).mean() - mean**2)
    answer = []
    for cell in cells:
        near = [index[cell], *(index[other] for other in h3cells.touching(cell) if other in index)]
        weight = len(near)
        answer.append(
            (y[near].sum() - mean * weight) / (deviation * np.sqrt((n * weight - weight**2) / (n - 1)))
        )
    return np.array(answer)


def test_z_is_the_published_formula_over_standardised_rates():
    town = _town(5)
    y = standardised_rates(town["cases"].to_numpy(float), town["households"].to_numpy(float))
    found = find_hot_spots(town)
    assert found.cells["z"].to_numpy() == pytest.approx(_by_hand(y, town["h3"].tolist()), abs=0.006)


def test_rates_of_small_and_large_places_are_made_alike():
    assert standardised_rates(np.array([1.0, 10]), np.array([100.0, 1000])) == pytest.approx([0, 0])
    cases, households = np.array([2.0, 2, 30]), np.array([100.0, 100, 400])
    share = 34 / 600
    between = (100 * 2 * (0.02 - share) ** 2 + 400 * (0.075 - share) ** 2) / 600 - share / 200
    expected = [(0.02 - share) / np.sqrt(between + share / 100)] * 2 + [
        (0.075 - share) / np.sqrt(between + share / 400)
    ]
    assert standardised_rates(cases, households) == pytest.approx(expected)


def test_a_planted_cluster_is_hot_at_its_middle_and_noise_alone_hardly_ever_is():
    town = _town(7)
    near = town["h3"].isin([CENTRE, *h3cells.touching(CENTRE)])
    hot = find_hot_spots(town.assign(cases=town["cases"].where(~near, town["cases"] * 5)))
    verdicts = dict(zip(hot.cells["h3"], hot.cells["verdict"], strict=True))
    assert verdicts[CENTRE] == "hot"
    assert hot.by_chance == round(0.05 * hot.tested, 1)
    alarms = sum((find_hot_spots(_town(7, seed=seed)).cells["verdict"] == "hot").any() for seed in range(8))
    assert alarms <= 2


def test_few_cells_are_not_tested_and_say_so():
    few = find_hot_spots(_town(2))
    assert len(_town(2)) < LEAST_CELLS
    assert (few.is_enough, few.tested, len(few.cells), few.left_out) == (False, 0, 0, 19)


def test_a_town_without_cases_has_no_spot():
    assert not find_hot_spots(_town(5).assign(cases=0)).is_enough


def test_small_and_lonely_cells_are_left_out_and_counted():
    town = _town(5)
    lonely = pd.DataFrame(
        {"h3": h3cells.cells_at(107.0, 29.5, resolution=9), "households": [500], "cases": [5]}
    )
    small = town.assign(households=town["households"].where(town.index > 0, 19))
    found = find_hot_spots(pd.concat([small, lonely], ignore_index=True))
    assert found.left_out == 2
    assert found.tested == len(town) - 1


def test_the_false_discovery_rate_is_benjamini_and_hochbergs():
    # Their own example (1995, table of 15 p-values): at 5 % the four least pass.
    p = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    )  # fmt: skip
    assert discovery_limit(p, level=0.05) == 0.0095
    assert discovery_limit(np.array([0.5, 0.9]), level=0.05) == -1


def test_permutations_come_near_the_exact_p_of_every_way_to_choose_the_neighbours():
    rates = np.random.default_rng(3).normal(size=31)
    rates[[0, 5, 6]] += 2.5
    near = [[5, 6, 9], [2, 3], [30]] + [[0, 1]] * 28
    p = permuted_p(rates, near, list(range(31)), seed=1)
    for at in range(3):
        others = np.delete(rates, at)
        sums = np.array([others[list(chosen)].sum() for chosen in combinations(range(30), len(near[at]))])
        told = rates[near[at]].sum()
        exact = 2 * min((sums >= told - 1e-9).mean(), (sums <= told + 1e-9).mean())
        spread = 2 * np.sqrt(exact / 2 / PERMUTATIONS)
        assert p[at] == pytest.approx(min(exact, 1), abs=4 * spread + 2 / PERMUTATIONS)


def test_the_same_seed_gives_the_same_answer_and_another_hardly_another():
    town = _town(5)
    first, again, other = (find_hot_spots(town, seed=seed).cells["p"].to_numpy() for seed in (0, 0, 1))
    assert (first == again).all()
    assert 0 < np.abs(first - other).max() < 0.05


def test_where_all_rates_are_alike_nothing_is_a_spot():
    town = _town(4).assign(households=100, cases=5)
    found = find_hot_spots(town.assign(cases=[6, *[5] * (len(town) - 1)]))
    assert set(found.cells["verdict"]) <= {"none", "maybe_hot"}


def test_what_the_first_question_needs_can_be_loaded_before_it():
    load_ahead()
    assert "esda.getisord" in sys.modules
