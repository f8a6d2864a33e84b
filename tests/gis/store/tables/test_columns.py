"""Names of constraints are made by one rule, so that a refusal can be told by name."""

import pytest
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table

from gis.store.tables import METADATA
from gis.store.tables.columns import Ltree, geometry_is, one_of


def test_a_closed_list_is_spelled_out():
    check = one_of("state", ["a", "b"])
    assert str(check.sqltext) == "state IN ('a', 'b')"


def test_types_of_a_geometry_are_compared_as_postgis_spells_them():
    assert "'MULTIPOLYGON'" in str(geometry_is("Polygon", "MultiPolygon").sqltext)


def test_checks_are_named_after_table_and_subject():
    table = Table(
        "t", MetaData(naming_convention=METADATA.naming_convention), Column("n", Integer), one_of("n", ["1"])
    )
    names = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
    assert names == {"t_n_check"}


def test_a_path_is_an_ltree():
    assert Ltree().get_col_spec() == "LTREE"


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_reference_has_a_real_foreign_key(table):
    loose = [
        column.name
        for column in table.columns
        if column.name.endswith("_id") and not column.foreign_keys and not column.primary_key
    ]
    assert set(loose) <= {"target_id", "account_id"}, loose
