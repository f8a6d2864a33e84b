"""Roles, database and extensions are made once; box queries use their index below row security."""

import pytest
from sqlalchemy import text

from gis.errors import StoreError
from gis.store import databases

pytestmark = pytest.mark.database


def test_making_everything_again_changes_nothing(cluster):
    cluster.start()
    with cluster.administer() as connection:
        roles = connection.execute("SELECT count(*) FROM pg_roles").fetchone()
    cluster.start()
    with cluster.administer() as connection:
        assert connection.execute("SELECT count(*) FROM pg_roles").fetchone() == roles


def test_the_owner_and_the_application_are_no_superusers(cluster):
    with cluster.administer() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'wangge%' ORDER BY 1"
        ).fetchall()
    assert rows == [("wangge_app", False, False, False), ("wangge_owner", False, False, True)]


def test_a_box_query_below_row_security_uses_the_index(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.scalars(
            text('EXPLAIN SELECT id FROM "case" WHERE geometry && ST_MakeEnvelope(106, 29, 107, 30, 4326)')
        ).all()
    assert any("case_geometry_idx" in line for line in plan), plan


def test_a_server_that_does_not_answer_is_told_with_the_command_that_starts_it(tmp_path):
    with pytest.raises(StoreError) as ill, databases.superuser(str(tmp_path), "x"):
        pass
    assert "wangge db start" in ill.value.chinese


def test_a_database_is_made_and_dropped_by_name(cluster):
    with cluster.administer() as connection:
        databases.make_database(connection, 'test_1_odd"name')
        databases.make_database(connection, 'test_1_odd"name')
        databases.drop_database(connection, 'test_1_odd"name')
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'test_1_odd%'").fetchall()
    assert found == []
