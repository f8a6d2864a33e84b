"""Units are read as of a day, with all above them, their groups and their household figures."""

from datetime import date

import pandas as pd
import pytest

from gis.errors import InputError, NotAllowed, NotFound
from gis.model.ids import UnitId
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import layers, units
from tests.worked import tiny

pytestmark = pytest.mark.database


def test_a_unit_knows_all_above_it_from_the_top_down(planner):
    building = units.unit_by_code(planner, UnitKind.BUILDING, "B07")
    chain = units.read_ancestors(planner, building.unit_id)
    assert [unit.kind for unit in chain] == ["subdistrict", "community", "grid", "building"]
    assert [str(unit.unit_id) for unit in chain] == building.path.split(".")


@pytest.mark.parametrize(
    ("kind", "total"),
    [
        (UnitKind.SUBDISTRICT, 1610),
        (UnitKind.COMMUNITY, 1610),
        (UnitKind.BUILDING, 1610),
        (UnitKind.GRID, 1490),
        (UnitKind.MICRO_GRID, 1490),
    ],
)
def test_households_of_a_kind_are_those_of_its_buildings(planner, tiny_store, kind, total):
    assert units.read_units(planner, kind, within=tiny_store.path)["households"].sum() == total


def test_a_unit_before_its_first_day_is_not_found(planner, tiny_store):
    with pytest.raises(NotFound):
        units.read_unit(planner, tiny_store.subdistrict_id, at=date(1999, 1, 1))
    with pytest.raises(NotFound):
        units.read_unit(planner, UnitId(10**9))
    with pytest.raises(NotFound):
        units.unit_by_code(planner, UnitKind.BUILDING, "B99")


def test_a_district_takes_a_subdistrict_with_all_below_it(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        district = units.add_district(connection, territory="tiny", code="500199", name="微型区")
        assert units.add_district(connection, territory="tiny", code="500199", name="微型区") == district
        units.put_under_district(connection, own_tiny_store.subdistrict_id, district)
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B07")
        assert building.path.split(".")[:2] == [str(district), str(own_tiny_store.subdistrict_id)]
        assert units.read_units(connection, UnitKind.DISTRICT)["households"].tolist() == [1610]


def test_a_member_is_in_its_group_from_a_day_on(planner):
    estate = units.unit_by_code(planner, UnitKind.ESTATE, "E-02")
    grid = units.unit_by_code(planner, UnitKind.GRID, tiny.GRID_JIA_NORTH)
    units.add_member(planner, grid.unit_id, estate.unit_id, from_date=date(2021, 1, 1))
    assert [unit.code for unit in units.read_members(planner, grid.unit_id)] == ["E-02"]
    assert units.read_members(planner, grid.unit_id, at=date(2020, 12, 31)) == []


def _figure(unit_id, households, kind="resident", as_of=date(2022, 1, 1), **others):
    row = {"unit_id": unit_id, "kind": kind, "households": households, "source": "社区核对", "as_of": as_of}
    return pd.DataFrame([row | others])


def test_a_later_figure_is_used_and_the_former_stays_in_the_ledger(planner):
    building = units.unit_by_code(planner, UnitKind.BUILDING, "B01")
    units.record_households(planner, _figure(building.unit_id, 66, confirmed_by="社区书记岗"))
    found = layers.read_layer(planner, Layer.BUILDINGS).set_index("code")["households"]
    ledger = units.read_household_ledger(planner, building.unit_id)
    assert found["B01"] == 66
    assert list(ledger["households"]) == [66, 60]
    assert list(ledger["confirmed_by"]) == ["社区书记岗", ""]


def test_resident_households_go_before_other_kinds(planner):
    building = units.unit_by_code(planner, UnitKind.BUILDING, "B02")
    units.record_households(planner, _figure(building.unit_id, 99, kind="registered"))
    assert layers.read_layer(planner, Layer.BUILDINGS).set_index("code")["households"]["B02"] == 60


@pytest.mark.parametrize(("kind", "households"), [("people", 5), ("resident", -1), ("resident", None)])
def test_a_figure_of_an_unknown_kind_or_below_zero_is_refused(planner, kind, households):
    with pytest.raises(InputError):
        units.record_households(planner, _figure(1, households, kind=kind))


def test_figures_of_another_territory_are_refused(tiny_store):
    with tiny_store.store.system() as connection:
        building = units.unit_by_code(connection, UnitKind.BUILDING, "B01")
    stranger = tiny_store.scope("987654")
    with pytest.raises(NotAllowed), tiny_store.store.session(stranger) as connection:
        units.record_households(connection, _figure(building.unit_id, 1))


def test_a_territory_says_whether_its_data_are_generated(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        assert not units.read_unit(connection, own_tiny_store.subdistrict_id).is_demo
        units.describe_territory(connection, "tiny", chinese="微型街道", is_demo=True)
        assert units.read_unit(connection, own_tiny_store.subdistrict_id).is_demo
