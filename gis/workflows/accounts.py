"""Sign in and out, and keep the accounts: argon2 for passwords, random tokens kept only as hashes."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import BoundedSemaphore

import pandas as pd
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.access import Role, Scope, SessionState
from gis.model.ids import UnitId, UserId
from gis.store import accounts, audit
from gis.store.engine import Store
from gis.workflows.live_standards import case_standards

SESSION_HOURS = 12
PHONE_SESSION_HOURS = 14 * 24
"""A phone may be away from the office's network for days; what is not sent by then needs the password again."""
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

_HASHER = PasswordHasher()
# Each verification takes 64 MiB; a crowd at the door must not take the machine.
_HASHING = BoundedSemaphore(2)


@cache
def _nobodys_hash() -> str:
    """Hash to verify against where the name is unknown, so that its refusal takes as long."""
    return _HASHER.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; ``token`` is shown this once and kept nowhere."""

    token: str
    expires_at: datetime
    scope: Scope


def _token_hash(token: str) -> str:
    """Hash a token for the store. Tokens are random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(password_hash: str, password: str) -> bool:
    """Whether the password is the one hashed."""
    with _HASHING:
        try:
            return _HASHER.verify(password_hash, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def hash_password(password: str) -> str:
    """Hash a new password with argon2id.

    Raises
    ------
    InputError
        It is shorter than ``SHORTEST_PASSWORD`` or longer than ``LONGEST_PASSWORD`` characters.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            f"password of {len(password)} characters",
            chinese=f"密码应为 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符",
            code="password_length",
        )
    with _HASHING:
        return _HASHER.hash(password)


def sign_in(store: Store, login: str, password: str, *, hours: float = SESSION_HOURS) -> SignedIn:
    """Open a session for whoever knows the password.

    An unknown name costs the same time as a wrong password, and is refused in the same words.

    Parameters
    ----------
    hours
        How long the session lasts.

    Raises
    ------
    NotAllowed
        Name or password is wrong, or the account is disabled (``sign_in_failed``).
    """
    with store.system() as connection:
        account = accounts.find_account(connection, login)
    known = account is not None and not account.is_disabled
    fits = _fits(account.password_hash if account is not None and known else _nobodys_hash(), password)
    if account is None or not known or not fits:
        raise NotAllowed("sign-in failed", chinese="用户名或密码不正确", code="sign_in_failed")
    token, expires_at = secrets.token_urlsafe(32), datetime.now(UTC) + timedelta(hours=hours)
    with store.system() as connection:
        accounts.open_session(
            connection, account.user_id, token_hash=_token_hash(token), expires_at=expires_at
        )
        audit.record(connection, action="sign_in", by=account.user_id)
        scope = accounts.scope_of(connection, account.user_id)
    return SignedIn(token, expires_at, scope)


def who_holds(store: Store, token: str) -> Scope | None:
    """Scope of the session that a token opens; None where it is unknown, expired or revoked."""
    with store.system() as connection:
        return accounts.find_session(connection, _token_hash(token))


def state_of_session(store: Store, token: str) -> SessionState:
    """Say what became of the session that a token opened."""
    with store.system() as connection:
        return accounts.session_state(connection, _token_hash(token))


def profile(store: Store, scope: Scope) -> accounts.AccountRecord | None:
    """Account behind a scope; None for a visitor."""
    if scope.user_id is None:
        return None
    with store.system() as connection:
        return accounts.read_account(connection, scope.user_id)


def sign_out(store: Store, token: str) -> None:
    """End the session; the token is worthless from here on."""
    with store.system() as connection:
        accounts.revoke_session(connection, _token_hash(token))


def add_account(
    store: Store,
    *,
    login: str,
    password: str,
    role: Role,
    display_name: str = "",
    unit_ids: Sequence[UnitId] = (),
    department: str = "",
) -> UserId:
    """Add an account that works over the given units and all below them.

    Parameters
    ----------
    department
        Entry of the duty list (报到职责清单) that a department's account answers to: it checks in as this one
        alone, and sees only the cases that called it.

    Raises
    ------
    InputError
        The password is too short or long, the role is that of visitors, or ``department_unknown``: not on
        the list, or given to another role.
    Conflict
        The login is taken.
    """
    if role is Role.ANONYMOUS:
        raise InputError(
            "accounts cannot be anonymous", chinese="账号不能使用“未登录”角色", code="role_invalid"
        )
    _check_department(store, role, department)
    password_hash = hash_password(password)
    with store.system() as connection:
        user_id = accounts.create_account(
            connection,
            login=login,
            password_hash=password_hash,
            display_name=display_name or login,
            role=role,
            unit_ids=unit_ids,
            department=department,
        )
        audit.record(connection, action="account_added", target_kind="account", target_id=user_id)
    return user_id


def _check_department(store: Store, role: Role, department: str) -> None:
    known = case_standards(store).tree.departments
    if department and (role is not Role.DEPARTMENT or department not in known):
        told = "、".join(f"{code}（{one.chinese}）" for code, one in known.items())
        raise InputError(
            f"department {department!r} for a {role}",
            chinese=f"只有“职能部门”账号可指定部门，且须在报到职责清单中：{told}",
            code="department_unknown",
            value=department[:40],
        )


def exists(store: Store, login: str) -> bool:
    """Whether an account has this login."""
    with store.system() as connection:
        return accounts.find_account(connection, login) is not None


def list_accounts(store: Store) -> pd.DataFrame:
    """List all accounts, disabled ones too: login, display_name, role, is_disabled, created_at, department, paths."""
    with store.system() as connection:
        return accounts.list_accounts(connection)


def display_names(store: Store, of: Collection[UserId | None] | None = None) -> dict[int, str]:
    """Give the name that each account is shown by, by user id: of those named, else of all."""
    wanted = None if of is None else [user_id for user_id in dict.fromkeys(of) if user_id is not None]
    if wanted == []:
        return {}
    with store.system() as connection:
        return accounts.read_display_names(connection, wanted)


def _user_id_of(store: Store, login: str) -> UserId:
    """Find an account's id by its login, or raise ``NotFound``."""
    with store.system() as connection:
        account = accounts.find_account(connection, login)
    if account is None:
        raise NotFound(
            f"no account {login!r}", chinese=f"没有账号“{login}”", code="account_unknown", login=login
        )
    return account.user_id


def change_password(store: Store, login: str, password: str) -> None:
    """Give an account another password; its sessions end."""
    password_hash, user_id = hash_password(password), _user_id_of(store, login)
    with store.system() as connection:
        accounts.set_password_hash(connection, user_id, password_hash)
        audit.record(connection, action="password_changed", target_kind="account", target_id=user_id)


def change_department(store: Store, login: str, department: str) -> None:
    """Tie a department's account to another entry of the duty list, or to none with an empty code.

    Raises
    ------
    NotFound
        There is no such account.
    InputError
        ``department_unknown``: not on the list, or the account is no department's.
    """
    user_id = _user_id_of(store, login)
    with store.system() as connection:
        _check_department(store, accounts.read_account(connection, user_id).role, department)
        accounts.set_department(connection, user_id, department)
        detail = {"department": department}
        audit.record(
            connection, action="department_changed", target_kind="account", target_id=user_id, detail=detail
        )


def disable(store: Store, login: str) -> None:
    """Shut an account; its sessions end."""
    user_id = _user_id_of(store, login)
    with store.system() as connection:
        accounts.disable_account(connection, user_id)
        audit.record(connection, action="account_disabled", target_kind="account", target_id=user_id)
