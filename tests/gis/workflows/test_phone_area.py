"""A phone takes along its own area, and nothing of anybody else's."""

import pytest

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.workflows.live_places import live_places
from gis.workflows.locate_case import locate_building
from gis.workflows.phone_area import area_version, gather_area
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


def _scope(world, kind, code=None, role=Role.GRID_WORKER):
    units = live_places(world.store).today().places.units.values()
    unit = next(unit for unit in units if unit.kind is kind and code in {None, unit.code})
    return Scope(None, role, (unit.path,))


def _own(area, kind):
    frame = area.units[kind]
    return set(frame.loc[frame["is_own"], "unit_id"]) if len(frame) else set()


def test_a_grid_workers_area_is_the_community_of_the_grid(world):
    places = live_places(world.store).today().places
    community = next(unit for unit in places.units.values() if unit.code == tiny.JIA)
    area = gather_area(world.store, _scope(world, UnitKind.GRID))
    within = Scope(None, Role.GRID_WORKER, (community.path,))
    for kind in (UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.BUILDING):
        wanted = {
            unit.unit_id for unit in places.units.values() if unit.kind is kind and within.holds(unit.path)
        }
        assert _own(area, kind) == wanted, kind
    assert _own(area, UnitKind.COMMUNITY) == {community.unit_id}


def test_grids_next_door_come_along_but_no_building_of_theirs(world):
    area = gather_area(world.store, _scope(world, UnitKind.COMMUNITY, tiny.JIA))
    grids = area.units[UnitKind.GRID]
    assert not grids["is_own"].all()
    assert area.units[UnitKind.BUILDING]["is_own"].all()


def test_people_are_those_that_locate_would_tell(world):
    scope = _scope(world, UnitKind.SUBDISTRICT)
    area = gather_area(world.store, scope)
    told = {(row["unit_id"], row["post_id"]) for row in area.people}
    for building_id in area.units[UnitKind.BUILDING]["unit_id"]:
        chain = locate_building(world.store, scope, int(building_id)).chain
        assert {(link.unit_id, link.post_id) for link in chain} <= told
    assert not any("contact" in key or "name" in key for row in area.people for key in row)


def test_people_above_ones_own_are_told_of_ones_own_places_and_marked(world):
    places = live_places(world.store).today().places
    scope = _scope(world, UnitKind.GRID)
    area = gather_area(world.store, scope)
    marked = {row["unit_id"]: row["is_held"] for row in area.people}
    own = next(
        unit for unit in places.units.values() if unit.kind is UnitKind.BUILDING and scope.holds(unit.path)
    )
    for link in locate_building(world.store, scope, own.unit_id).chain:
        unit = places.units.get(link.unit_id)
        assert link.unit_id in marked
        if unit is not None:
            assert marked[link.unit_id] == scope.holds(unit.path)
    frame = area.units[UnitKind.BUILDING]
    held = {unit_id for unit_id in frame["unit_id"] if scope.holds(places.units[unit_id].path)}
    assert set(frame.loc[frame["is_held"], "unit_id"]) == held


def test_the_walk_from_a_building_is_the_services(world):
    scope = _scope(world, UnitKind.SUBDISTRICT)
    for row in gather_area(world.store, scope).units[UnitKind.BUILDING].to_dict("records"):
        near = locate_building(world.store, scope, row["unit_id"]).nearest
        assert row["near"] == [[p.point_id, None if p.walk_s is None else round(p.walk_s)] for p in near]


def test_whoever_may_not_see_people_takes_none_along(world):
    assert (
        list(gather_area(world.store, _scope(world, UnitKind.SUBDISTRICT, role=Role.DEPARTMENT)).people) == []
    )


def test_an_account_without_an_area_takes_nothing_along(world):
    area = gather_area(world.store, Scope(None, Role.GRID_WORKER, ()))
    assert area.box is None
    assert all(frame.empty for frame in area.units.values())
    assert (len(area.points), len(area.people), len(area.ground[Layer.STREETS])) == (0, 0, 0)


def test_the_version_changes_with_the_area_and_with_who_asks(world):
    scope = _scope(world, UnitKind.COMMUNITY, tiny.JIA)
    version = area_version(world.store, scope)
    assert area_version(world.store, scope) == version
    assert area_version(world.store, Scope(None, Role.COMMUNITY, scope.paths)) != version
    assert area_version(world.store, _scope(world, UnitKind.COMMUNITY, tiny.YI)) != version
