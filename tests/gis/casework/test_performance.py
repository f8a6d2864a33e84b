"""How grids fare: shares from a sample on, and one lucky case does not lead the list."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from gis.casework.performance import measure_grids, wilson_bound

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DUE = NOW - timedelta(days=2)
EARLY, LATE = DUE - timedelta(hours=1), DUE + timedelta(hours=1)


def _cases(*rows):
    """(grid_id, solved_at, satisfaction) each, due two days ago."""
    frame = pd.DataFrame(rows, columns=["grid_id", "solved_at", "satisfaction"]).assign(
        state="closed", due_at=DUE
    )
    return frame.assign(
        grid_id=frame["grid_id"].astype("Int64"),
        satisfaction=frame["satisfaction"].astype("Int64"),
        solved_at=pd.to_datetime(frame["solved_at"], utc=True),
        due_at=pd.to_datetime(frame["due_at"], utc=True),
    )


def test_shares_are_solved_of_all_and_on_time_of_those_due():
    grids = measure_grids(_cases(*[(1, EARLY, 5)] * 8, *[(1, LATE, 2)] * 2, *[(1, None, None)] * 2), now=NOW)
    row = grids.iloc[0]
    assert (row["cases"], row["solved"], row["judged"], row["on_time"]) == (12, 10, 12, 8)
    assert row["solved_share"] == pytest.approx(10 / 12)
    assert row["on_time_share"] == pytest.approx(8 / 12)
    assert row["satisfaction_mean"] == pytest.approx(4.4)


def test_at_the_deadline_is_on_time_and_what_is_not_due_yet_is_not_judged():
    cases = _cases((1, DUE, None), (1, None, None))
    cases.loc[1, "due_at"] = NOW
    row = measure_grids(cases, now=NOW, least=1).iloc[0]
    assert (row["judged"], row["on_time"]) == (1, 1)


def test_one_lucky_case_does_not_lead_the_list():
    cases = _cases((1, EARLY, 5), *[(2, EARLY, 4)] * 98, *[(2, LATE, 3)] * 2, *[(3, EARLY, 5)] * 10)
    grids = measure_grids(cases, now=NOW)
    assert grids["grid_id"].tolist() == [2, 3, 1]
    assert grids["rank"].tolist()[:2] == [1, 2]
    assert grids["rank"].isna().tolist() == [False, False, True]
    assert np.isnan(grids["on_time_share"].iloc[2])


def test_returned_and_merged_cases_and_those_in_no_grid_do_not_count():
    cases = _cases((1, EARLY, None), (1, EARLY, None), (None, EARLY, None))
    cases.loc[0, "state"] = "returned"
    grids = measure_grids(cases, now=NOW, least=1)
    assert grids["cases"].tolist() == [1]
    cases["state"] = "merged"
    assert measure_grids(cases, now=NOW).empty


def test_wilsons_bound_is_the_published_one():
    # Newcombe (1998), table I, method 3: 81/263 and 0/20, 1/29.
    assert wilson_bound(np.array([81.0, 0, 1, 0]), np.array([263.0, 20, 29, 0])) == pytest.approx(
        [0.2553, 0, 0.0061, 0], abs=5e-5
    )
