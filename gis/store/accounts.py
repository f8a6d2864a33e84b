"""Keep accounts and their sessions; run in ``Store.system()``, since the application's role cannot read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from gis.errors import Conflict, NotFound
from gis.model.access import Role, Scope, SessionState
from gis.model.ids import OfficeholderId, UnitId, UserId
from gis.store.frames import read_table
from gis.store.programs import statement


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account.

    Attributes
    ----------
    password_hash
        argon2id, with its parameters.
    paths
        ltree paths of the units it works in, as they are today.
    department
        Its entry of the duty list; empty where it is no department's.
    """

    user_id: UserId
    login: str
    password_hash: str
    display_name: str
    role: Role
    officeholder_id: OfficeholderId | None
    is_disabled: bool
    created_at: datetime
    paths: tuple[str, ...]
    department: str = ""


def create_account(
    connection: Connection,
    *,
    login: str,
    password_hash: str,
    display_name: str,
    role: Role,
    unit_ids: Sequence[UnitId] = (),
    officeholder_id: OfficeholderId | None = None,
    department: str = "",
) -> UserId:
    """Add an account.

    Raises
    ------
    Conflict
        The login is taken (``login_taken``).
    """
    if find_account(connection, login) is not None:
        raise Conflict(
            f"login {login!r} is taken", chinese=f"用户名“{login}”已存在", code="login_taken", login=login
        )
    known = {
        "login": login,
        "password_hash": password_hash,
        "display_name": display_name,
        "role": role.value,
        "officeholder_id": officeholder_id,
        "department": department,
    }
    user_id = UserId(connection.execute(statement("accounts", "create"), known).scalar_one())
    set_account_units(connection, user_id, unit_ids)
    return user_id


def set_account_units(connection: Connection, user_id: UserId, unit_ids: Sequence[UnitId]) -> None:
    """Let an account work in these units and all below them, and in no others."""
    connection.execute(statement("accounts", "clear_scope"), {"user_id": user_id})
    known = {"user_id": user_id, "unit_ids": list(unit_ids)}
    connection.execute(statement("accounts", "add_scope"), known)


def _read(connection: Connection, condition: str, value: object) -> AccountRecord | None:
    row = connection.execute(statement("accounts", "account", condition), {"value": value}).first()
    if row is None:
        return None
    values = dict(row._mapping)
    return AccountRecord(**{**values, "role": Role(values["role"]), "paths": tuple(values["paths"])})


def find_account(connection: Connection, login: str) -> AccountRecord | None:
    """Find an account by its login, disabled ones too; None where there is none."""
    return _read(connection, "a.login = :value", login)


def read_account(connection: Connection, user_id: UserId) -> AccountRecord:
    """Read an account.

    Raises
    ------
    NotFound
        There is none of this id.
    """
    found = _read(connection, "a.id = :value", user_id)
    if found is None:
        raise NotFound(f"no account {user_id}", chinese="没有此账号", code="account_unknown")
    return found


def list_accounts(connection: Connection) -> pd.DataFrame:
    """List all accounts but their hashes: user_id, login, display_name, role, is_disabled, created_at, department, paths."""
    return read_table(connection, statement("accounts", "account")).drop(columns="password_hash")


def read_display_names(connection: Connection, user_ids: Sequence[UserId] | None = None) -> dict[int, str]:
    """Read what accounts are shown by, by user id: of those named, else of all."""
    known = {"user_ids": None if user_ids is None else list(user_ids)}
    rows = connection.execute(statement("accounts", "display_names"), known)
    return {int(row.id): str(row.display_name) for row in rows}


def scope_of(connection: Connection, user_id: UserId) -> Scope:
    """Give what an account may see; of a disabled one, nothing is (``NotFound``)."""
    account = read_account(connection, user_id)
    if account.is_disabled:
        raise NotFound(f"account {user_id} is disabled", chinese="账号已停用", code="account_unknown")
    return Scope(account.user_id, account.role, account.paths, account.department)


def set_department(connection: Connection, user_id: UserId, department: str) -> None:
    """Tie an account to an entry of the duty list, or to none with an empty code."""
    known = {"user_id": user_id, "department": department}
    connection.execute(statement("accounts", "set_department"), known)


def set_password_hash(connection: Connection, user_id: UserId, password_hash: str) -> None:
    """Keep another password's hash; all sessions of the account end."""
    known = {"user_id": user_id, "password_hash": password_hash}
    connection.execute(statement("accounts", "set_password"), known)
    connection.execute(statement("accounts", "revoke_all"), {"user_id": user_id})


def disable_account(connection: Connection, user_id: UserId) -> None:
    """Shut an account; all its sessions end."""
    connection.execute(statement("accounts", "disable"), {"user_id": user_id})
    connection.execute(statement("accounts", "revoke_all"), {"user_id": user_id})


def open_session(connection: Connection, user_id: UserId, *, token_hash: str, expires_at: datetime) -> None:
    """Keep a session by its token's hash; sessions long expired are swept away."""
    connection.execute(statement("accounts", "sweep"))
    known = {"user_id": user_id, "token_hash": token_hash, "expires_at": expires_at}
    connection.execute(statement("accounts", "open_session"), known)


def find_session(connection: Connection, token_hash: str) -> Scope | None:
    """Give the scope that a session opens; None where it is unknown, expired, revoked or its account shut."""
    row = connection.execute(statement("accounts", "session"), {"token_hash": token_hash}).first()
    if row is None:
        return None
    return Scope(UserId(row.user_id), Role(row.role), tuple(row.paths), row.department)


def session_state(connection: Connection, token_hash: str) -> SessionState:
    """Say what became of a session; ``UNKNOWN`` where there is none, or no longer."""
    known = {"token_hash": token_hash}
    state = connection.execute(statement("accounts", "session_state"), known).scalar_one_or_none()
    return SessionState.UNKNOWN if state is None else SessionState(state)


def revoke_session(connection: Connection, token_hash: str) -> None:
    """End a session; an unknown one is no error."""
    connection.execute(statement("accounts", "revoke"), {"token_hash": token_hash})


def departments_answered(connection: Connection) -> frozenset[str]:
    """Say to which entries of the duty list some account answers, by code."""
    return frozenset(connection.scalars(statement("accounts", "departments")))
