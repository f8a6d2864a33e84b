"""Say when a gap was marked, and in which role."""

from pathlib import Path

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0015_marks_of_whom_and_when.sql"


def upgrade() -> None:
    """Add the columns."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
