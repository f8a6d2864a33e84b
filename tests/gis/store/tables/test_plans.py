"""What the tables of plans refuse by themselves: no edit can make a gap, an overlap or a second plan in force."""

import pytest

pytestmark = pytest.mark.database

_COPY = (
    "INSERT INTO plan (unit_id, path, fabric_id, state, valid) SELECT unit_id, path, fabric_id, 'in_force', :valid"
    " FROM plan WHERE id = :p"
)


def test_plans_of_one_subdistrict_are_never_in_force_at_once(refusal):
    assert refusal(_COPY.replace(":valid", "'[2021-01-01,)'")) == "plan_valid_excl"
    assert refusal(_COPY.replace(":valid", "'[2019-01-01,2020-01-01)'")) == ""


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE plan SET state = 'draft'", "plan_valid_state_check"),
        ("UPDATE plan SET state = 'wish'", "plan_state_check"),
        ("INSERT INTO plan_cell SELECT * FROM plan_cell LIMIT 1", "plan_cell_pkey"),
        ("UPDATE plan_cell SET grid_id = 999999999", "plan_cell_grid_fkey"),
        (
            "UPDATE plan_cell SET cell_id = 999999999 WHERE cell_id = (SELECT min(cell_id) FROM plan_cell)",
            "plan_cell_cell_fkey",
        ),
        ("UPDATE plan_cell SET fabric_id = 999999999", "plan_cell_plan_fkey"),
        ("DELETE FROM plan_grid", "plan_cell_grid_fkey"),
        ("UPDATE micro_grid_part SET grid_id = 999999999", "micro_grid_part_grid_id_fkey"),
        ("DELETE FROM plan_event", "WG001"),
        ("UPDATE plan_event SET reason = 'other'", "WG001"),
        ("TRUNCATE plan_operation CASCADE", "WG001"),
        ("UPDATE plan SET unit_id = (SELECT min(unit_id) FROM grid)", "plan_unit_fkey"),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint


def test_a_key_of_a_page_stands_once_in_the_log(refusal):
    sql = "INSERT INTO plan_operation (plan_id, serial, client_key) VALUES (:p, 1, 'k'), (:p, 2, 'k')"
    assert refusal(sql) == "plan_operation_plan_id_client_key_key"
