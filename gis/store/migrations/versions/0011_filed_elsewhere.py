"""Record a request where it belongs, whoever hears it, and let its filer do no more than follow it."""

from pathlib import Path

from alembic import op

revision: str = "0011"
down_revision: str | None = "0006"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0011_filed_elsewhere.sql"


def upgrade() -> None:
    """Add the policies."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
