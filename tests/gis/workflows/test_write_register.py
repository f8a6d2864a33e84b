import pytest

from gis.model.access import Role, Scope
from gis.model.units import UnitKind
from gis.store import units
from gis.workflows.coverage_inputs import find_subdistrict
from gis.workflows.write_register import read_register
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


def _register(world, scope=None, community=None):
    scope = scope or world.scope()
    with world.store.session(scope) as connection:
        subdistrict = unit = find_subdistrict(connection)
        if community:
            unit = units.unit_by_code(connection, UnitKind.COMMUNITY, community)
        return read_register(connection, scope, subdistrict, unit)


def test_households_in_grids_and_in_none_are_all_households(world):
    register = _register(world)
    inside = int(register.grids["households"].sum())
    assert (inside, register.households_unassigned, register.households_in) == (1490, 120, 1610)


def test_each_grid_tells_its_estates_buildings_and_bounds(world):
    grids = _register(world).grids.set_index("name")
    south = grids.loc["甲社区第二网格"]
    assert (south["estates"], south["buildings"], south["micro_grids"]) == ("围院", 6, 6)
    assert south["bounds"].startswith("东至")
    assert "中街" in south["bounds"]


def test_a_communitys_register_holds_its_own_grids(world):
    register = _register(world, community=tiny.YI)
    assert (register.place_name, len(register.grids), register.households_in) == ("乙社区", 2, 770)


def test_who_may_not_see_people_reads_no_leaders(world):
    department = Scope(None, Role.DEPARTMENT, (world.path,))
    assert set(_register(world, department).grids["leader"]) == {""}
