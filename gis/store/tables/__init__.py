"""What is kept: every table, split by subject, in one metadata.

Reading order: ``units`` (places and their versions), ``editions`` (imports and the plain layers),
``fabrics`` and ``plans`` (cells and who they belong to), ``people``, ``coverage``, ``casework``,
``access`` (accounts, audit, jobs). Triggers and row security stand in ``../migrations/sql``.
"""

from gis.store.tables import access, casework, coverage, editions, fabrics, people, plans, units
from gis.store.tables.columns import METADATA

__all__ = ["METADATA", "access", "casework", "coverage", "editions", "fabrics", "people", "plans", "units"]
