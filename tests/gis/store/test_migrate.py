"""The migrated database is what the tables say, and holds nothing that must never be stored."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import text

from gis.store.migrate import MIGRATIONS, newest_revision
from gis.store.tables import METADATA

pytestmark = pytest.mark.database

_NEVER = re.compile(
    r"id_?(number|card)|identity_number|birth|religio|ethnic|nation|health|disab(led_person|ility)|roster"
    r"|politic|party_member|home_address|vetting|concern_person|trail|track|face|fingerprint|real_name|person_name"
)


def _columns_of_ours(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
    return not (kind == "table" and name in {"spatial_ref_sys", "alembic_version"}) and not (
        kind == "schema" and name == "queue"
    )


def _context(connection):
    return MigrationContext.configure(
        connection,
        opts={
            "include_name": _columns_of_ours,
            "include_object": alembic_helpers.include_object,
            "compare_type": True,
            "compare_server_default": False,
        },
    )


def test_the_migrated_database_agrees_with_the_tables(store):
    with store.system() as connection:
        assert compare_metadata(_context(connection), METADATA) == []


def test_migrating_twice_changes_nothing(store):
    assert store.migrate() == newest_revision()
    assert store.is_migrated()


def test_a_filled_database_of_before_addresses_is_brought_up_and_keeps_its_places(own_tiny_store):
    store = own_tiny_store.store
    with store.system() as connection:
        for table in ("estate", "service_point", "facility"):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN address"))
        connection.exec_driver_sql((MIGRATIONS / "sql" / "0010_addresses.sql").read_text(encoding="utf-8"))
        assert compare_metadata(_context(connection), METADATA) == []
        for table, rows in (("estate", 3), ("service_point", 3)):
            counted = text(f"SELECT count(*), count(address) FROM {table}")
            assert tuple(connection.execute(counted).one()) == (rows, 0)


def test_every_table_says_what_it_is_for():
    silent = [table.name for table in METADATA.sorted_tables if not table.comment]
    assert silent == []


def test_what_is_never_stored_has_no_column(store):
    with store.system() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            )
        ).all()
    assert len(rows) > 300
    assert [row for row in rows if _NEVER.search(row.column_name)] == []


def test_the_rule_of_what_is_never_stored_can_fail():
    for name in (
        "id_number",
        "birth_date",
        "religion",
        "party_membership_politics",
        "home_address",
        "health_note",
    ):
        assert _NEVER.search(name), name
