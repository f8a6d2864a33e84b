"""Every change in thought gives the figures of a full measurement of the changed place."""

import numpy as np
import pandas as pd
import pytest

from gis.coverage import (
    AddFacility,
    AddGate,
    AddPath,
    CloseFacility,
    CloseGate,
    MoveFacility,
    OpenGate,
    answer_model,
    what_if,
)
from gis.errors import InputError, NotFound
from gis.space.layers import Layer
from tests.worked import tiny


def same(one, other):
    np.testing.assert_array_equal(one.node_labels, other.node_labels)
    np.testing.assert_array_equal(one.home_labels, other.home_labels)
    pd.testing.assert_frame_equal(answer_model(one).totals, answer_model(other).totals)


def moved(facilities, code, x_m, y_m):
    changed = facilities.copy()
    changed.loc[changed["code"] == code, "geometry"] = tiny.point(x_m, y_m)
    return changed


def test_a_facility_moved_is_a_full_run_with_it_moved(model, ask_tiny, tiny_layers):
    change = MoveFacility("F-03", *tiny.lon_lat(20, 190))
    same(
        what_if(model, [change]).model,
        ask_tiny(facilities=moved(tiny_layers[Layer.FACILITIES], "F-03", 20, 190)),
    )


def test_a_facility_closed_is_a_full_run_without_it(model, ask_tiny, tiny_layers):
    said = tiny_layers[Layer.FACILITIES].copy()
    said.loc[said["code"] == "F-01", "confirmation"] = "closed"
    same(what_if(model, [CloseFacility("F-01")]).model, ask_tiny(facilities=said))


def test_a_facility_added_is_a_full_run_with_it(model, ask_tiny, tiny_layers):
    facilities = tiny_layers[Layer.FACILITIES]
    row = facilities.iloc[[0]].assign(code="new-1", category="medical", confirmation="unconfirmed")
    more = pd.concat(
        [facilities, row.set_geometry([tiny.point(120, 40)], crs="EPSG:4326")], ignore_index=True
    )
    same(what_if(model, [AddFacility("medical", *tiny.lon_lat(120, 40))]).model, ask_tiny(facilities=more))


def test_a_gate_closed_and_opened_again_is_where_one_began(model, shut):
    closed = what_if(model, [CloseGate(tiny.GATE)])
    same(closed.model, shut)
    same(what_if(closed.model, [OpenGate(tiny.GATE)]).model, model)
    assert what_if(model, [OpenGate(tiny.GATE)]).changed.empty


def test_opening_the_gate_brings_the_walled_estate_back(shut):
    gained = what_if(shut, [OpenGate(tiny.GATE)]).gained.set_index(["item", "minutes"])["households_gained"]
    assert gained[("medical", 15)] == 480
    assert gained[("medical", 5)] == 80


def test_a_party_point_where_there_was_none_brings_its_item(model):
    answer = what_if(model, [AddFacility("party", *tiny.lon_lat(100, 100))])
    assert [item.key for item in answer.model.items][-1] == "party"


def test_the_model_itself_stays_as_it_is(model):
    before = (model.node_labels.copy(), model.home_labels.copy(), model.network.gates.is_open.copy())
    what_if(model, [CloseGate(tiny.GATE), CloseFacility("F-01"), AddFacility("dining", *tiny.lon_lat(9, 9))])
    for one, other in zip(
        before, (model.node_labels, model.home_labels, model.network.gates.is_open), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    assert model.facilities["is_open"].all()


def test_changed_names_each_home_whose_walk_changes(model):
    """The clinic to (200, 100): B13 walks 31 m + 35 m."""
    changed = what_if(model, [MoveFacility("F-03", *tiny.lon_lat(200, 100))]).changed.set_index("code")
    assert set(changed["item"]) == {"medical"}
    assert changed.loc["B13", "seconds_after"] == pytest.approx(66 * 0.75, abs=0.1)
    assert changed.loc["B13", "facility_after"] == "F-03"


def test_a_second_gate_shortens_the_way_round(model):
    """B10 stands at (35, 76) in 围院; a gate in the west wall at (4, 50) needs a street inside to matter."""
    answer = what_if(model, [AddGate(tiny.WALLED_ESTATE, *tiny.lon_lat(180, 4))])
    walks = answer.changed[answer.changed["item"] == "education"].set_index("code")
    assert (walks["seconds_after"] < walks["seconds_before"]).all()
    assert "B09" in walks.index


def test_a_gate_without_a_name_leads_into_the_estate_whose_wall_it_stands_on(model):
    place = tiny.lon_lat(180, 4)
    named, found = (what_if(model, [AddGate(code, *place)]) for code in (tiny.WALLED_ESTATE, ""))
    assert found.totals.equals(named.totals)
    assert found.model.network.gates.zone.tolist() == named.model.network.gates.zone.tolist()


def test_a_footbridge_over_the_wall_is_walked(model):
    """From the footpath's end at (180, 50) over the wall to 界街 at x = 200."""
    answer = what_if(model, [AddPath(*tiny.lon_lat(180, 50), *tiny.lon_lat(200, 50), is_footbridge=True)])
    walks = answer.changed[answer.changed["item"] == "medical"].set_index("code")
    # B09 at (155, 31): 19 m to the path, 25 m to its end, 20 m bridge, 50 m up 界街, 200 m along 中街
    assert walks.loc["B09", "seconds_after"] == pytest.approx((19 + 25 + 20 + 50 + 200) * 0.75, abs=0.2)
    assert (answer.gained["households_gained"] >= 0).all()


def test_a_path_on_the_ground_does_not_pass_the_wall(model):
    answer = what_if(model, [AddPath(*tiny.lon_lat(180, 50), *tiny.lon_lat(200, 50))])
    assert answer.changed.empty


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        (CloseFacility("nope"), NotFound, "facility_unknown"),
        (MoveFacility("nope", 106.55, 29.5), NotFound, "facility_unknown"),
        (OpenGate("nope"), NotFound, "gate_unknown"),
        (AddGate("E-01", 106.55, 29.5), InputError, "estate_unknown"),
        (AddGate("", *tiny.lon_lat(350, 190)), InputError, "gate_off_wall"),
        (AddPath(100.0, 20.0, 106.55, 29.5), InputError, "path_leads_nowhere"),
        (AddFacility("golf", 106.55, 29.5), InputError, "change_invalid"),
        (AddFacility("medical", float("nan"), 29.5), InputError, "change_invalid"),
        (AddFacility("medical", 1e308, 29.5), InputError, "change_invalid"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(model, change, error, code):
    with pytest.raises(error) as refused:
        what_if(model, [change])
    assert refused.value.code == code


def test_a_point_on_the_other_side_of_the_world_changes_nothing(model):
    answer = what_if(model, [AddFacility("medical", -70.0, -30.0)])
    assert answer.changed.empty
    assert answer.model.facility_places.reason[-1] == "too_far_from_street"


def test_a_scenario_is_kept_as_json_and_read_back(model):
    import json

    from gis.coverage import changes_from

    answer = what_if(model, [CloseGate(tiny.GATE), AddFacility("medical", *tiny.lon_lat(20, 20))])
    kept = json.loads(json.dumps(answer.scenario(), allow_nan=False))
    again = what_if(model, changes_from(kept["changes"]))
    pd.testing.assert_frame_equal(again.totals, answer.totals)
