"""Accounts to try a demo world with: one per role, random passwords, on this machine only."""

import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from gis.errors import NotAllowed
from gis.model.access import ROLE_CHINESE, Role
from gis.model.ids import UnitId
from gis.store.engine import Store
from gis.workflows import accounts
from gis.workflows.live_standards import case_standards

DEPARTMENTS = {
    "demo_department": "district_environment",
    "demo_environment_post": "subdistrict_environment",
}
LOGINS = {f"demo_{role.value}": role for role in Role if role not in (Role.ANONYMOUS, Role.DEPARTMENT)}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One login to try; the password is shown this once and kept nowhere."""

    login: str
    password: str
    role: Role
    department: str = ""

    @property
    def role_chinese(self) -> str:
        """The role's name as shown, and the department's beside it."""
        return ROLE_CHINESE[self.role] + (f"（{self.department}）" if self.department else "")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host; a name other than localhost counts as reachable."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_demo_accounts(
    store: Store,
    *,
    subdistrict_ids: Sequence[UnitId],
    community_id: UnitId,
    grid_id: UnitId,
) -> list[DemoAccount]:
    """Make, or give fresh passwords to, one account per role; those that exist keep their units.

    The grid worker works in one grid, the community worker in one community, everybody else in the whole. Two
    departments play the whistle story: the district's environment bureau and the sub-district's post.

    Parameters
    ----------
    store
        Holds a demo world and is served on loopback (``store.settings.host``).
    subdistrict_ids
        Where planners, approvers, leaders, departments and administrators work.
    community_id, grid_id
        Where the community worker and the grid worker work.

    Raises
    ------
    NotAllowed
        The service listens beyond this machine (``demo_beyond_loopback``).
    """
    if not is_loopback(store.settings.host):
        raise NotAllowed(
            f"demo accounts with the service on {store.settings.host}",
            chinese="演示账号只能在仅本机可访问时创建（--host 127.0.0.1）",
            code="demo_beyond_loopback",
        )
    units = {Role.GRID_WORKER: [grid_id], Role.COMMUNITY: [community_id]}
    made = [
        _make(store, login, role, units.get(role, list(subdistrict_ids))) for login, role in LOGINS.items()
    ]
    return made + [
        _make(store, login, Role.DEPARTMENT, list(subdistrict_ids), department)
        for login, department in DEPARTMENTS.items()
    ]


def shut_demo_accounts(store: Store) -> list[str]:
    """Give the accounts of a demo passwords that nobody knows, and end their sessions; say which there were.

    For a service that listens beyond this machine; preparing the demo on loopback gives fresh passwords again.
    """
    there = [login for login in (*LOGINS, *DEPARTMENTS) if accounts.exists(store, login)]
    for login in there:
        accounts.change_password(store, login, secrets.token_urlsafe(32))
    return there


def _make(
    store: Store, login: str, role: Role, unit_ids: Sequence[UnitId], department: str = ""
) -> DemoAccount:
    """Make one account, or give it a fresh password."""
    password = secrets.token_urlsafe(9)
    duty = case_standards(store).tree.departments.get(department)
    name = duty.chinese if duty else ROLE_CHINESE[role]
    if accounts.exists(store, login):
        accounts.change_password(store, login, password)
        if department:
            accounts.change_department(store, login, department)
    else:
        accounts.add_account(
            store,
            login=login,
            password=password,
            role=role,
            display_name=f"演示{name}",
            unit_ids=unit_ids,
            department=department,
        )
    return DemoAccount(login, password, role, name if department else "")
