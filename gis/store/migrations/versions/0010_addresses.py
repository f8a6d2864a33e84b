"""Keep the road addresses of estates, service points and facilities, so that they are found by lane."""

from pathlib import Path

from alembic import op

revision: str = "0010"
down_revision: str | None = "0011"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0010_addresses.sql"


def upgrade() -> None:
    """Add a column to each of the three tables; what was imported before has no address."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
