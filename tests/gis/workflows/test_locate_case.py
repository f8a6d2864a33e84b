"""One question, the whole answer; people only for those who may see them."""

import pytest

from gis.errors import InputError, NotFound
from gis.model.access import ANONYMOUS, Role
from gis.model.units import UnitKind
from gis.space.crs import from_wgs84
from gis.space.layers import Layer
from gis.store import layers, people, units
from gis.workflows.locate_case import locate_address, locate_building, locate_point, search_places
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        filled = fill(store)
        with store.system() as connection:
            people.save_roles(
                connection,
                [
                    {"code": "grid_leader", "chinese": "网格长", "unit_kind": "grid", "rank": 10},
                    {"code": "block_leader", "chinese": "楼栋长", "unit_kind": "building", "rank": 10},
                ],
            )
            grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
            building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
            holder = people.add_officeholder(connection, territory="tiny", number=17)
            people.appoint(
                connection,
                role="grid_leader",
                unit_id=grid.unit_id,
                officeholder_id=holder,
                from_date=FIRST_DAY,
            )
            people.appoint(connection, role="block_leader", unit_id=building.unit_id, from_date=FIRST_DAY)
        yield filled


HERE = tiny.lon_lat(30, 30)


def test_a_visitor_gets_units_and_no_people(world):
    answer = locate_point(world.store, ANONYMOUS, *HERE)
    assert answer.place.grid.code == tiny.GRID_JIA_SOUTH
    assert answer.place.community.code == tiny.JIA
    assert answer.place.building.code == "B07"
    assert answer.place.estate.code == tiny.WALLED_ESTATE
    assert answer.chain is None


def test_who_may_see_people_gets_the_chain_from_the_door_up_with_vacancies(world):
    answer = locate_point(world.store, world.scope(role=Role.GRID_WORKER), *HERE)
    told = [(link.role_chinese, link.officeholder_number, link.is_vacant) for link in answer.chain]
    assert told == [("楼栋长", None, True), ("网格长", 17, False)]


def test_people_of_another_area_are_not_told(world):
    elsewhere = world.scope("999999", role=Role.GRID_WORKER)
    assert locate_point(world.store, elsewhere, *HERE).chain == ()


@pytest.mark.parametrize("crs", ["cgcs2000", "gcj02", "bd09", "EPSG:4545"])
def test_the_coordinate_system_is_minded(world, crs):
    answer = locate_point(world.store, ANONYMOUS, *from_wgs84(*HERE, crs=crs), crs=crs)
    assert answer.place.building.code == "B07"


def test_outside_everything_is_an_answer(world):
    answer = locate_point(world.store, ANONYMOUS, -0.1, 51.5)
    assert answer.place.is_outside
    assert answer.chain is None


def test_metres_given_as_degrees_are_refused(world):
    with pytest.raises(InputError) as refusal:
        locate_point(world.store, ANONYMOUS, 500_000.0, 3_200_000.0)
    assert refusal.value.code == "position_invalid"


def test_near_a_border_the_candidates_are_ranked(world):
    lon, lat = tiny.lon_lat(201, 50)
    place = locate_point(world.store, ANONYMOUS, lon, lat, accuracy_m=20).place
    assert [chance.grid.code for chance in place.candidates] == [tiny.GRID_YI_SOUTH, tiny.GRID_JIA_SOUTH]
    assert place.candidates[0].probability_share > place.candidates[1].probability_share


def test_a_building_answers_by_belonging_with_its_micro_grids(world):
    with world.store.system() as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
    answer = locate_building(world.store, ANONYMOUS, building.unit_id, stairwell=2)
    assert answer.place.grid.code == tiny.GRID_JIA_SOUTH
    assert [micro.stairwells for micro in answer.place.micro_grids] == [(1, 2)]
    with pytest.raises(NotFound):
        locate_building(world.store, ANONYMOUS, 10**12)


def test_the_new_building_in_no_grid_has_a_community_and_no_grid(world):
    with world.store.system() as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, tiny.NEW_BUILDING)
    place = locate_building(world.store, ANONYMOUS, building.unit_id).place
    assert place.grid is None
    assert place.community.code == tiny.YI


def test_a_written_address_leads_to_its_building_and_stairwell(world):
    found = search_places(world.store, ANONYMOUS, "围院")
    assert found[0].title == "围院"
    name = next(
        hit.title for hit in search_places(world.store, ANONYMOUS, "围院1", limit=20) if hit.title != "围院"
    )
    answer, match = locate_address(world.store, ANONYMOUS, f"{name}2单元")
    assert answer.place.building is not None
    assert answer.place.stairwell == match.stairwell == 2
    with pytest.raises(NotFound) as refusal:
        locate_address(world.store, ANONYMOUS, "龙门客栈")
    assert refusal.value.code == "address_unknown"


def test_a_hit_says_what_it_lies_in_and_where_it_is(world):
    (hit, *_) = search_places(world.store, ANONYMOUS, "围院")
    assert hit.detail
    inside = locate_point(world.store, ANONYMOUS, hit.lon, hit.lat).place
    assert inside.estate.name == "围院"


def test_the_nearest_service_points_come_with_minutes_on_foot_for_who_signed_in(world):
    scope = world.scope(role=Role.DEPARTMENT)
    near = locate_point(world.store, scope, *HERE).nearest
    assert locate_point(world.store, ANONYMOUS, *HERE).nearest == ()
    assert near[0].name == "甲社区党群服务站"
    assert near[0].walk_s < near[1].walk_s
    assert locate_point(world.store, scope, -0.1, 51.5).nearest == ()


def test_who_could_come_is_named_nearest_first_and_vacant_units_are_passed_over(world):
    answer = locate_point(world.store, world.scope(role=Role.GRID_WORKER), *HERE)
    (come,) = answer.responders
    assert (come.link.officeholder_number, come.link.unit_name) == (17, answer.place.grid.name)
    assert come.walk_s > 0
    assert locate_point(world.store, ANONYMOUS, *HERE).responders is None
    assert locate_point(world.store, world.scope(role=Role.DEPARTMENT), *HERE).responders is None


def test_a_worker_of_the_grid_is_told_the_chain_of_a_place_in_it(world):
    with world.store.system() as connection:
        grid = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_JIA_SOUTH)
        other = units.unit_by_code(connection, UnitKind.GRID, tiny.GRID_YI_NORTH)
    own = locate_point(world.store, world.scope(grid.path, role=Role.GRID_WORKER), *HERE)
    assert [link.role_chinese for link in own.chain] == ["楼栋长", "网格长"]
    assert locate_point(world.store, world.scope(other.path, role=Role.GRID_WORKER), *HERE).chain == ()


def test_a_facility_is_found_by_its_name_and_flown_to(world):
    with world.store.system() as connection:
        facilities = layers.read_layer(connection, Layer.FACILITIES)
    there = facilities[facilities["name"].fillna("") != ""].iloc[0]
    (hit, *_) = search_places(world.store, ANONYMOUS, there["name"])
    assert (hit.match.entry.kind, hit.title) == ("facility", there["name"])
    assert (hit.lon, hit.lat) == (there.geometry.x, there.geometry.y)
    assert hit.detail
