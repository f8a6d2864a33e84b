"""Make every table, trigger, policy and the job queue."""

from pathlib import Path

import procrastinate
from alembic import op

revision: str = "0001"
down_revision: str | None = None

_SQL = Path(__file__).resolve().parent.parent / "sql"
_QUEUE_SQL = Path(procrastinate.__file__).parent / "sql" / "schema.sql"


def upgrade() -> None:
    """Run the programs in order: tables first, who may see their rows last."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    for name in ("0001_tables.sql", "0001_functions.sql"):
        driver.execute((_SQL / name).read_text())
    driver.execute("CREATE SCHEMA queue; SET LOCAL search_path = queue, public")
    driver.execute(_QUEUE_SQL.read_text())
    driver.execute("SET LOCAL search_path = public")
    driver.execute((_SQL / "0001_row_security.sql").read_text())
