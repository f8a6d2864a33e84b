"""Tie a department's account to its entry of the duty list, and let each see only what concerns it."""

from pathlib import Path

from alembic import op

revision: str = "0008"
down_revision: str | None = "0001"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0008_departments_and_disputes.sql"


def upgrade() -> None:
    """Add the two columns and the policies."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
