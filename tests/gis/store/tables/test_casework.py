"""What the tables of cases refuse by themselves: a dispute has no place, a photo has its checksum."""

import pytest

pytestmark = pytest.mark.database

_CASE = "INSERT INTO \"case\" (number, unit_id, {0}) VALUES ('n', :s, {1})"


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("is_dispute, grid_id", "true, (SELECT min(unit_id) FROM grid)", "case_dispute_has_no_place_check"),
        (
            "is_dispute, geometry",
            "true, ST_SetSRID(ST_MakePoint(1, 2), 4326)",
            "case_dispute_has_no_place_check",
        ),
        ("is_dispute", "true", ""),
        ("priority", "6", "case_priority_check"),
        ("satisfaction", "0", "case_satisfaction_check"),
        ("grid_id", "999999999", "case_grid_id_fkey"),
    ],
)
def test_a_case_is_what_a_case_can_be(refusal, column, value, constraint):
    assert refusal(_CASE.format(column, value)) == constraint


def test_a_number_is_given_once(refusal):
    assert refusal("INSERT INTO \"case\" (number, unit_id) VALUES ('n', :s), ('n', :s)") == "case_number_key"


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("INSERT INTO photo (case_id, sha256, size_bytes) VALUES (1, 'ABC', 1)", "photo_sha256_check"),
        ("INSERT INTO case_link (case_id, other_case_id) VALUES (1, 1)", "case_link_not_itself_check"),
        ("INSERT INTO case_event (case_id, serial) VALUES (1, 1)", "case_event_case_id_fkey"),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint
