import pytest

from gis.coverage.changes import KINDS, AddFacility, AddPath, CloseGate, changes_from, changes_to
from gis.errors import InputError


def test_changes_survive_their_json():
    changes = [
        AddFacility("medical", 106.5, 29.5, "药店"),
        CloseGate("G1"),
        AddPath(1.0, 2.0, 3.0, 4.0, is_footbridge=True),
    ]
    assert changes_from(changes_to(changes)) == changes


@pytest.mark.parametrize(
    "value",
    [
        {},
        "close_gate",
        {"kind": "explode"},
        {"kind": "close_gate"},
        {"kind": "close_gate", "code": "G1", "force": True},
        {"kind": "add_facility", "category": "medical", "lon": "east", "lat": 1},
        {"kind": "add_facility", "category": "medical", "lon": 181, "lat": 1},
        {"kind": "add_facility", "category": "medical", "lon": None, "lat": 1},
        {"kind": "add_path", "lon": 1, "lat": 1, "to_lon": 1, "to_lat": float("nan")},
    ],
)
def test_what_is_no_change_is_refused_by_its_number(value):
    good = {"kind": "close_gate", "code": "G1"}
    with pytest.raises(InputError) as refused:
        changes_from([good, value])
    assert refused.value.code == "change_invalid"
    assert "第 2 项" in refused.value.chinese


def test_every_kind_has_its_own_word():
    assert len(KINDS) == 8
