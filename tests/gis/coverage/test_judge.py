import numpy as np

from gis.coverage.judge import STATUSES, can_judge, judge


def words(**given):
    status = judge(
        **{
            "minutes": 15,
            "border_m": np.array([5000.0]),
            "is_judged": np.array([True]),
            "reach_m": 1200,
            **given,
        }
    )
    return [STATUSES[k].value for k in status]


def test_exactly_fifteen_minutes_is_covered():
    assert words(seconds=np.array([900.0])) == ["covered"]
    assert words(seconds=np.array([900.001])) == ["uncovered"]


def test_beyond_the_horizon_is_uncovered():
    assert words(seconds=np.array([np.nan])) == ["uncovered"]


def test_the_maps_end_matters_only_within_a_walk_and_only_to_who_is_not_covered():
    assert words(seconds=np.array([np.nan]), border_m=np.array([1199.0])) == ["uncertain"]
    assert words(seconds=np.array([np.nan]), border_m=np.array([1200.0])) == ["uncovered"]
    assert words(seconds=np.array([10.0]), border_m=np.array([0.0])) == ["covered"]


def test_a_home_off_the_network_is_not_judged_unless_it_is_covered():
    off = np.array([False])
    assert words(seconds=np.array([np.nan]), is_judged=off) == ["unreachable"]
    assert words(seconds=np.array([10.0]), is_judged=off) == ["covered"]


def test_closed_gates_are_a_fact_and_missing_gates_a_fault_of_the_data():
    reasons = np.array(["", "gates_closed", "no_gate", "disconnected_piece", "no_geometry"], dtype=object)
    assert can_judge(reasons).tolist() == [True, True, False, False, False]
