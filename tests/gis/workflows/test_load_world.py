"""A world is loaded whole or not at all, once."""

import pandas as pd
import pytest

from gis.errors import Conflict, InputError
from gis.model.plans import PlanState
from gis.space.layers import Layer
from gis.store.editions import list_editions
from gis.store.layers import read_layer
from gis.store.plans import read_assignment, read_plan
from gis.workflows import load_world as loading
from gis.workflows.load_world import assign_cells, load_world
from gis.worlds.files import read_world

pytestmark = pytest.mark.database


def test_an_interrupted_load_leaves_nothing(empty_store):
    def stop(step, done, total):
        if step == "启用现行网格":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_world(empty_store, "subdistrict", progress=stop)
    with empty_store.system() as connection:
        assert list_editions(connection).empty


def test_a_second_load_changes_nothing(demo_store):
    again = load_world(demo_store, "subdistrict")
    assert again.was_there
    with demo_store.system() as connection:
        assert list_editions(connection)["edition_id"].nunique() == 1


def test_the_plan_in_force_holds_every_cell_but_those_of_the_new_phase(demo_store):
    world = load_world(demo_store, "subdistrict")
    stored = read_world("subdistrict")
    with demo_store.system() as connection:
        plan = read_plan(connection, world.plan_id)
        assignment = read_assignment(connection, world.plan_id)
        links = read_layer(connection, Layer.GRID_BUILDINGS, territory="subdistrict")
        grids = read_layer(connection, Layer.GRIDS, territory="subdistrict")
    assert plan.state == PlanState.IN_FORCE
    assert assignment["grid_id"].nunique() == 214
    loose = set(links.loc[links["grid_code"].isna(), "building_code"])
    wanted = stored[Layer.GRID_BUILDINGS]
    assert loose == set(wanted.loc[wanted["grid_code"].isna(), "building_code"])
    households = stored[Layer.GRIDS].set_index("code")["households"].to_dict()
    assert grids.set_index("code")["households"].to_dict() == households


def test_another_edition_of_the_same_world_is_not_loaded_over_it(demo_store, monkeypatch):
    def other(name):
        return original(name).__class__(**{**vars_of(original(name)), "checksum": "0" * 64})

    def vars_of(source):
        return {field: getattr(source, field) for field in source.__dataclass_fields__}

    original = loading.read_source
    monkeypatch.setattr(loading, "read_source", other)
    with pytest.raises(Conflict) as refusal:
        load_world(demo_store, "subdistrict")
    assert refusal.value.code == "world_loaded_otherwise"


def test_an_unknown_world_is_refused(demo_store):
    with pytest.raises(InputError) as refusal:
        load_world(demo_store, "atlantis")
    assert refusal.value.code == "world_missing"


def test_a_cell_follows_its_building_and_land_follows_the_grid_around_it():
    world = read_world("subdistrict")
    buildings = world[Layer.BUILDINGS].head(3)
    cells = buildings[["geometry"]].assign(cell=[1, 2, 3], building_code=[*buildings["code"][:2], None])
    codes = assign_cells(cells, world)["grid_code"]
    links = world[Layer.GRID_BUILDINGS].set_index("building_code")["grid_code"]
    assert codes.tolist() == links.loc[buildings["code"]].tolist()
    assert isinstance(codes, pd.Series)
