"""What the phone is told of its session."""

from api.schemas.go import PhoneSession
from gis.model.access import SessionState


def test_every_state_is_written_as_its_word():
    assert [PhoneSession(state=state, me=None).model_dump(mode="json")["state"] for state in SessionState] == [
        "active", "expired", "ended", "shut", "unknown", "none",
    ]  # fmt: skip
