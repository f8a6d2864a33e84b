"""What the tables of cells refuse by themselves."""

import pytest

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE cell SET code = 'same'", "cell_fabric_id_code_key"),
        ("UPDATE cell SET geometry = ST_Centroid(geometry)", "cell_geometry_type_check"),
        ("UPDATE cell SET geometry = NULL", "geometry"),
        ("UPDATE cell SET building_id = 999999999", "cell_building_id_fkey"),
        ("DELETE FROM cell", "plan_cell_cell_fkey"),
        ("DELETE FROM fabric", "cell_fabric_id_fkey"),
        (
            "INSERT INTO fabric_crosswalk SELECT min(id), max(id), -1 FROM cell",
            "fabric_crosswalk_households_check",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint
