"""Prove how good a choice of sites is: HiGHS in a process of its own, with a limit on its time.

Run as ``python -m gis.coverage.siting_bound PROBLEM.npz ANSWER.json``. A process of its own, because a solver
deep in its work heeds no signal, and because its memory goes with it. The status is HiGHS's own.

Maximal covering::

    maximise sum_i w_i y_i   s.t.  y_i <= sum_{j covers i} x_j,  sum_j x_j = k,  x binary,  0 <= y <= 1

Homes reached by the same candidates are one y. p-median, over the listed pairs only::

    maximise sum_ij w_i (d_i - c_ij) z_ij   s.t.  sum_j z_ij <= 1,  z_ij <= x_j,  sum_j x_j = k,  x binary
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gis.coverage.siting_search import Floats, Ints, Reach

GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver proved.

    Attributes
    ----------
    status
        HiGHS's own words ("Optimal", "Time limit reached" ...), or "Killed" where it did not stop in time.
    bound
        Saving that no choice can exceed; infinite where nothing was proven.
    chosen
        Its best choice; empty where it found none.
    """

    status: str
    bound: float
    chosen: Ints


class Rows(NamedTuple):
    """A programme but for its last row.

    Attributes
    ----------
    saved
        Worth of the columns that follow the candidates'; each from 0 to 1.
    row, column, value
        Entries; columns count from the first candidate.
    upper
        Upper bound of each row.
    """

    saved: Floats
    row: Ints
    column: Ints
    value: Floats
    upper: Floats


def prove(reach: Reach, count: int, *, is_covering: bool, time_limit_s: float) -> Proof:
    """Solve the programme in a process of its own for at most ``time_limit_s`` (and 5 s of grace)."""
    return prove_rows(_rows(reach, is_covering), len(reach.offsets) - 1, count, time_limit_s=time_limit_s)


def prove_rows(rows: Rows, candidates: int, count: int, *, time_limit_s: float) -> Proof:
    """Solve a programme given by its rows likewise."""
    with tempfile.TemporaryDirectory(prefix="wangge-siting-") as folder:
        problem, answer = Path(folder) / "problem.npz", Path(folder) / "answer.json"
        np.savez(problem, **rows._asdict(), candidates=candidates, count=count, limit_s=time_limit_s)
        command = [sys.executable, "-m", "gis.coverage.siting_bound", str(problem), str(answer)]
        root = Path(__file__).resolve().parents[2]
        try:
            done = subprocess.run(
                command, cwd=root, timeout=time_limit_s + GRACE_S, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            return Proof("Killed", np.inf, np.empty(0, np.int64))
        if done.returncode != 0 or not answer.is_file():
            return Proof("Failed", np.inf, np.empty(0, np.int64))
        found = json.loads(answer.read_text(encoding="utf-8"))
    bound = np.inf if found["bound"] is None else float(found["bound"])
    return Proof(found["status"], bound, np.array(found["chosen"], dtype=np.int64))


def _rows(reach: Reach, is_covering: bool) -> Rows:
    return covering_rows(reach) if is_covering else _median_rows(reach)


def solve(reach: Reach, count: int, *, is_covering: bool, limit_s: float) -> dict[str, Any]:
    """Solve in this process; gives status, bound and chosen."""
    return solve_rows(_rows(reach, is_covering), len(reach.offsets) - 1, count, limit_s=limit_s)


def solve_rows(rows: Rows, candidates: int, count: int, *, limit_s: float) -> dict[str, Any]:
    """Solve a programme given by its rows in this process."""
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(limit_s))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_model(candidates, count, rows))
    solver.run()
    info = solver.getInfo()
    status = solver.modelStatusToString(solver.getModelStatus())
    values = np.array(solver.getSolution().col_value)
    has_answer = len(values) > 0 and info.primal_solution_status == 2
    bound = float(info.mip_dual_bound)
    chosen = np.flatnonzero(values[:candidates] > 0.5).tolist() if has_answer else []
    return {"status": status, "bound": bound if np.isfinite(bound) else None, "chosen": chosen}


def covering_rows(reach: Reach) -> Rows:
    """Build the y columns, and the rows y - sum x <= 0."""
    candidates = len(reach.offsets) - 1
    pair_site = np.repeat(np.arange(candidates), np.diff(reach.offsets))
    order = np.lexsort((pair_site, reach.home))
    homes, starts = np.unique(reach.home[order], return_index=True)
    groups: dict[bytes, int] = {}
    values: list[float] = []
    members: list[Ints] = []
    for home, sites in zip(homes, np.split(pair_site[order], starts[1:]), strict=True):
        number = groups.setdefault(sites.tobytes(), len(members))
        if number == len(members):
            members.append(sites)
            values.append(0.0)
        values[number] += float(reach.weight[home] * reach.standing[home])
    sizes = np.array([len(sites) for sites in members], dtype=np.int64)
    own = np.arange(len(members))
    row = np.concatenate([own, np.repeat(own, sizes)])
    column = np.concatenate([candidates + own, *members]).astype(np.int64)
    value = np.concatenate([np.ones(len(members)), -np.ones(int(sizes.sum()))])
    return Rows(np.array(values), row, column, value, np.zeros(len(members)))


def _median_rows(reach: Reach) -> Rows:
    """Build the z columns, and the rows sum z <= 1 and z - x <= 0."""
    candidates, pairs = len(reach.offsets) - 1, len(reach.home)
    pair_site = np.repeat(np.arange(candidates), np.diff(reach.offsets))
    _, home = np.unique(reach.home, return_inverse=True)
    homes, own = int(home.max(initial=-1)) + 1, np.arange(pairs)
    row = np.concatenate([home, homes + own, homes + own])
    column = np.concatenate([candidates + own, candidates + own, pair_site])
    value = np.concatenate([np.ones(2 * pairs), -np.ones(pairs)])
    upper = np.concatenate([np.ones(homes), np.zeros(pairs)])
    saved = reach.weight[reach.home] * (reach.standing[reach.home] - reach.cost)
    return Rows(saved, row.astype(np.int64), column.astype(np.int64), value, upper)


def _model(candidates: int, count: int, given: Rows) -> Any:
    """Put the programme together; the last row says how many sites there are."""
    import highspy
    from scipy.sparse import csc_array

    saved, row, column, value, upper = given
    columns, rows = candidates + len(saved), len(upper) + 1
    row = np.concatenate([row, np.full(candidates, rows - 1)])
    column = np.concatenate([column, np.arange(candidates)])
    matrix = csc_array((np.concatenate([value, np.ones(candidates)]), (row, column)), shape=(rows, columns))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = columns, rows, highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([np.zeros(candidates), saved])
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.row_lower_ = np.concatenate([np.full(rows - 1, -highspy.kHighsInf), [count]])
    lp.row_upper_ = np.concatenate([upper, [count]])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kInteger] * candidates + [highspy.HighsVarType.kContinuous] * len(saved)
    lp.integrality_ = kinds
    return lp


def main(problem: str, answer: str) -> None:
    """Read a problem, solve it, write the answer."""
    with np.load(problem) as held:
        rows = Rows(*(held[name] for name in Rows._fields))
        found = solve_rows(rows, int(held["candidates"]), int(held["count"]), limit_s=float(held["limit_s"]))
    Path(answer).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
