"""The household ledger of a subtree."""

from gis.model.units import UnitKind
from gis.space.layers import Layer
from gis.store import units
from gis.store.editions import activate_edition, load_edition
from gis.store.engine import Store
from gis.store.households import latest_figures
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
