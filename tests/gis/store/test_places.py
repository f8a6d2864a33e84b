"""A community says what it found of the places in it, and not of others'."""

import pytest

from gis.errors import NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.categories import Confirmation
from gis.model.ids import FacilityId, GateId
from gis.space.layers import Layer
from gis.store import audit, layers, places
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture
def ids(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        facilities = layers.read_layer(connection, Layer.FACILITIES).set_index("category")["id"]
        gate = layers.read_layer(connection, Layer.GATES)["id"][0]
        communities = layers.read_layer(connection, Layer.COMMUNITIES).set_index("code")["unit_id"]
    paths = {code: f"{own_tiny_store.path}.{unit_id}" for code, unit_id in communities.items()}
    return own_tiny_store, facilities, GateId(int(gate)), paths


def test_a_community_confirms_what_lies_in_it(ids):
    world, facilities, _, paths = ids
    facility = FacilityId(int(facilities["services"]))
    with world.store.session(world.scope(paths[tiny.JIA], Role.COMMUNITY)) as connection:
        places.confirm_facility(connection, facility, Confirmation.CLOSED, by=None)
        found = layers.read_layer(connection, Layer.FACILITIES).set_index("id")["confirmation"]
    assert found[facility] == "closed"
    with world.store.system() as connection:
        assert list(audit.read_audit(connection, action="facility_confirmed")["target_id"]) == [facility]


def test_a_community_a_stranger_and_a_visitor_confirm_nothing_elsewhere(ids):
    world, facilities, gate, paths = ids
    facility = FacilityId(int(facilities["services"]))
    for scope in (world.scope(paths[tiny.YI], Role.COMMUNITY), world.scope("987"), ANONYMOUS):
        with world.store.session(scope) as connection:
            with pytest.raises(NotFound):
                places.confirm_facility(connection, facility, Confirmation.CLOSED, by=None)
            with pytest.raises(NotFound):
                places.set_gate_open(connection, gate, False, by=None)


def test_a_planner_shuts_a_gate_of_the_subdistrict(ids):
    world, _, gate, _ = ids
    with world.store.session(world.scope()) as connection:
        places.set_gate_open(connection, gate, False, by=None)
        assert not layers.read_layer(connection, Layer.GATES)["is_open"][0]


def test_what_is_not_there_is_not_found(ids):
    world, _, _, _ = ids
    with world.store.system() as connection:
        with pytest.raises(NotFound):
            places.confirm_facility(connection, FacilityId(10**9), Confirmation.OPEN, by=None)
        with pytest.raises(NotFound):
            places.set_gate_open(connection, GateId(10**9), True, by=None)
