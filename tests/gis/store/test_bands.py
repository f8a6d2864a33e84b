"""The newest setting of a subject holds; a community's own goes before its kind's, and that before the sub-district's."""

import pytest
from sqlalchemy import text

from gis.errors import WanggeError
from gis.model.access import Role
from gis.model.bands import RESIDENTIAL_BAND, Band
from gis.model.units import CommunityKind, UnitKind
from gis.store import bands, lookup, units
from tests.worked import tiny

pytestmark = pytest.mark.database

WIDE, VILLAGE, OWN = Band(200, 700, 400), Band(60, 150, 100), Band(320, 480, 400)


def _community(connection, code):
    return units.unit_by_code(connection, UnitKind.COMMUNITY, code).unit_id


def _resolved(connection, world):
    found = bands.read_bands(connection, subdistrict_id=world.subdistrict_id)
    return [found.of_code(code) for code in (tiny.JIA, tiny.YI)]


def test_without_a_setting_the_band_is_300_to_500_around_400(planner, tiny_store):
    assert _resolved(planner, tiny_store) == [Band(300, 500, 400)] * 2
    assert bands.read_bands(planner).common == RESIDENTIAL_BAND


def test_the_nearest_setting_holds_and_a_withdrawn_one_gives_way(planner, tiny_store):
    world = tiny_store.subdistrict_id
    jia, yi = _community(planner, tiny.JIA), _community(planner, tiny.YI)
    kind_of = tiny.layers()[tiny.Layer.COMMUNITIES].set_index("code")["kind"]
    kind = CommunityKind(kind_of[tiny.JIA])
    bands.add_band_rule(planner, world, kind=kind, band=VILLAGE)
    bands.add_band_rule(planner, world, band=WIDE)
    bands.add_band_rule(planner, world, community_id=yi, band=OWN)
    assert _resolved(planner, tiny_store) == [VILLAGE, OWN]
    resolved = bands.read_bands(planner, subdistrict_id=world)
    assert (resolved.of(jia), resolved.of(yi), resolved.common) == (VILLAGE, OWN, WIDE)
    assert bands.read_bands(planner).common == RESIDENTIAL_BAND
    bands.add_band_rule(planner, world, kind=kind, band=None)
    assert _resolved(planner, tiny_store) == [WIDE, OWN]
    bands.add_band_rule(planner, world, kind=kind, band=OWN)
    assert _resolved(planner, tiny_store)[0] == OWN
    assert [rule.band for rule in bands.read_band_history(planner, world)] == [OWN, None, OWN, WIDE, VILLAGE]


def test_maps_already_made_are_made_anew_after_a_setting(planner, tiny_store):
    before = lookup.map_version(planner)
    bands.add_band_rule(planner, tiny_store.subdistrict_id, band=WIDE)
    assert lookup.map_version(planner) != before


def test_the_database_keeps_no_band_that_no_grid_could_meet_and_changes_none(planner, tiny_store):
    rule_id = bands.add_band_rule(planner, tiny_store.subdistrict_id, band=WIDE)
    for change in (
        "UPDATE household_band SET min_households = 1 WHERE id = :id",
        "DELETE FROM household_band WHERE id = :id",
    ):
        with pytest.raises(Exception, match=r"append-only|permission denied"), planner.begin_nested():
            planner.execute(text(change), {"id": rule_id})
    half = "INSERT INTO household_band (subdistrict_id, min_households) VALUES (:id, 300)"
    with pytest.raises(Exception, match="ascending"), planner.begin_nested():
        planner.execute(text(half), {"id": tiny_store.subdistrict_id})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_only_planners_write_bands(tiny_store, role):
    store = tiny_store.store
    with pytest.raises(WanggeError), store.session(tiny_store.scope(role=role)) as connection:
        bands.add_band_rule(connection, tiny_store.subdistrict_id, band=WIDE)
    with store.session(tiny_store.scope(role=role)) as connection:
        assert bands.read_band_rules(connection) == []


def test_a_planner_of_one_community_writes_none_for_all(tiny_store):
    with tiny_store.store.system() as connection:
        path = units.unit_by_code(connection, UnitKind.COMMUNITY, tiny.JIA).path
    with (
        pytest.raises(WanggeError),
        tiny_store.store.session(tiny_store.scope(path)) as connection,
    ):
        bands.add_band_rule(connection, tiny_store.subdistrict_id, band=WIDE)
