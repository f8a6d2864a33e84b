"""How cases fare by grid: solved, on time, satisfaction; a share needs a sample, so that luck does not lead the list.

    solved_share   solved / cases, of all that were neither returned nor merged
    on_time_share  solved by their deadline / those solved or past their deadline, of all with one
    satisfaction   mean of 1..5 over those asked

A share is told from ``least`` cases on. Grids are ranked by the lower bound of Wilson's interval (1927) of being on
time, 95 %, so that 10 of 10 stands below 98 of 100; those below the sample have no rank and follow.
"""

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.casework.states import CaseState

LEAST_SAMPLE = 10
_Z = 1.959964
_UNCOUNTED = (CaseState.RETURNED.value, CaseState.MERGED.value)

Array = npt.NDArray[np.float64]


def measure_grids(cases: pd.DataFrame, *, now: datetime, least: int = LEAST_SAMPLE) -> pd.DataFrame:
    """Measure every grid that has a case.

    Parameters
    ----------
    cases
        grid_id, state, due_at, solved_at, satisfaction; without disputes.
    least
        The smallest sample that a share is told from.

    Returns
    -------
    DataFrame
        grid_id, cases, solved, judged, on_time, asked (counts); solved_share, on_time_share (0..1),
        satisfaction_mean (missing below the sample); rank (Int64, missing below it); the best first.
    """
    counted = cases[~cases["state"].isin(_UNCOUNTED) & cases["grid_id"].notna()]
    solved = counted["solved_at"].notna()
    has_limit = counted["due_at"].notna()
    judged = has_limit & (solved | (counted["due_at"] < now))
    marks = pd.DataFrame(
        {
            "grid_id": counted["grid_id"].astype("int64"),
            "cases": 1,
            "solved": solved,
            "judged": judged,
            "on_time": judged & solved & (counted["solved_at"] <= counted["due_at"]),
            "asked": counted["satisfaction"].notna(),
            "points": counted["satisfaction"].fillna(0).astype("int64"),
        }
    )
    grids = marks.groupby("grid_id", as_index=False).sum().astype("int64")
    bound = wilson_bound(grids["on_time"].to_numpy(float), grids["judged"].to_numpy(float))
    is_ranked = grids["judged"] >= least
    told = grids.assign(
        solved_share=_share(grids["solved"], grids["cases"], least),
        on_time_share=_share(grids["on_time"], grids["judged"], least),
        satisfaction_mean=_share(grids["points"], grids["asked"], least),
        bound=np.where(is_ranked, bound, -1.0),
    ).sort_values(["bound", "judged", "grid_id"], ascending=[False, False, True], ignore_index=True)
    ranks = told["bound"].where(told["bound"] >= 0).rank(method="min", ascending=False).astype("Int64")
    return told.assign(rank=ranks).drop(columns=["points", "bound"])


def _share(part: pd.Series, whole: pd.Series, least: int) -> pd.Series:
    return (part / whole.where(whole >= max(least, 1))).astype(float)


def wilson_bound(successes: Array, trials: Array) -> Array:
    """Lower bound of Wilson's 95 % interval of a share; 0 where nothing was tried.

    (p + z²/2n - z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n)
    """
    n = np.maximum(trials, 1.0)
    p = successes / n
    spread = _Z * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    bound = (p + _Z**2 / (2 * n) - spread) / (1 + _Z**2 / n)
    return np.where(trials > 0, np.maximum(bound, 0.0), 0.0)
