"""Drop the consent at the officeholder: what a notice board asks is the consent for one post."""

from pathlib import Path

from alembic import op

revision: str = "0017"
down_revision: str | None = "0015"

_SQL = Path(__file__).resolve().parent.parent / "sql" / "0017_consent_is_for_a_post.sql"


def upgrade() -> None:
    """Drop the column."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101
    driver.execute(_SQL.read_text())
