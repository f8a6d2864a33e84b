"""Keep the band of a grid's households by sub-district, kind of community and community; let a job be stopped early."""

from pathlib import Path

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0014_household_bands.sql"


def upgrade() -> None:
    """Add the table and the job's column."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
