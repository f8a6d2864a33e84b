"""Make the roles, the database and the extensions of the private cluster; each step may run again."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from psycopg import sql

from gis.errors import StoreError

DATABASE = "wangge"
OWNER = "wangge_owner"
APPLICATION = "wangge_app"
SUPERUSER = "postgres"

EXTENSIONS = ("postgis", "ltree", "btree_gist", "pg_trgm")


@contextmanager
def superuser(socket_dir: str, password: str, database: str = "postgres") -> Iterator[psycopg.Connection]:
    """Connect as the cluster's superuser, each statement in a transaction of its own."""
    try:
        connection = psycopg.connect(
            host=socket_dir, port=5432, user=SUPERUSER, password=password, dbname=database, autocommit=True
        )
    except psycopg.OperationalError as error:
        raise StoreError(
            f"cannot connect to the private cluster: {error}",
            chinese=f"无法连接数据库（{socket_dir}）。请执行：wangge db start",
            code="server_unreachable",
        ) from error
    with connection:
        yield connection


def make_roles(connection: psycopg.Connection, password: str) -> None:
    """Make the owner, who migrates, and the application's role, which owns nothing."""
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    if OWNER not in there:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
    if APPLICATION not in there:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APPLICATION)))
    owner, application = sql.Identifier(OWNER), sql.Identifier(APPLICATION)
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(owner, sql.Literal(password)))
    connection.execute(sql.SQL("GRANT {} TO {}").format(application, owner))


def make_database(connection: psycopg.Connection, name: str, *, template: str = "template1") -> None:
    """Make a database of the owner's, where there is none of this name."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Drop a database, with whoever is connected to it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def make_extensions(connection: psycopg.Connection) -> None:
    """Add the extensions, and let box queries use their index below row security."""
    there = {name for (name,) in connection.execute("SELECT extname FROM pg_extension").fetchall()}
    missing = [name for name in EXTENSIONS if name not in there]
    for name in missing:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    if missing or not _has_leakproof_boxes(connection):
        connection.execute((files("gis.store") / "sql" / "leakproof.sql").read_text())


def _has_leakproof_boxes(connection: psycopg.Connection) -> bool:
    """Whether the box operator's function is marked already."""
    marked = connection.execute(
        "SELECT bool_and(proleakproof) FROM pg_proc WHERE proname = 'geometry_overlaps'"
    ).fetchone()
    return bool(marked and marked[0])
