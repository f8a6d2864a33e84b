"""Reach says whom a place would help, and only whom it would."""

import numpy as np

from gis.coverage.judge import home_seconds
from gis.coverage.siting_places import candidate_doors, given_places
from gis.coverage.siting_reach import covered_homes, find_demand, find_reach, gains_of

CLINIC = "medical"


def doors_of(model, category):
    places = given_places(model.facilities.loc[model.facilities["category"] == category])
    return candidate_doors(model, places), places


def number_of(model, key):
    return [item.key for item in model.items].index(key)


def test_a_place_beside_what_exists_helps_nobody(model):
    doors, _ = doors_of(model, CLINIC)
    for objective in ("coverage", "time"):
        assert len(find_reach(model, number_of(model, CLINIC), doors, 15, objective).home) == 0


def test_by_time_a_home_saves_at_most_its_walk_cut_at_the_tier(model):
    doors, _ = doors_of(model, "education")
    number = number_of(model, CLINIC)
    reach = find_reach(model, number, doors, 10, "time")
    standing = np.minimum(np.nan_to_num(home_seconds(model.home_labels[number]), nan=np.inf), 600)
    np.testing.assert_allclose(reach.standing, standing)
    assert (reach.cost < standing[reach.home]).all()


def test_gains_count_each_household_once(model):
    doors, _ = doors_of(model, "education")
    number = number_of(model, CLINIC)
    before = covered_homes(model.home_labels[number], 5)
    first, again = gains_of(model, doors, np.array([0, 0]), number=number, minutes=5)
    assert first + int(model.households[before].sum()) <= int(model.households.sum())
    assert again == 0


def test_without_known_capacities_whoever_is_covered_asks_for_nothing(model):
    _, places = doors_of(model, "education")
    number = number_of(model, CLINIC)
    free, demand = find_demand(model, number, places, 15, None)
    assert free == int(model.households[covered_homes(model.home_labels[number], 15)].sum())
    assert demand.standing == 0
