"""Keep what communities say of facilities and gates: in business, closed, misplaced; open or shut."""

from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.categories import Confirmation
from gis.model.ids import FacilityId, GateId, UserId
from gis.store import audit
from gis.store.programs import statement


def confirm_facility(
    connection: Connection, facility_id: FacilityId, confirmation: Confirmation, *, by: UserId | None
) -> None:
    """Keep what the community found; the next edition takes it over by code.

    Raises
    ------
    NotFound
        There is none of this id, or it lies in nobody's territory of this session.
    """
    known = {"facility_id": facility_id, "confirmation": confirmation.value, "by": by}
    row = None
    if _is_in_scope(connection, facility_id=facility_id):
        row = connection.execute(statement("places", "confirm_facility"), known).first()
    if row is None:
        raise NotFound(
            f"no facility {facility_id}", chinese="没有此设施，或它不在您的社区内", code="facility_unknown"
        )
    detail = {"confirmation": confirmation.value, "code": row.code}
    audit.record(
        connection,
        action="facility_confirmed",
        by=by,
        target_kind="facility",
        target_id=facility_id,
        detail=detail,
    )


def set_gate_open(
    connection: Connection,
    gate_id: GateId,
    is_open: bool,
    *,
    by: UserId | None,
) -> None:
    """Keep that a gate was opened for good, or shut.

    Raises
    ------
    NotFound
        There is none of this id, or it lies in nobody's territory of this session.
    """
    row = None
    if _is_in_scope(connection, gate_id=gate_id):
        used = statement("places", "set_gate_open")
        row = connection.execute(used, {"gate_id": gate_id, "is_open": is_open}).first()
    if row is None:
        raise NotFound(f"no gate {gate_id}", chinese="没有此出入口", code="gate_unknown")
    detail = {"is_open": is_open, "code": row.code}
    audit.record(
        connection, action="gate_changed", by=by, target_kind="gate", target_id=gate_id, detail=detail
    )


def _is_in_scope(
    connection: Connection, *, facility_id: int | None = None, gate_id: int | None = None
) -> bool:
    """Whether the place lies in a community the session works in, or its sub-district is the session's."""
    is_owner = connection.scalar(statement("places", "is_owner"))
    known = {"facility_id": facility_id, "gate_id": gate_id}
    return bool(is_owner or connection.scalar(statement("places", "scoped_place"), known))
