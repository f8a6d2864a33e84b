"""Kinds of background work."""

import pytest

from gis.errors import Conflict, NotFound
from gis.model.access import Role, Scope
from gis.store import queue
from gis.workflows import jobs, propose_plan
from tests.gis.store.asking import job_of

ANN = Scope(None, Role.ADMINISTRATOR, ())


def test_every_kind_has_its_function_in_the_queue_after_registering() -> None:
    jobs.register()
    assert set(jobs.JOBS) <= set(queue._functions)
    assert all(callable(function) for function in jobs.JOBS.values())


def test_only_kinds_of_this_house_can_be_stopped() -> None:
    assert set(jobs.JOBS) >= jobs.STOPPABLE


@pytest.mark.database
def test_what_has_nothing_to_give_before_its_end_is_not_stopped(store) -> None:
    waiting = queue.submit(store, propose_plan.JOB_KIND, {}, scope=ANN)
    assert not jobs.may_stop(job_of(store, waiting))
    for kind, code in ((propose_plan.JOB_KIND, "job_not_begun"), ("renew_cells", "job_not_stoppable")):
        job_id = queue.submit(store, kind, {}, scope=ANN)
        with pytest.raises(Conflict) as refused:
            jobs.stop_early(store, ANN, job_id)
        assert refused.value.code == code and refused.value.chinese
    with pytest.raises(NotFound):
        jobs.stop_early(store, ANN, 10**9)
