"""The audit only grows, nobody writes in another's name, and each reads what is theirs to read."""

import pytest
from sqlalchemy import text

from gis.errors import NotAllowed
from gis.model.access import Role, Scope
from gis.store import accounts, audit

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def users(store):
    with store.system() as connection:
        return [
            accounts.create_account(
                connection, login=login, password_hash="x", display_name=login, role=Role.PLANNER
            )
            for login in ("a", "b")
        ]


def test_events_are_read_back_the_latest_first_with_their_detail(store, users):
    with store.system() as connection:
        audit.record(connection, action="one", by=users[0], detail={"理由": "核对"})
        audit.record(connection, action="two", by=users[0], target_kind="plan", target_id=7)
        events = audit.read_audit(connection, by=users[0])
        assert list(events["action"])[:2] == ["two", "one"]
        assert events["detail"][1] == {"理由": "核对"}
        assert list(audit.read_audit(connection, target_kind="plan", target_id=7)["action"]) == ["two"]
        before = int(events["id"][0])
        assert "two" not in set(audit.read_audit(connection, before=before)["action"])


@pytest.mark.parametrize(
    "change", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_even_the_owner_cannot_change_what_was_recorded(store, change):
    with store.system() as connection:
        audit.record(connection, action="kept")
    with pytest.raises(NotAllowed), store.system() as connection:
        connection.execute(text(change))


def test_nobody_records_in_anothers_name(store, users):
    with pytest.raises(NotAllowed), store.session(Scope(users[0], Role.PLANNER, ("1",))) as connection:
        audit.record(connection, action="forged", by=users[1])


def test_a_session_reads_its_own_events_and_a_leader_those_of_the_territory(store, users):
    with store.system() as connection:
        audit.record(connection, action="here", by=users[1], path="1.2")
        audit.record(connection, action="elsewhere", by=users[1], path="9")

    def seen(scope):
        with store.session(scope) as connection:
            return set(audit.read_audit(connection, by=users[1])["action"])

    assert seen(Scope(users[0], Role.PLANNER, ("1",))) == set()
    assert seen(Scope(users[1], Role.PLANNER, ("1",))) >= {"here", "elsewhere"}
    assert seen(Scope(users[0], Role.LEADER, ("1",))) == {"here"}
