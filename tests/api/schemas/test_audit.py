from datetime import UTC, datetime

from api.schemas.audit import AuditEvent


def test_what_the_service_did_by_itself_has_nobody_behind_it():
    event = AuditEvent(
        id=1, at=datetime.now(UTC), by=None, action="x", target_kind="", target_id=None, detail={}
    )
    assert event.by is None
