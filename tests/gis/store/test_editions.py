"""Editions come in inactive, change nothing until activated, and a failed one leaves the former in force."""

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy import text

from gis.errors import Conflict, InputError, NotFound
from gis.model.ids import EditionId
from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import editions, layers, lookup, places, units
from gis.store.loading import PLAN_LAYERS
from tests.gis.store.conftest import FIRST_DAY
from tests.worked import tiny

pytestmark = pytest.mark.database

NEXT_DAY = date(2021, 6, 1)


def _load(connection, frames, source="next year"):
    return editions.load_edition(connection, frames, territory="tiny", source=source)


def _changed_buildings():
    buildings = tiny.buildings()
    buildings.loc[0, "households"] = 61
    fresh = buildings.iloc[[23]].assign(code="B25", name="25栋")
    return gpd.GeoDataFrame(pd.concat([buildings.iloc[:-1], fresh], ignore_index=True), crs=buildings.crs)


def test_a_loaded_edition_changes_nothing_that_is_in_force(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        before = layers.read_layer(connection, Layer.BUILDINGS)
        edition_id = _load(connection, {Layer.BUILDINGS: _changed_buildings()})
        pd.testing.assert_frame_equal(layers.read_layer(connection, Layer.BUILDINGS), before)
        loaded = layers.read_layer(connection, Layer.BUILDINGS, edition_id=edition_id)
        assert set(loaded["code"]) == {f"B{n:02d}" for n in [*range(1, 24), 25]}


def test_what_an_edition_would_change_is_told_before_it_is_activated(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        edition_id = _load(connection, {Layer.BUILDINGS: _changed_buildings()})
        changes = editions.compare_edition(connection, edition_id)
    found = set(zip(changes["code"], changes["change"], strict=True))
    assert found == {("B01", "changed"), ("B24", "removed"), ("B25", "added")}


def test_activating_ends_the_former_edition_on_the_day_and_keeps_it_readable(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        edition_id = _load(connection, {Layer.BUILDINGS: _changed_buildings()})
        editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
        old = layers.read_layer(connection, Layer.BUILDINGS, at=NEXT_DAY - timedelta(days=1))
        new = layers.read_layer(connection, Layer.BUILDINGS, at=NEXT_DAY)
    assert "B24" in set(old["code"])
    assert "B24" not in set(new["code"])
    assert old.set_index("code")["unit_id"]["B01"] == new.set_index("code")["unit_id"]["B01"]
    assert new.set_index("code")["households"]["B01"] == 61
    assert old.set_index("code")["households"]["B01"] == 60


def test_an_address_comes_into_force_with_its_edition_and_is_told_as_a_change(own_tiny_store):
    wanted = (Layer.ESTATES, Layer.SERVICE_POINTS, Layer.FACILITIES)
    frames = {layer: tiny.layers()[layer].assign(address=None) for layer in wanted}
    for frame in frames.values():
        frame.loc[0, "address"] = " 泰安路125弄 "
    with own_tiny_store.store.system() as connection:
        edition_id = _load(connection, frames)
        changes = editions.compare_edition(connection, edition_id)
        editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
        days = (NEXT_DAY - timedelta(days=1), NEXT_DAY)
        old, new = (
            {
                layer: layers.read_layer(connection, layer, at=day).set_index("code")["address"]
                for layer in wanted
            }
            for day in days
        )
        known = [lookup.read_estate_addresses(connection, at=day) for day in days]
    assert list(changes[["code", "change"]].itertuples(index=False, name=None)) == [
        (frames[Layer.ESTATES]["code"].iloc[0], "changed")
    ]
    for layer in wanted:
        assert old[layer].isna().all()
        assert new[layer].dropna().to_dict() == {frames[layer]["code"].iloc[0]: "泰安路125弄"}
    assert known[0] == {}
    assert list(known[1].values()) == ["泰安路125弄"]


def test_buildings_keep_their_grid_when_a_new_edition_comes_in(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        before = layers.read_layer(connection, Layer.GRID_BUILDINGS).set_index("building_code")["grid_code"]
        edition_id = _load(connection, {Layer.BUILDINGS: tiny.buildings()})
        editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
        after = layers.read_layer(connection, Layer.GRID_BUILDINGS, at=NEXT_DAY).set_index("building_code")
        path = units.unit_by_code(connection, UnitKind.BUILDING, "B01", at=NEXT_DAY).path
    pd.testing.assert_series_equal(after["grid_code"], before)
    assert len(path.split(".")) == 4


def test_activating_twice_on_one_day_leaves_one_version_in_force(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        for _ in range(2):
            edition_id = _load(connection, {Layer.BUILDINGS: tiny.buildings()})
            editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
        assert len(layers.read_layer(connection, Layer.BUILDINGS, at=NEXT_DAY)) == 24


def test_a_crash_in_the_middle_leaves_the_former_edition_in_force(own_tiny_store):
    store = own_tiny_store.store
    with pytest.raises(KeyboardInterrupt), store.system() as connection:
        edition_id = _load(connection, {Layer.BUILDINGS: _changed_buildings()})
        editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
        raise KeyboardInterrupt
    with store.system() as connection:
        assert set(layers.read_layer(connection, Layer.BUILDINGS, at=NEXT_DAY)["code"]) == set(
            tiny.buildings()["code"]
        )
        assert set(editions.list_editions(connection)["state"]) == {"active"}


def test_an_edition_is_activated_once_and_an_active_one_is_not_dropped(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        edition_id = _load(connection, {Layer.GREEN: tiny.layers()[Layer.GREEN]})
        editions.activate_edition(connection, edition_id)
        with pytest.raises(Conflict):
            editions.activate_edition(connection, edition_id)
        with pytest.raises(Conflict):
            editions.drop_edition(connection, edition_id)


def test_a_dropped_edition_is_never_activated(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        edition_id = _load(connection, {Layer.GREEN: tiny.layers()[Layer.GREEN]})
        editions.drop_edition(connection, edition_id)
        with pytest.raises(Conflict):
            editions.activate_edition(connection, edition_id)


def test_an_unknown_edition_is_not_found(tiny_store):
    with tiny_store.store.system() as connection, pytest.raises(NotFound):
        editions.activate_edition(connection, EditionId(10**9))


def test_a_confirmation_is_carried_to_the_next_edition_by_code(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        facilities = layers.read_layer(connection, Layer.FACILITIES)
        culture = facilities.set_index("category").loc["culture"]
        places.confirm_facility(connection, int(culture["id"]), places.Confirmation.CLOSED, by=None)
        edition_id = _load(connection, {Layer.FACILITIES: tiny.facilities()})
        editions.activate_edition(connection, edition_id)
        again = layers.read_layer(connection, Layer.FACILITIES).set_index("code")
    assert again["confirmation"][culture["code"]] == "closed"


def test_a_unit_whose_community_is_not_in_force_yet_is_refused(empty_store):
    frames = {layer: frame for layer, frame in tiny.layers().items() if layer not in PLAN_LAYERS}
    with empty_store.system() as connection:
        edition_id = _load(connection, frames)
        editions.activate_edition(connection, edition_id, from_date=NEXT_DAY)
    with pytest.raises(InputError) as refused, empty_store.system() as connection:
        edition_id = _load(connection, {Layer.ESTATES: frames[Layer.ESTATES]})
        editions.activate_edition(connection, edition_id, from_date=FIRST_DAY)
    assert refused.value.code == "parent_not_in_force"


def test_activating_enters_the_households_into_the_ledger(tiny_store):
    with tiny_store.store.system() as connection:
        total = connection.scalar(
            text("SELECT sum(households) FROM household_figure WHERE kind = 'resident'")
        )
    assert total == tiny.HOUSEHOLDS_TOTAL


def test_a_planner_brings_an_edition_in_as_the_applications_role(own_tiny_store):
    with own_tiny_store.store.session(own_tiny_store.scope()) as connection:
        frames = {Layer.BUILDINGS: _changed_buildings(), Layer.STREETS: tiny.streets()}
        editions.activate_edition(connection, _load(connection, frames), from_date=NEXT_DAY)
    with own_tiny_store.store.system() as connection:
        buildings = layers.read_layer(connection, Layer.BUILDINGS, at=NEXT_DAY).set_index("code")
    assert buildings["households"]["B01"] == 61
    assert "B25" in buildings.index
