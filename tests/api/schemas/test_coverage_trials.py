import pytest
from pydantic import ValidationError

from api.schemas.coverage_trials import NewScenario, SitingWish, Trial
from gis.coverage.changes import KINDS, changes_from, changes_to

PLACE = {"lon": 106.55, "lat": 29.5}
CHANGES = [
    {"kind": "add_facility", "category": "medical", **PLACE},
    {"kind": "move_facility", "code": "F-1", **PLACE},
    {"kind": "close_facility", "code": "F-1"},
    {"kind": "open_gate", "code": "G-1"},
    {"kind": "close_gate", "code": "G-1"},
    {"kind": "add_gate", "estate_code": "E-1", **PLACE},
    {"kind": "move_gate", "code": "G-1", **PLACE},
    {"kind": "add_path", "to_lon": 106.56, "to_lat": 29.5, **PLACE},
]


def test_every_kind_of_change_goes_over_the_wire_unchanged():
    assert {change["kind"] for change in CHANGES} == set(KINDS)
    trial = Trial.model_validate({"changes": CHANGES})
    sent = [change.model_dump(mode="json") for change in trial.changes]
    assert changes_to(changes_from(sent)) == changes_to(changes_from(CHANGES))


@pytest.mark.parametrize("wrong", [{"lon": 181.0}, {"lat": float("nan")}, {"kind": "fly"}, {"colour": "red"}])
def test_a_change_out_of_range_or_unknown_is_refused(wrong):
    with pytest.raises(ValidationError):
        Trial.model_validate({"changes": [{**CHANGES[0], **wrong}]})


def test_a_scenario_without_a_change_is_none():
    with pytest.raises(ValidationError):
        NewScenario.model_validate({"name": "空", "changes": []})


def test_siting_asks_for_a_few_sites_within_half_an_hour():
    for wrong in ({"k": 0}, {"k": 21}, {"minutes": 31}):
        with pytest.raises(ValidationError):
            SitingWish.model_validate({"item": "medical", **wrong})
