"""Open the store, and hand out transactions that see what a scope may see."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gis.errors import Conflict, NotAllowed, StoreError, WanggeError
from gis.model.access import Scope
from gis.settings import Settings
from gis.store.cluster import Cluster
from gis.store.migrate import current_revision, migrate, newest_revision
from gis.store.vault import Vault

__all__ = ["Connection", "Store", "open_store"]

_ENTER = text(
    "SELECT set_config('role', 'wangge_app', true), set_config('wangge.paths', :paths, true),"
    " set_config('wangge.user_id', :user_id, true), set_config('wangge.role', :role, true),"
    " set_config('wangge.department', :department, true)"
)
_REFUSED = "42501"
_APPEND_ONLY = "WG001"
_NO_TABLE = "42P01"
_NO_ROLE = "22023"
_COLLISIONS = {"40001", "40P01", "55P03"}


class Store:
    """A pool of connections to one database.

    Parameters
    ----------
    engine
        Connects as the owner of the tables; sessions of a scope step down to ``wangge_app``.
    settings
        Where this installation stands.
    """

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self.settings = settings
        self.vault = Vault(settings.data_dir)

    @contextmanager
    def session(self, scope: Scope) -> Iterator[Connection]:
        """Give one transaction in which row security shows what the scope may see.

        Committed at the end, rolled back where anything is raised.

        Raises
        ------
        NotAllowed
            A row was written outside the scope.
        Conflict
            A constraint refused what was written, or another transaction was faster.
        StoreError
            The database is missing, unreachable or not migrated.
        """
        with self._transaction() as connection:
            connection.execute(
                _ENTER,
                {
                    "paths": "{" + ",".join(scope.paths) + "}",
                    "user_id": "" if scope.user_id is None else str(scope.user_id),
                    "role": scope.role.value,
                    "department": scope.department,
                },
            )
            yield connection

    @contextmanager
    def system(self) -> Iterator[Connection]:
        """Give one transaction as the owner, who sees everything: seeds, sign-in, background work."""
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                connection.info["vault"] = self.vault
                yield connection
        except PoolTimeout as error:
            raise StoreError(
                "no connection became free", chinese="系统繁忙，请稍后再试", code="database_busy"
            ) from error
        except DBAPIError as error:
            raise translate(error) from error

    def libpq_address(self) -> str:
        """Spell the address, password included, for a library that opens connections of its own."""
        return self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def migrate(self) -> str:
        """Bring the schema to the newest revision and name it."""
        try:
            return migrate(self._engine)
        except DBAPIError as error:
            raise translate(error) from error

    def is_migrated(self) -> bool:
        """Whether the schema is at the revision this code expects."""
        with self._transaction() as connection:
            return current_revision(connection) == newest_revision()

    def close(self) -> None:
        """Let all connections go."""
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open the store of an installation; connects on first use, and starts no server.

    Parameters
    ----------
    settings
        ``database_url``, or else the private cluster in ``data_dir``.
    """
    engine = create_engine(
        Cluster(settings).url(),
        pool_size=8,
        max_overflow=24,
        pool_timeout=20,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": "-c timezone=UTC -c jit=off"},
    )
    return Store(engine, settings)


def translate(error: DBAPIError) -> WanggeError:
    """Say what an error of the database means for a person."""
    cause = error.orig
    state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
    if state is None or state[:2] in {"08", "57"}:
        return StoreError(
            f"database unreachable: {cause}",
            chinese="无法连接数据库。请执行：wangge db start",
            code="server_unreachable",
        )
    if state in {_NO_TABLE, _NO_ROLE}:
        return StoreError(
            f"database not migrated: {cause}",
            chinese="数据库结构不是当前版本。请执行：wangge db migrate",
            code="not_migrated",
        )
    if state in {_REFUSED, _APPEND_ONLY}:
        return NotAllowed(
            f"refused by the database: {cause}", chinese="无权改动此范围内的数据", code="out_of_scope"
        )
    if state[:2] == "23" or state in _COLLISIONS:
        return _collision(cause, state)
    return StoreError(
        f"database error {state}: {cause}", chinese="数据库出错，操作已撤销", code="database_error"
    )


def _collision(cause: object, state: str) -> Conflict:
    """Name the constraint that refused a row."""
    name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    return Conflict(
        f"refused by constraint {name}: {cause}",
        chinese="数据已被他人改动或与现有数据冲突，操作已撤销" + (f"（{name}）" if name else ""),
        code="constraint_refused" if state[:2] == "23" else "somebody_was_faster",
        constraint=name,
    )
