"""Sessions see their scope and no more, and what the database refuses is told as what it means."""

import pytest
from sqlalchemy import text

from gis.errors import Conflict, NotAllowed, StoreError
from gis.model.access import ANONYMOUS, Role, Scope
from gis.settings import Settings
from gis.store.engine import open_store
from gis.store.tables import METADATA

pytestmark = pytest.mark.database

PUBLIC = {
    "territory", "unit", "unit_version", "community", "estate", "building", "grid", "official_code", "unit_member",
    "building_part", "building_part_version", "edition", "edition_layer", "street", "gate", "barrier", "water",
    "green", "service_point", "facility", "fabric", "cell", "fabric_crosswalk", "plan", "plan_grid", "plan_cell",
    "plan_operation", "plan_event", "micro_grid_part", "role", "organisation", "standard",
    "case_number", "idempotency_key",
}  # fmt: skip
SIGN_IN = {"account", "account_scope", "session"}


def _count(store, scope, name):
    with store.session(scope) as connection:
        return connection.scalar(text(f'SELECT count(*) FROM "{name}"'))


def test_a_session_runs_as_a_role_that_owns_nothing(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        assert connection.scalar(text("SELECT current_user")) == "wangge_app"
        owned = "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'wangge_app'"
        assert connection.scalar(text(owned)) == 0


def test_the_role_is_left_with_the_transaction(tiny_store):
    with tiny_store.store.session(tiny_store.scope()):
        pass
    with tiny_store.store.system() as connection:
        assert connection.scalar(text("SELECT current_user")) != "wangge_app"
        assert connection.scalar(text("SELECT coalesce(current_setting('wangge.paths', true), '')")) == ""


def test_every_table_that_is_not_public_has_row_security_or_is_closed(tiny_store):
    with tiny_store.store.system() as connection:
        rows = connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
            )
        )
        secured = {row.relname for row in rows}
    open_to_all = {table.name for table in METADATA.sorted_tables} - secured - SIGN_IN
    assert open_to_all <= {"role"}


@pytest.mark.parametrize("name", sorted(table.name for table in METADATA.sorted_tables))
def test_a_visitor_changes_no_row_of_any_table(tiny_store, name):
    column = next(iter(METADATA.tables[name].columns)).name
    for change in (f'DELETE FROM "{name}"', f'UPDATE "{name}" SET {column} = {column}'):
        try:
            with tiny_store.store.session(ANONYMOUS) as connection:
                assert connection.execute(text(change)).rowcount == 0
        except NotAllowed:
            pass


@pytest.mark.parametrize("name", sorted({t.name for t in METADATA.sorted_tables} - PUBLIC - SIGN_IN))
def test_a_visitor_and_a_stranger_read_nothing_that_is_protected(tiny_store, name):
    stranger = Scope(None, Role.LEADER, ("987654",))
    assert _count(tiny_store.store, ANONYMOUS, name) == 0
    assert _count(tiny_store.store, stranger, name) == 0


def test_writing_outside_the_scope_is_refused_in_chinese(tiny_store):
    stranger = Scope(None, Role.PLANNER, ("987654",))
    insert = "INSERT INTO event (unit_id, title) VALUES (:unit_id, 'x')"
    with pytest.raises(NotAllowed) as refused, tiny_store.store.session(stranger) as connection:
        connection.execute(text(insert), {"unit_id": tiny_store.subdistrict_id})
    assert refused.value.code == "out_of_scope"


def test_nobody_chooses_the_path_of_a_row(tiny_store):
    with tiny_store.store.session(tiny_store.scope()) as connection:
        path = connection.scalar(
            text(
                "INSERT INTO event (unit_id, title, path) VALUES (:unit_id, 'x', '555') RETURNING path::text"
            ),
            {"unit_id": tiny_store.subdistrict_id},
        )
        assert path == tiny_store.path
        connection.rollback()


def test_a_refused_constraint_is_a_conflict_that_names_it(store):
    with pytest.raises(Conflict) as refused, store.system() as connection:
        connection.execute(text("INSERT INTO fabric (subdistrict_id) VALUES (12345)"))
    assert refused.value.facts["constraint"] == "fabric_subdistrict_id_fkey"


def test_what_failed_leaves_nothing_behind(store):
    with pytest.raises(Conflict), store.system() as connection:
        connection.execute(text("INSERT INTO territory (name) VALUES ('half')"))
        connection.execute(text("INSERT INTO fabric (subdistrict_id) VALUES (12345)"))
    with store.system() as connection:
        assert connection.scalar(text("SELECT count(*) FROM territory WHERE name = 'half'")) == 0


def test_a_database_that_is_not_there_is_told_with_the_command_that_starts_it(tmp_path):
    settings = Settings(
        data_dir=tmp_path, socket_dir=tmp_path, database_url=f"postgresql://nobody@/none?host={tmp_path}"
    )
    with pytest.raises(StoreError) as ill, open_store(settings).system():
        pass
    assert ill.value.code == "server_unreachable"
    assert "wangge db start" in ill.value.chinese


def test_a_database_without_schema_is_told_with_the_command_that_migrates(cluster, store):
    empty = open_store(_with_database(store.settings, "postgres"))
    with pytest.raises(StoreError) as ill, empty.session(ANONYMOUS) as connection:
        connection.execute(text("SELECT 1 FROM unit"))
    empty.close()
    assert ill.value.code == "not_migrated"


def _with_database(settings, name):
    from dataclasses import replace

    head, _, tail = settings.database_url.partition("/test_")
    return replace(settings, database_url=f"{head}/{name}{tail[tail.index('?') :]}")
