"""Roles and rights."""

import pytest

from gis.model.access import ANONYMOUS, RIGHTS, ROLE_CHINESE, Right, Role, Scope
from gis.model.ids import UserId


def test_a_visitor_sees_only_what_is_public() -> None:
    assert [right for right in Right if ANONYMOUS.may(right)] == [Right.SEE_PUBLIC]
    assert ANONYMOUS.paths == ()


def test_every_role_has_rights_and_a_chinese_word() -> None:
    assert set(RIGHTS) == set(Role) == set(ROLE_CHINESE)


def test_a_right_is_somebody_s() -> None:
    assert frozenset().union(*RIGHTS.values()) == set(Right)


@pytest.mark.parametrize("right", [Right.DRAFT_PLANS, Right.APPROVE_PLANS])
def test_who_drafts_a_plan_does_not_approve_it(right: Right) -> None:
    holders = {role for role in Role if Scope(UserId(1), role).may(right)}
    assert len(holders) == 1


@pytest.mark.parametrize(
    ("path", "inside"),
    [("1.2", True), ("1.2.3", True), ("1", False), ("1.20", False), ("2.1.2", False), ("", False)],
)
def test_a_scope_holds_its_units_and_all_below_and_nothing_that_only_begins_alike(
    path: str, *, inside: bool
) -> None:
    assert Scope(UserId(1), Role.COMMUNITY, ("1.2",)).holds(path) is inside
    assert not ANONYMOUS.holds(path)
