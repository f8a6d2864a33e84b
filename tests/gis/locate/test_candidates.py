"""An uncertain position has several places, with shares."""

import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.locate.candidates import Candidate, Certainty, certainty_of, probable_positions, rank_candidates
from gis.locate.index import PolygonIndex
from gis.space.measure import distances_m

WEST_AND_EAST = PolygonIndex.build(
    [shapely.box(106.50, 29.50, 106.51, 29.51), shapely.box(106.51, 29.50, 106.52, 29.51)], [1, 2]
)


def test_ninety_five_in_a_hundred_probable_positions_lie_within_the_radius():
    lon, lat = probable_positions(106.51, 29.505, 50.0)
    within = distances_m(lon, lat, 106.51, 29.505) <= 50.0
    assert within.mean() == pytest.approx(0.95, abs=0.005)
    assert np.mean(lon) == pytest.approx(106.51, abs=1e-5)


def test_on_a_border_both_sides_have_half():
    first, second = rank_candidates(WEST_AND_EAST, 106.51, 29.505, accuracy_m=30)
    assert {first.unit_id, second.unit_id} == {1, 2}
    assert first.probability_share == pytest.approx(0.5, abs=0.02)
    assert certainty_of([first, second]) in {Certainty.LIKELY, Certainty.UNSURE}


def test_far_from_a_border_one_place_has_all():
    assert rank_candidates(WEST_AND_EAST, 106.505, 29.505, accuracy_m=30) == [Candidate(1, 1.0)]
    assert certainty_of([Candidate(1, 1.0)]) is Certainty.SURE


def test_near_the_rim_some_of_it_lies_in_none_and_shares_sum_to_one():
    candidates = rank_candidates(WEST_AND_EAST, 106.5001, 29.505, accuracy_m=30)
    assert {candidate.unit_id for candidate in candidates} == {1, None}
    assert sum(candidate.probability_share for candidate in candidates) == pytest.approx(1.0)
    assert candidates[0].unit_id == 1


@pytest.mark.parametrize("accuracy_m", [None, 0, 0.0])
def test_without_an_accuracy_the_covering_place_is_the_answer(accuracy_m):
    assert rank_candidates(WEST_AND_EAST, 106.515, 29.505, accuracy_m=accuracy_m) == [Candidate(2, 1.0)]
    assert rank_candidates(WEST_AND_EAST, 100.0, 29.505, accuracy_m=accuracy_m) == [Candidate(None, 1.0)]


@pytest.mark.parametrize("accuracy_m", [-1.0, 5001.0, float("nan"), float("inf")])
def test_an_accuracy_that_is_none_is_refused(accuracy_m):
    with pytest.raises(InputError) as refusal:
        rank_candidates(WEST_AND_EAST, 106.515, 29.505, accuracy_m=accuracy_m)
    assert refusal.value.code == "accuracy_invalid"


def test_less_than_half_is_unsure():
    assert certainty_of([Candidate(1, 0.49)]) is Certainty.UNSURE
    assert certainty_of([]) is Certainty.UNSURE
