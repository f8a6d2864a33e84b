"""A place within is found; one outside is kept by its address with the filer's own community, once they say so."""

import pytest

from gis.casework.admission import CaseSource
from gis.errors import InputError
from gis.model.access import Role
from gis.workflows.live_places import live_places
from gis.workflows.place_case import Whereabouts, place_case
from tests.worked import tiny

pytestmark = pytest.mark.database
LON, LAT = tiny.lon_lat(30, 30)
FAR = Whereabouts(address="邻街道滨江路 9 号", is_elsewhere=True)


@pytest.fixture
def snapshot(tiny_store):
    return live_places(tiny_store.store).today()


@pytest.fixture
def within(snapshot):
    """The tiny world's unit of a community."""
    return snapshot.places.at(LON, LAT)


def _scope(tiny_store, path, role=Role.GRID_WORKER):
    return tiny_store.scope(path, role=role)


def test_a_place_elsewhere_waits_with_the_filers_own_community_and_has_no_position(
    tiny_store, snapshot, within
):
    for unit in (within.grid, within.community):
        kept = place_case(snapshot, _scope(tiny_store, unit.path), FAR, CaseSource.RESIDENT)
        assert (kept.unit_id, kept.community_id) == (within.community.unit_id, None)
        assert (kept.lon, kept.lat, kept.grid_id, kept.building_id) == (None,) * 4
        assert (kept.address, bool(kept.referred_to)) == (FAR.address, True)
    planner = place_case(snapshot, tiny_store.scope(), FAR, CaseSource.HOTLINE)
    assert (planner.unit_id, planner.community_id) == (within.subdistrict.unit_id, None)


def test_a_position_outside_may_stand_beside_the_words_and_is_not_kept(tiny_store, snapshot, within):
    told = Whereabouts(lon=-0.1, lat=51.5, address="伦敦", is_elsewhere=True)
    kept = place_case(snapshot, _scope(tiny_store, within.grid.path), told, CaseSource.RESIDENT)
    assert (kept.lon, kept.address) == (None, "伦敦")


def test_within_the_own_sub_district_nothing_is_referred(tiny_store, snapshot, within):
    here = Whereabouts(lon=LON, lat=LAT)
    kept = place_case(snapshot, _scope(tiny_store, within.grid.path), here, CaseSource.RESIDENT)
    assert (kept.referred_to, kept.building_id) == ("", within.building.unit_id)
    far = place_case(snapshot, _scope(tiny_store, "999999"), here, CaseSource.RESIDENT)
    assert (far.referred_to, far.building_id) == (within.subdistrict.name, within.building.unit_id)


def test_a_department_does_not_send_its_tasks_elsewhere(tiny_store, snapshot):
    with pytest.raises(InputError) as refusal:
        place_case(snapshot, tiny_store.scope(role=Role.DEPARTMENT), FAR, CaseSource.DEPARTMENT)
    assert refusal.value.code == "case_place_missing"


def test_who_belongs_to_no_unit_here_cannot_keep_anything(tiny_store, snapshot):
    with pytest.raises(InputError):
        place_case(snapshot, _scope(tiny_store, "999999"), FAR, CaseSource.RESIDENT)
