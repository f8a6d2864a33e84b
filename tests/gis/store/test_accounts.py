"""Accounts and sessions: one login each, ended sessions stay ended, scopes follow the unit tree."""

from datetime import UTC, datetime, timedelta

import pytest

from gis.errors import Conflict, NotAllowed, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.store import accounts

pytestmark = pytest.mark.database


def _account(connection, login, role=Role.PLANNER, unit_ids=()):
    return accounts.create_account(
        connection, login=login, password_hash="$argon2id$x", display_name=login, role=role, unit_ids=unit_ids
    )


def _open(connection, user_id, token, minutes=5):
    expires_at = datetime.now(UTC) + timedelta(minutes=minutes)
    accounts.open_session(connection, user_id, token_hash=token, expires_at=expires_at)


def test_a_session_opens_the_scope_of_its_account(tiny_store):
    with tiny_store.store.system() as connection:
        user_id = _account(connection, "planner", unit_ids=[tiny_store.subdistrict_id])
        _open(connection, user_id, "t1")
        scope = accounts.find_session(connection, "t1")
        assert (scope.user_id, scope.role, scope.paths) == (user_id, Role.PLANNER, (tiny_store.path,))
        assert accounts.scope_of(connection, user_id) == scope


def test_an_expired_a_revoked_and_an_unknown_session_open_nothing(store):
    with store.system() as connection:
        user_id = _account(connection, "u1")
        _open(connection, user_id, "old", minutes=-1)
        _open(connection, user_id, "gone")
        accounts.revoke_session(connection, "gone")
        assert [accounts.find_session(connection, token) for token in ("old", "gone", "never")] == [None] * 3


@pytest.mark.parametrize("end", ["password", "disable"])
def test_another_password_or_a_shut_account_ends_all_sessions(store, end):
    with store.system() as connection:
        user_id = _account(connection, f"u-{end}")
        _open(connection, user_id, f"{end}-a")
        _open(connection, user_id, f"{end}-b")
        if end == "password":
            accounts.set_password_hash(connection, user_id, "$argon2id$y")
        else:
            accounts.disable_account(connection, user_id)
        assert accounts.find_session(connection, f"{end}-a") is None
        assert accounts.find_session(connection, f"{end}-b") is None


def test_a_disabled_account_has_no_scope(store):
    with store.system() as connection:
        user_id = _account(connection, "shut")
        accounts.disable_account(connection, user_id)
        with pytest.raises(NotFound):
            accounts.scope_of(connection, user_id)


def test_a_login_is_taken_once(store):
    with store.system() as connection:
        _account(connection, "twice")
        with pytest.raises(Conflict) as refused:
            _account(connection, "twice")
    assert refused.value.code == "login_taken"


def test_the_list_of_accounts_holds_no_hashes(store):
    with store.system() as connection:
        _account(connection, "listed")
        listed = accounts.list_accounts(connection)
    assert "listed" in set(listed["login"])
    assert "password_hash" not in listed.columns


def test_the_application_cannot_read_accounts_at_all(store):
    with pytest.raises(NotAllowed), store.session(ANONYMOUS) as connection:
        accounts.find_account(connection, "planner")
