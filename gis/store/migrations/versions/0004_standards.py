"""Keep templates of tiers and tables of POI types by version."""

from pathlib import Path

from alembic import op

revision: str = "0004"
down_revision: str | None = "0008"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0004_standards.sql"


def upgrade() -> None:
    """Give the table its versions, and let it only grow."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
