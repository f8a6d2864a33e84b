"""Jobs are listed to whom they belong, the newest first."""

import pytest

from gis.errors import NotFound
from gis.model.access import Role, Scope
from gis.model.ids import JobId, UserId
from gis.store import accounts, jobs, queue

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def ann(store):
    with store.system() as connection:
        user_id = accounts.create_account(
            connection, login="ann", password_hash="x", display_name="ann", role=Role.PLANNER
        )
    return Scope(user_id, Role.PLANNER, ("1",))


def test_jobs_are_listed_narrowed_and_paged(store, ann):
    ids = [queue.submit(store, kind, {"n": 1}, scope=ann, path="1") for kind in ("draw", "draw", "cover")]

    def found(scope=ann, **narrowed):
        with store.session(scope) as connection:
            return list(jobs.list_jobs(connection, **narrowed)["job_id"])

    assert found() == ids[::-1]
    assert found(kind="draw") == ids[1::-1]
    assert found(states=[jobs.RUNNING]) == []
    assert found(before=ids[2], limit=1) == [ids[1]]
    assert found(Scope(UserId(99), Role.LEADER, ("1",))) == ids[::-1]
    assert found(Scope(UserId(99), Role.LEADER, ("2",))) == []
    assert found(Scope(UserId(99), Role.ADMINISTRATOR, ())) == ids[::-1]


def test_an_unknown_job_is_not_found(store, ann):
    with store.session(ann) as connection, pytest.raises(NotFound):
        jobs.read_job(connection, JobId(10**9))


@pytest.mark.parametrize(
    ("state", "is_over"),
    [("waiting", False), ("running", False), ("finished", True), ("failed", True), ("cancelled", True)],
)
def test_a_job_is_over_when_nothing_more_will_happen(store, ann, state, is_over):
    job_id = queue.submit(store, "x", {}, scope=ann)
    with store.system() as connection:
        from sqlalchemy import text

        connection.execute(
            text("UPDATE job SET state = :state WHERE id = :id"), {"state": state, "id": job_id}
        )
        assert jobs.read_job(connection, job_id).is_over is is_over
