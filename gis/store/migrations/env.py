"""Run the revisions on the connection that ``gis.store.migrate`` hands over."""

from alembic import context

from gis.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transaction_per_migration=False)
context.run_migrations()
