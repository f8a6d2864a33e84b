import numpy as np
import pytest

from gis.coverage.siting_bound import covering_rows, main, prove, solve
from gis.coverage.siting_search import Reach, saving


@pytest.mark.parametrize("covering", [True, False])
@pytest.mark.parametrize("seed", [2, 11, 12])
def test_the_solver_finds_the_best_of_all_choices(draw_reach, best_saving, seed, covering):
    reach = draw_reach(seed, covering=covering)
    found = solve(reach, 2, is_covering=covering, limit_s=20)
    assert found["status"] == "Optimal"
    assert found["bound"] == pytest.approx(best_saving(reach, 2), rel=1e-6, abs=1e-6)
    assert saving(reach, np.array(found["chosen"])) == pytest.approx(best_saving(reach, 2))


def test_in_a_process_of_its_own_it_says_the_same(draw_reach, best_saving):
    reach = draw_reach(2, covering=True)
    proof = prove(reach, 2, is_covering=True, time_limit_s=600)  # it ends when it has proven, on any machine
    assert (proof.status, proof.bound) == ("Optimal", pytest.approx(best_saving(reach, 2)))


def test_without_time_nothing_is_proven_and_nothing_breaks():
    rng = np.random.default_rng(0)
    homes = rng.integers(0, 400, 12_000)
    reach = Reach(
        np.arange(0, 12_001, 60),
        homes,
        rng.uniform(0, 800, 12_000),
        rng.uniform(1, 9, 400),
        np.full(400, 900.0),
    )
    found = solve(reach, 20, is_covering=False, limit_s=0.0)
    assert found["status"] == "Time limit reached"
    assert found["bound"] is None or found["bound"] > 0


def test_the_answer_is_written_where_it_was_asked_for(draw_reach, tmp_path):
    reach = draw_reach(2, covering=True)
    rows = covering_rows(reach)._asdict()
    np.savez(tmp_path / "p.npz", **rows, candidates=len(reach.offsets) - 1, count=1, limit_s=20.0)
    main(str(tmp_path / "p.npz"), str(tmp_path / "a.json"))
    assert "Optimal" in (tmp_path / "a.json").read_text(encoding="utf-8")
