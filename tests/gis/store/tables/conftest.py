"""Try a statement that a constraint should refuse, and undo it whatever happens."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


@pytest.fixture
def refusal(tiny_store):
    """Give a function: which constraint refuses a statement; empty where none does."""

    def ask(sql, **known):
        with tiny_store.store.system() as connection:
            try:
                connection.execute(
                    text(sql), {"s": tiny_store.subdistrict_id, "p": tiny_store.plan_id, **known}
                )
            except DBAPIError as error:
                return error.orig.diag.constraint_name or error.orig.diag.column_name or error.orig.sqlstate
            finally:
                connection.rollback()
            return ""

    return ask
