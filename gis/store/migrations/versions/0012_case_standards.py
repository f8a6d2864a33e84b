"""Keep categories, calendar and roles by version, and with each case the versions it was filed under."""

from pathlib import Path

from alembic import op

revision: str = "0012"
down_revision: str | None = "0010"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0012_case_standards.sql"


def upgrade() -> None:
    """Open the table of standards to three more subjects; cases filed before have the first versions."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
