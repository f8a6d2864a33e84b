"""Carry what a planner said of a gap over to the next run."""

from pathlib import Path

from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0013_ledger_marks.sql"


def upgrade() -> None:
    """Add the columns."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
