"""What an edition would change is counted before it is brought into force."""

import pytest

from gis.model.bands import Band, CommunityBands
from gis.space.layers import Layer
from gis.store import editions
from gis.workflows.edition_effects import effects_of
from tests.gis.store.conftest import fill
from tests.worked import tiny


@pytest.fixture
def loaded(empty_store):
    fill(empty_store)
    buildings = tiny.buildings()
    buildings.loc[buildings["code"] == "B01", "households"] += 40
    with empty_store.system() as connection:
        yield (
            connection,
            editions.load_edition(connection, {Layer.BUILDINGS: buildings}, territory="tiny", source="明年"),
        )


def test_the_grids_that_fall_out_of_the_band_are_named_and_the_others_are_not(loaded):
    connection, edition_id = loaded
    before = effects_of(connection, edition_id).grids
    (changed,) = before.itertuples()
    assert changed.households_after == changed.households_before + 40
    band = Band(1, changed.households_before, changed.households_before)
    effects = effects_of(connection, edition_id, bands=CommunityBands(band))
    assert list(effects.to_adjust["code"]) == [changed.code]
    wide = Band(1, changed.households_after, changed.households_after)
    assert effects_of(connection, edition_id, bands=CommunityBands(wide)).to_adjust.empty
    assert effects.counts.to_dict("records") == [{"layer": "buildings", "change": "changed", "features": 1}]
    assert effects.unplaced_buildings == 1  # B18 is in no grid


def test_an_edition_without_buildings_changes_no_grid(empty_store):
    fill(empty_store)
    layers = {Layer.GREEN: tiny.layers()[Layer.GREEN]}
    with empty_store.system() as connection:
        edition_id = editions.load_edition(connection, layers, territory="tiny", source="x")
        effects = effects_of(connection, edition_id)
    assert (len(effects.grids), len(effects.to_adjust), effects.unplaced_buildings) == (0, 0, 0)
