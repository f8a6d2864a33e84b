"""What the tables of places refuse by themselves."""

import pytest

pytestmark = pytest.mark.database

_GRID = "(SELECT min(unit_id) FROM grid)"


def test_versions_of_one_unit_never_overlap(refusal):
    again = (
        "INSERT INTO unit_version (unit_id, kind, path, valid, geometry)"
        " SELECT unit_id, kind, path, '[2021-01-01,)', geometry FROM unit_version WHERE unit_id = :s"
    )
    assert refusal(again) == "unit_version_valid_excl"
    assert refusal(again.replace("'[2021-01-01,)'", "'empty'")) == ""
    assert refusal(again.replace("[2021-01-01,)", "[2019-01-01,2020-01-01)")) == ""


def test_a_subtype_is_tied_to_the_kind_of_its_unit(refusal):
    sql = "INSERT INTO grid (unit_id, community_id, number) SELECT :s, min(community_id), 99 FROM grid"
    assert refusal(sql) == "grid_unit_fkey"


def test_a_number_is_given_once_in_a_community(refusal):
    assert refusal("UPDATE grid SET number = 1") == "grid_community_id_number_key"
    assert refusal(f"UPDATE grid SET number = 0 WHERE unit_id = {_GRID}") == "grid_number_check"


def test_a_shape_is_a_polygon(refusal):
    sql = "UPDATE unit_version SET geometry = ST_SetSRID(ST_MakePoint(1, 2), 4326) WHERE unit_id = :s"
    assert refusal(sql) == "unit_version_geometry_type_check"


@pytest.mark.parametrize(
    ("column", "name"), [("households", "counts"), ("residents", "counts"), ("storeys", "sizes")]
)
def test_nothing_is_counted_below_zero(refusal, column, name):
    assert refusal(f"UPDATE building SET {column} = -1") == f"building_{name}_check"


def test_a_unit_in_use_is_not_deleted(refusal):
    assert refusal("DELETE FROM unit WHERE id = :s").endswith("_fkey")


def test_nothing_is_a_member_of_itself(refusal):
    sql = "INSERT INTO unit_member (group_id, member_id, valid) VALUES (:s, :s, '[2021-01-01,)')"
    assert refusal(sql) == "unit_member_not_itself_check"


def test_a_code_is_one_units_for_ever(refusal):
    assert (
        refusal("INSERT INTO official_code (code, unit_id) SELECT code, :s FROM official_code LIMIT 1")
        == "official_code_pkey"
    )
    assert refusal("DELETE FROM official_code") == "WG001"


@pytest.mark.parametrize("address", ["", "路" * 201])
def test_an_address_is_missing_or_as_long_as_it_is_read(refusal, address):
    assert refusal("UPDATE estate SET address = :a", a=address) == "estate_address_check"
    assert refusal("UPDATE estate SET address = :a", a="路" * 200) == ""
    assert refusal("UPDATE estate SET address = NULL") == ""
