"""What the tables of service circles refuse by themselves."""

import pytest

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("INSERT INTO coverage_run (unit_id, state) VALUES (:s, 'dreaming')", "coverage_run_state_check"),
        (
            "INSERT INTO coverage_cell (run_id, h3, buildings, households, covered_households) VALUES (1, 1, 1, 5, 6)",
            "coverage_cell_households_check",
        ),
        (
            "INSERT INTO coverage_gap (run_id, serial, households, households_lacking) VALUES (1, 1, 5, 6)",
            "coverage_gap_households_check",
        ),
        (
            "INSERT INTO coverage_building (run_id, version_id, walking_s) VALUES (1, 1, -1)",
            "coverage_building_walking_s_check",
        ),
        (
            "INSERT INTO coverage_gap (run_id, serial, households, households_lacking, state) VALUES (1, 1, 5, 5, 'lost')",
            "coverage_gap_state_check",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint


def test_an_h3_index_fits_though_a_float_could_not_hold_it(refusal):
    sql = (
        "INSERT INTO coverage_cell (run_id, h3, buildings, households, covered_households)"
        " SELECT id, 622236750694711295, 1, 5, 5 FROM coverage_run"
    )
    assert refusal(sql) == ""
