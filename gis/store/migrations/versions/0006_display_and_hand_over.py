"""Keep consent to be shown on notice boards, duties by role, and what each plan handed over."""

from pathlib import Path

from alembic import op

revision: str = "0006"
down_revision: str | None = "0004"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0006_display_and_hand_over.sql"


def upgrade() -> None:
    """Add two tables and a column, with who may see their rows."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
