"""What the tables of imports and plain layers refuse by themselves."""

import pytest

pytestmark = pytest.mark.database


def test_one_edition_of_a_layer_is_active_per_territory(refusal):
    sql = (
        "WITH e AS (INSERT INTO edition (territory) VALUES ('tiny') RETURNING id)"
        " INSERT INTO edition_layer (edition_id, layer, territory, state, rows) SELECT id, 'streets', 'tiny', 'active', 1 FROM e"
    )
    assert refusal(sql) == "edition_layer_active_key"
    assert refusal(sql.replace("'active'", "'loaded'")) == ""


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE edition_layer SET state = 'lost'", "edition_layer_state_check"),
        ("UPDATE edition_layer SET layer = 'moods' WHERE layer = 'green'", "edition_layer_layer_check"),
        ("UPDATE facility SET category = 'gambling'", "facility_category_check"),
        ("UPDATE facility SET confirmation = 'perhaps'", "facility_confirmation_check"),
        ("UPDATE street SET geometry = ST_StartPoint(geometry)", "street_geometry_type_check"),
        ("UPDATE water SET geometry = ST_Centroid(geometry)", "water_geometry_type_check"),
        ("UPDATE service_point SET capacity = -1", "service_point_sizes_check"),
        ("UPDATE service_point SET address = ''", "service_point_address_check"),
        ("UPDATE facility SET address = repeat('路', 201)", "facility_address_check"),
        ("UPDATE street SET code = 'same'", "street_edition_id_code_key"),
        ("UPDATE edition SET territory = 'nowhere'", "edition_territory_fkey"),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint
