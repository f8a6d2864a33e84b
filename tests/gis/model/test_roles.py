"""Roles are read from what a person wrote, written back the same, and refused by name where they are none."""

import pytest

from gis.errors import InputError
from gis.model.roles import parse_roles, roles_document
from gis.model.units import UnitKind

LEADER = {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "rank": 30, "posts_per_unit": 1}
WORKER = {"code": "grid_worker", "chinese": "网格员", "unit_kind": "grid", "rank": 20}


def test_roles_stand_in_the_order_of_the_chain():
    assert [role.code for role in parse_roles({"role": [LEADER, WORKER]})] == ["grid_worker", "grid_leader"]


def test_what_is_written_is_read_as_it_was():
    roles = parse_roles({"role": [{**LEADER, "duties": "巡查\n\n 上报 "}, WORKER]})
    assert parse_roles(roles_document(roles)) == roles
    assert roles[1].duties == "巡查\n上报"
    assert roles[0].posts_per_unit is None
    assert roles[0].unit_kind is UnitKind.GRID


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "网格长"},
        {"code": ""},
        {"chinese": ""},
        {"unit_kind": "village"},
        {"unit_kind": None},
        {"unit_kind": ["grid"]},
        {"rank": "first"},
        {"rank": -1},
        {"posts_per_unit": 1.5},
        {"posts_per_unit": 101},
        {"duties": ["巡查"]},
        {"duties": "长" * 1001},
        {"birthday": "1970"},
    ],
)
def test_a_faulty_role_is_refused(fault):
    with pytest.raises(InputError) as refusal:
        parse_roles({"role": [{**LEADER, **fault}]})
    assert refusal.value.code == "template_invalid"


@pytest.mark.parametrize("rows", [[], None, "x", [LEADER, LEADER], [7]])
def test_a_list_that_is_none_is_refused(rows):
    with pytest.raises(InputError):
        parse_roles({"role": rows})
