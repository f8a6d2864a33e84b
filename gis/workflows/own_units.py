"""Read a unit that lies at or below one's own; another is refused as if it were not there."""

from gis.errors import NotFound
from gis.model.access import Scope
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.store import units
from gis.store.engine import Connection
from gis.store.units import UnitRecord


def own_unit(
    connection: Connection, scope: Scope, unit_id: UnitId, *, kind: UnitKind | None = None
) -> UnitRecord:
    """Read a unit of one's scope, of a kind where one is asked for; ``NotFound`` (``unit_unknown``) otherwise."""
    unit = units.read_unit(connection, unit_id)
    if not scope.holds(unit.path) or kind not in (None, unit.kind):
        raise NotFound(
            f"no {kind or 'unit'} {unit_id} in scope", chinese="职责范围内没有此区域", code="unit_unknown"
        )
    return unit
