"""New paths and gates, whatever else changes with them, end where a full measurement ends."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coverage import (
    AddFacility,
    AddGate,
    AddPath,
    CloseFacility,
    CloseGate,
    MoveGate,
    answer_model,
    what_if,
)
from gis.coverage.change_streets import sources_now
from gis.coverage.judge import home_seconds
from gis.coverage.prepare import rebuild_network, survey
from gis.coverage.what_if import SAME_WALK_S
from gis.errors import InputError, NotFound
from tests.worked import tiny


def measured_anew(model):
    """The same place from its layers: network built, everything projected and searched."""
    network = rebuild_network(replace(model.network, sources=sources_now(model.network)))
    return replace(survey(network, model.buildings, model.facilities, model.asked), border_m=model.border_m)


def same(model):
    anew = measured_anew(model)
    np.testing.assert_allclose(
        home_seconds(model.home_labels), home_seconds(anew.home_labels), rtol=0, atol=1e-4
    )
    one, other = answer_model(model), answer_model(anew)
    assert one.totals.equals(other.totals)
    assert one.buildings["reason"].tolist() == other.buildings["reason"].tolist()
    assert one.pieces["households"].tolist() == other.pieces["households"].tolist()
    np.testing.assert_allclose(one.pieces["length_m"], other.pieces["length_m"], atol=0.11)


class Wishes:
    """Changes of the tiny world at random, most of them of its streets and gates."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def place(self):
        return tiny.lon_lat(*self.rng.uniform((0, 0), (400, 200)))

    def on_wall(self):
        wall = shapely.Point(tiny.lon_lat(100, 50)), self.rng.choice(["west", "east", "south", "north"])
        at = float(self.rng.uniform(0, 200)), float(self.rng.uniform(4, 96))
        return {"west": tiny.lon_lat(4, at[1]), "east": tiny.lon_lat(196, at[1])}.get(
            str(wall[1]), tiny.lon_lat(at[0], 4)
        )

    def draw(self):
        kinds = [self.path, self.path, self.gate, self.moved, self.facility, self.other]
        return kinds[int(self.rng.integers(len(kinds)))]()

    def path(self):
        return AddPath(*self.place(), *self.place(), is_footbridge=bool(self.rng.random() < 0.5))

    def gate(self):
        return AddGate(tiny.WALLED_ESTATE, *self.on_wall())

    def moved(self):
        return MoveGate(tiny.GATE, *self.on_wall())

    def facility(self):
        return AddFacility("medical", *self.place())

    def other(self):
        return [CloseFacility("F-01"), CloseGate(tiny.GATE)][int(self.rng.integers(2))]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100_000))
def test_any_changes_one_after_the_other_end_where_a_full_measurement_ends(model, seed):
    wishes = Wishes(seed)
    changed = model
    for _ in range(int(wishes.rng.integers(1, 4))):
        try:
            changed = what_if(changed, [wishes.draw()]).model
        except InputError as refused:
            assert refused.code in ("path_leads_nowhere", "gate_off_wall")
    same(changed)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100_000))
def test_a_footbridge_or_a_gate_more_makes_nobody_on_a_street_walk_longer(model, seed):
    """To the doors' own streets: a home may open onto a new path nearer by, and walk along it."""
    wishes = Wishes(seed)
    change = wishes.gate() if seed % 2 else replace(wishes.path(), is_footbridge=True)
    try:
        answer = what_if(model, [change])
    except InputError:
        return
    before, after = (
        np.nan_to_num(home_seconds(one.home_labels), nan=np.inf) for one in (model, answer.model)
    )
    assert (after <= before + SAME_WALK_S).all()
    assert (answer.gained["households_gained"] >= 0).all()


def test_a_gate_moved_to_another_wall_is_gone_from_the_first(model):
    """围院's only gate from 界街's side to the south wall: who lived by the old one walks farther."""
    answer = what_if(model, [MoveGate(tiny.GATE, *tiny.lon_lat(20, 4))])
    gates = answer.model.network.gates
    assert gates.code.tolist() == model.network.gates.code.tolist()
    assert not np.allclose(gates.x_m, model.network.gates.x_m)
    assert not answer.changed.empty
    back = what_if(answer.model, [MoveGate(tiny.GATE, *place_of(model))])
    np.testing.assert_allclose(
        home_seconds(back.model.home_labels), home_seconds(model.home_labels), rtol=0, atol=1e-4
    )


def place_of(model):
    lon, lat = model.network.plane.unproject(model.network.gates.x_m, model.network.gates.y_m)
    return float(lon[0]), float(lat[0])


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        (MoveGate("nope", 106.55, 29.5), NotFound, "gate_unknown"),
        (MoveGate(tiny.GATE, *tiny.lon_lat(390, 190)), InputError, "gate_off_wall"),
        (AddGate(tiny.WALLED_ESTATE, *tiny.lon_lat(390, 190)), InputError, "gate_off_wall"),
        (MoveGate(tiny.GATE, -70.0, -30.0), InputError, "gate_off_wall"),
        (AddPath(*tiny.lon_lat(0, 0), -70.0, -30.0), InputError, "path_leads_nowhere"),
        (AddPath(*tiny.lon_lat(200, 100), *tiny.lon_lat(200, 100)), InputError, "path_leads_nowhere"),
    ],
)
def test_a_gate_off_its_wall_and_a_path_to_nowhere_are_refused(model, change, error, code):
    with pytest.raises(error) as refused:
        what_if(model, [change])
    assert refused.value.code == code


def test_a_network_without_its_sources_is_not_changed(model):
    bare = replace(model, network=replace(model.network, sources=None))
    with pytest.raises(InputError) as refused:
        what_if(bare, [AddPath(*tiny.lon_lat(0, 0), *tiny.lon_lat(200, 100))])
    assert refused.value.code == "network_without_sources"
