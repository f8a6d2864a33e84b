"""Who may see and do what: roles, rights, and the part of the unit tree a person works in."""

from dataclasses import dataclass
from enum import StrEnum

from gis.model.ids import UserId


class Role(StrEnum):
    """The account's role (账号角色); posts of officeholders are another matter."""

    ANONYMOUS = "anonymous"
    GRID_WORKER = "grid_worker"
    COMMUNITY = "community"
    PLANNER = "planner"
    APPROVER = "approver"
    LEADER = "leader"
    DEPARTMENT = "department"
    ADMINISTRATOR = "administrator"


ROLE_CHINESE = {
    Role.ANONYMOUS: "未登录",
    Role.GRID_WORKER: "网格员",
    Role.COMMUNITY: "社区工作者",
    Role.PLANNER: "网格规划员",
    Role.APPROVER: "审批人",
    Role.LEADER: "分管领导",
    Role.DEPARTMENT: "职能部门",
    Role.ADMINISTRATOR: "系统管理员",
}


class Right(StrEnum):
    """One thing a person may do; an endpoint names the right it needs."""

    SEE_PUBLIC = "see_public"
    SEE_UNITS = "see_units"
    SEE_PEOPLE = "see_people"
    REVEAL_CONTACTS = "reveal_contacts"
    APPOINT = "appoint"
    SEE_CASES = "see_cases"
    SEE_CASE_MAPS = "see_case_maps"
    FILE_CASES = "file_cases"
    HANDLE_CASES = "handle_cases"
    DRAFT_PLANS = "draft_plans"
    APPROVE_PLANS = "approve_plans"
    IMPORT_LAYERS = "import_layers"
    MEASURE_COVERAGE = "measure_coverage"
    SEE_REPORTS = "see_reports"
    ADMINISTER = "administer"


_SIGNED_IN = frozenset(
    {
        Right.SEE_PUBLIC,
        Right.SEE_UNITS,
        Right.SEE_PEOPLE,
        Right.SEE_CASES,
        Right.SEE_CASE_MAPS,
        Right.SEE_REPORTS,
    }
)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ANONYMOUS: frozenset({Right.SEE_PUBLIC}),
    Role.GRID_WORKER: _SIGNED_IN | {Right.FILE_CASES, Right.HANDLE_CASES},
    Role.COMMUNITY: _SIGNED_IN | {Right.FILE_CASES, Right.HANDLE_CASES, Right.REVEAL_CONTACTS, Right.APPOINT},
    Role.PLANNER: _SIGNED_IN
    | {
        Right.DRAFT_PLANS,
        Right.IMPORT_LAYERS,
        Right.MEASURE_COVERAGE,
        Right.FILE_CASES,
        Right.REVEAL_CONTACTS,
        Right.APPOINT,
    },
    Role.APPROVER: _SIGNED_IN | {Right.APPROVE_PLANS, Right.REVEAL_CONTACTS},
    Role.LEADER: _SIGNED_IN | {Right.HANDLE_CASES, Right.REVEAL_CONTACTS},
    Role.DEPARTMENT: (_SIGNED_IN - {Right.SEE_PEOPLE, Right.SEE_CASE_MAPS})
    | {Right.FILE_CASES, Right.HANDLE_CASES},
    Role.ADMINISTRATOR: _SIGNED_IN | {Right.ADMINISTER, Right.IMPORT_LAYERS},
}


class SessionState(StrEnum):
    """What became of a session: a phone keeps, asks, or removes by it.

    ``ENDED``: signed out or revoked; ``SHUT``: the account is disabled; ``UNKNOWN``: long gone, or never was;
    ``NONE``: nobody showed one.
    """

    ACTIVE = "active"
    EXPIRED = "expired"
    ENDED = "ended"
    SHUT = "shut"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scope:
    """A person at work: who, in which role, over which subtrees of units.

    Attributes
    ----------
    user_id
        None for a visitor who has not signed in.
    role
        The account's role.
    paths
        ltree paths (dot-separated unit ids); the person sees these units and all below. A visitor's
        scope has no path: only what is public is shown.
    department
        A department's entry of the duty list (报到职责清单); it sees the cases that called it. Empty for others.
    """

    user_id: UserId | None
    role: Role
    paths: tuple[str, ...] = ()
    department: str = ""

    def may(self, right: Right) -> bool:
        """Whether this person's role carries the right."""
        return right in RIGHTS[self.role]

    def holds(self, path: str) -> bool:
        """Whether a unit's path lies at or below one of the scope's, as ltree's ``<@`` has it."""
        return any(path == own or path.startswith(f"{own}.") for own in self.paths)


ANONYMOUS = Scope(user_id=None, role=Role.ANONYMOUS)
