"""What the tables of duties refuse by themselves."""

import pytest

from gis.store.tables import people

pytestmark = pytest.mark.database

_ROLE = "WITH r AS (INSERT INTO role (code, chinese, unit_kind) VALUES ('x', '网格长', 'subdistrict') RETURNING code)"


def test_an_officeholder_is_a_number_and_nothing_more():
    assert set(people.officeholder.columns.keys()) == {
        "id",
        "territory",
        "number",
        "created_at",
    }


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("INSERT INTO role (code, unit_kind) VALUES ('x', 'household')", "role_unit_kind_check"),
        (
            "INSERT INTO role (code, unit_kind, posts_per_unit) VALUES ('x', 'grid', -1)",
            "role_posts_per_unit_check",
        ),
        (
            "INSERT INTO post (role_code, unit_id, valid) VALUES ('none', :s, '[2021-01-01,)')",
            "post_role_code_fkey",
        ),
        (
            f"{_ROLE} INSERT INTO post (role_code, unit_id, valid) SELECT code, :s, 'empty' FROM r",
            "post_valid_check",
        ),
        (
            "INSERT INTO officeholder (territory, number) VALUES ('tiny', 1), ('tiny', 1)",
            "officeholder_territory_number_key",
        ),
        (
            "INSERT INTO post_absence (post_id, absent) VALUES (1, '[2021-01-01,)')",
            "post_absence_post_id_fkey",
        ),
        (
            "INSERT INTO display_consent (post_id, officeholder_id, granted_on) VALUES (1, 1, '2021-01-01')",
            "display_consent_post_id_fkey",
        ),
        (
            "INSERT INTO display_consent (post_id, officeholder_id, granted_on, ended_at, sealed_name)"
            " VALUES (1, 1, '2021-01-01', now(), 'x')",
            "display_consent_erased_check",
        ),
        (
            "INSERT INTO organisation (territory, code) VALUES ('tiny', 'a'), ('tiny', 'a')",
            "organisation_territory_code_key",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(refusal, sql, constraint):
    assert refusal(sql) == constraint
