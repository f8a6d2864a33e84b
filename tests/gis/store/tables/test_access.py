"""What the tables of accounts and jobs refuse by themselves."""

import pytest

from gis.store.tables import access

pytestmark = pytest.mark.database


def test_neither_password_nor_token_is_kept_in_clear():
    columns = {column.name for table in (access.account, access.session) for column in table.columns}
    assert not columns & {"password", "token", "cookie", "secret"}


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (
            "INSERT INTO account (login, password_hash, role) VALUES ('a', 'x', 'anonymous')",
            "account_role_check",
        ),
        ("INSERT INTO account (login, password_hash, role) VALUES ('a', 'x', 'god')", "account_role_check"),
        (
            "INSERT INTO account (login, password_hash, role) VALUES ('a', 'x', 'planner'), ('a', 'y', 'planner')",
            "account_login_key",
        ),
        (
            "INSERT INTO session (token_hash, account_id, expires_at) VALUES ('t', 1, now())",
            "session_account_id_fkey",
        ),
        ("INSERT INTO job (state) VALUES ('asleep')", "job_state_check"),
        ("INSERT INTO job (done) VALUES (-1)", "job_progress_check"),
        ("INSERT INTO audit_event (made_by) VALUES (999999999)", "audit_event_made_by_fkey"),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint
