"""The household ledger of a subtree."""

from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import units
from gis.store.editions import activate_edition, load_edition
from gis.store.engine import Store
from gis.store.households import figures_by_community, latest_figures
from tests.worked import tiny

LAYERS = (Layer.SUBDISTRICTS, Layer.COMMUNITIES, Layer.ESTATES, Layer.BUILDINGS)


def test_every_building_below_a_unit_says_where_its_figure_comes_from(empty_store: Store) -> None:
    with empty_store.system() as connection:
        frames = {layer: tiny.layers()[layer] for layer in LAYERS}
        activate_edition(connection, load_edition(connection, frames, territory="tiny", source="普查"))
        communities = units.read_units(connection, UnitKind.COMMUNITY).set_index("code")
        figures = latest_figures(connection, within=communities.loc[tiny.JIA, "path"])
    assert len(figures) == 12
    assert set(figures["source"]) == {"普查"}


def test_communities_are_summed_up_with_what_is_estimated_and_confirmed(empty_store: Store) -> None:
    with empty_store.system() as connection:
        frames = {layer: tiny.layers()[layer] for layer in LAYERS}
        buildings = frames[Layer.BUILDINGS]
        frames[Layer.BUILDINGS] = buildings.assign(households_estimated=buildings["code"] == "B13")
        activate_edition(connection, load_edition(connection, frames, territory="tiny", source="普查"))
        summed = figures_by_community(connection).set_index("code")
    assert summed["buildings"].to_dict() == {tiny.JIA: 12, tiny.YI: 12}
    assert summed["households"].to_dict() == {tiny.JIA: 840, tiny.YI: 770}
    assert summed["estimated_households"].to_dict() == {tiny.JIA: 0, tiny.YI: 70}
    assert set(summed["confirmed_buildings"]) == {0}
