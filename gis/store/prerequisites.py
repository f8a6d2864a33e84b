"""See that a database has what the schema stands on: version, extensions, the application's role.

The private cluster's superuser has made them all already. On somebody's own server the user of ``DATABASE_URL``
makes what it may; the rest is asked of the administrator at once, as statements to run.
"""

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

from gis.errors import StoreError
from gis.store.databases import APPLICATION, EXTENSIONS
from gis.store.server_programs import OLDEST_VERSION

_OLDEST_POSTGIS = 3


def prepare(connection: Connection) -> None:
    """Add what is missing, in the transaction at hand.

    Raises
    ------
    StoreError
        The server is older than PostgreSQL 15 or its PostGIS older than 3, or the user may not add an extension
        or the role; the sentence lists the statements an administrator has to run, all of them.
    """
    _check_server(connection)
    asked = [
        statement
        for statement, is_there in [*_extensions(connection), *_role(connection)]
        if not is_there and not _may_run(connection, statement)
    ]
    if asked:
        raise _ask_administrator(asked)
    _check_postgis(connection)


def _extensions(connection: Connection) -> list[tuple[str, bool]]:
    """Pair the statement that adds each extension with whether it is there."""
    there = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    return [(f"CREATE EXTENSION {name}", name in there) for name in EXTENSIONS]


def _role(connection: Connection) -> list[tuple[str, bool]]:
    """Pair the statements that make the role, and that let the user step down to it, with whether they held."""
    name = {"name": APPLICATION}
    there = connection.scalar(text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :name)"), name)
    member = there and connection.scalar(text("SELECT pg_has_role(current_user, :name, 'MEMBER')"), name)
    user = sql.Identifier(str(connection.scalar(text("SELECT current_user")))).as_string()
    return [
        (f"CREATE ROLE {APPLICATION} NOLOGIN", bool(there)),
        (f"GRANT {APPLICATION} TO {user}", bool(member)),
    ]


def _may_run(connection: Connection, statement: str) -> bool:
    """Run a statement; False, with nothing changed, where the server does not let this user."""
    inner = connection.begin_nested()
    try:
        connection.exec_driver_sql(statement)
    except Exception as error:
        inner.rollback()
        if not isinstance(getattr(error, "orig", None), psycopg.Error):
            raise
        return False
    inner.commit()
    return True


def _ask_administrator(statements: list[str]) -> StoreError:
    """Say everything that an administrator has to run, so that nobody has to come twice."""
    listed = "；".join(statements)
    return StoreError(
        f"the user of DATABASE_URL may not run: {'; '.join(statements)}",
        chinese=f"DATABASE_URL 的用户无权完成以下准备。请由管理员在该库依次执行：{listed}；然后重试",
        code="database_not_prepared",
        statements=statements,
    )


def _check_server(connection: Connection) -> None:
    """Refuse a server that the schema was not written for."""
    version = int(connection.scalar(text("SELECT current_setting('server_version_num')"))) // 10_000
    if version < OLDEST_VERSION:
        raise StoreError(
            f"server version {version} is older than {OLDEST_VERSION}",
            chinese=f"数据库版本过旧（PostgreSQL {version}），需要 {OLDEST_VERSION} 或更新版本",
            code="server_too_old",
            version=version,
        )


def _check_postgis(connection: Connection) -> None:
    """Refuse a PostGIS that lacks the functions we call."""
    version = str(connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'")))
    if int(version.split(".", maxsplit=1)[0]) < _OLDEST_POSTGIS:
        raise StoreError(
            f"PostGIS {version} is older than {_OLDEST_POSTGIS}",
            chinese=f"PostGIS 版本过旧（{version}），需要 {_OLDEST_POSTGIS} 或更新版本",
            code="postgis_too_old",
            version=version,
        )
