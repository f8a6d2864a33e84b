from itertools import combinations

import numpy as np
import pytest

from gis.coverage.siting_bound import solve_rows
from gis.coverage.siting_shares import Shares, choose_shares, most_to_gain, programme, split


def shares_of(saved, weight, capacity, standing, is_free=None):
    """Rows of ``saved`` are places, columns homes; 0 saves nothing."""
    saved = np.asarray(saved, dtype=float)
    home = [np.flatnonzero(row > 0) for row in saved]
    return Shares(
        np.asarray(weight, dtype=np.int64),
        np.zeros(saved.shape[1], bool) if is_free is None else np.asarray(is_free),
        np.concatenate([[0], np.cumsum([len(rows) for rows in home])]).astype(np.int64),
        np.concatenate(home).astype(np.int64),
        np.concatenate([row[rows] for row, rows in zip(saved, home, strict=True)]),
        np.asarray(capacity, dtype=np.int64),
        standing,
    )


def worked():
    """Homes of 60, 50 and 40 households; one place stands, with room for 70; two candidates, room for 60 each.

    Seconds saved: the standing place 300 and 200 at homes 0 and 1; A 100 at home 0; B 400 and 50 at homes 1 and 2.
    """
    return shares_of([[300, 200, 0], [100, 0, 0], [0, 400, 50]], [60, 50, 40], [70, 60, 60], 1)


def test_the_worked_case_by_hand():
    """As it stands: 60 at home 0 and 10 at home 1: 18,000 + 2,000. B takes home 1 (50) and 10 of home 2.

    With B: 60 x 300 + 50 x 400 + 10 x 50 = 38,500 for 120 households. A would move nobody who gains.
    """
    shares = worked()
    now = split(shares, [])
    assert (now.saved_s, now.served_households) == (20_000, 70)
    assert (split(shares, [2]).saved_s, split(shares, [2]).served_households) == (38_500, 120)
    choice = choose_shares(shares, 1, time_limit_s=0)
    assert choice.chosen.tolist() == [1]
    assert choice.saved_s.tolist() == [20_000, 38_500]
    assert choice.served_households.tolist() == [70, 120]


def test_who_is_served_freely_counts_as_served_and_only_walks_less():
    shares = shares_of([[100, 50]], [10, 20], [15], 0, is_free=[True, False])
    found = split(shares, [0])
    assert (found.saved_s, found.served_households) == (10 * 100 + 5 * 50, 10 + 5)
    assert split(shares, []).served_households == 10


def test_room_for_all_is_no_limit():
    shares = shares_of([[5, 6, 0], [0, 7, 9]], [1, 2, 3], [10**6, 10**6], 0)
    assert split(shares, [0, 1]).saved_s == 5 * 1 + 7 * 2 + 9 * 3


def drawn(seed):
    rng = np.random.default_rng(seed)
    saved = rng.integers(1, 900, (9, 25)) * (rng.random((9, 25)) < 0.3)
    return shares_of(saved, rng.integers(0, 60, 25), rng.integers(20, 200, 9), 2)


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_holds_for_every_choice_and_highs_finds_the_best(seed):
    shares = drawn(seed)
    every = {pair: split(shares, list(pair)).saved_s for pair in combinations(range(2, 9), 2)}
    choice = choose_shares(shares, 2, time_limit_s=0)
    assert (1 - 1 / np.e) * max(every.values()) <= choice.saved_s[-1] <= max(every.values()) + 1e-6
    assert max(every.values()) <= choice.bound_s + 1e-6
    found = solve_rows(programme(shares), 7, 2, limit_s=20)
    assert found["status"] == "Optimal"
    assert found["bound"] == pytest.approx(max(every.values()))


@pytest.mark.parametrize("seed", range(5))
def test_no_candidate_adds_more_than_its_price_allows(seed):
    shares = drawn(seed)
    now = split(shares, [])
    places = list(range(2, 9))
    for place, most in zip(places, most_to_gain(shares, now.price_s, places), strict=True):
        assert split(shares, [place]).saved_s - now.saved_s <= most + 1e-6


def test_the_proof_comes_from_a_process_of_its_own():
    choice = choose_shares(drawn(1), 2, time_limit_s=600)
    assert choice.solver_status in ("Optimal", "Not run")
    assert choice.bound_s == pytest.approx(choice.saved_s[-1])
