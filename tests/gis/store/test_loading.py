"""What refers to nothing, or is no layer of an edition, is refused with its place; nothing stays behind."""

import geopandas as gpd
import pytest
from sqlalchemy import text

from gis.errors import InputError
from gis.space.layers import Layer
from gis.store import editions
from tests.worked import tiny

pytestmark = pytest.mark.database


def _refused(tiny_store, layer, frame):
    with pytest.raises(InputError) as refused, tiny_store.store.system() as connection:
        editions.load_edition(connection, {layer: frame}, territory="tiny", source="test")
    with tiny_store.store.system() as connection:
        assert connection.scalar(text("SELECT count(*) FROM edition")) == 1
    return refused.value


@pytest.mark.parametrize(("column", "row"), [("community_code", 3), ("estate_code", 5)])
def test_a_code_that_names_nothing_is_told_with_row_column_and_value(tiny_store, column, row):
    buildings = tiny.buildings()
    buildings.loc[row - 1, column] = "no-such-code"
    error = _refused(tiny_store, Layer.BUILDINGS, buildings)
    assert error.code == "reference_unknown"
    assert {"row": row, "column": column, "value": "no-such-code"}.items() <= error.facts.items()
    assert f"第 {row} 行" in error.chinese


def test_a_gate_of_no_estate_is_refused(tiny_store):
    gates = tiny.layers()[Layer.GATES].assign(estate_code="E-99")
    assert _refused(tiny_store, Layer.GATES, gates).code == "reference_unknown"


def test_a_faulty_frame_is_refused_before_anything_is_written(tiny_store):
    assert (
        _refused(tiny_store, Layer.BUILDINGS, tiny.buildings().drop(columns="households")).code
        == "frame_invalid"
    )


def test_a_frame_in_another_crs_is_refused(tiny_store):
    metres = tiny.buildings().set_crs("EPSG:4547", allow_override=True)
    assert _refused(tiny_store, Layer.BUILDINGS, metres).code == "frame_invalid"


@pytest.mark.parametrize("layer", [Layer.GRIDS, Layer.GRID_BUILDINGS, Layer.MICRO_GRID_PARTS])
def test_layers_of_a_plan_do_not_come_in_with_an_edition(tiny_store, layer):
    assert _refused(tiny_store, layer, tiny.layers()[layer]).code == "layer_is_plan"


def test_communities_without_subdistrict_go_to_the_only_one(own_tiny_store):
    communities = tiny.layers()[Layer.COMMUNITIES].drop(columns="subdistrict_code")
    with own_tiny_store.store.system() as connection:
        edition_id = editions.load_edition(
            connection, {Layer.COMMUNITIES: communities}, territory="tiny", source="test"
        )
        parents = connection.scalars(
            text("SELECT DISTINCT parent_id FROM unit_version WHERE edition_id = :id"), {"id": edition_id}
        ).all()
    assert parents == [own_tiny_store.subdistrict_id]


def test_communities_without_subdistrict_are_refused_where_there_is_none(empty_store):
    communities = tiny.layers()[Layer.COMMUNITIES].drop(columns="subdistrict_code")
    with pytest.raises(InputError) as refused, empty_store.system() as connection:
        editions.load_edition(connection, {Layer.COMMUNITIES: communities}, territory="x", source="test")
    assert refused.value.facts["column"] == "subdistrict_code"


def test_the_same_code_in_another_territory_is_another_unit(own_tiny_store):
    with own_tiny_store.store.system() as connection:
        frames = {layer: tiny.layers()[layer] for layer in (Layer.SUBDISTRICTS, Layer.COMMUNITIES)}
        editions.load_edition(connection, frames, territory="other", source="test")
        count = connection.scalar(text("SELECT count(*) FROM unit WHERE code = :code"), {"code": tiny.JIA})
    assert count == 2


def test_quotes_tabs_and_newlines_in_names_come_through(own_tiny_store):
    name = "一'\"\\ \t\n;DROP TABLE unit;--\\."
    green = tiny.layers()[Layer.GREEN].assign(name=name)
    with own_tiny_store.store.system() as connection:
        editions.load_edition(connection, {Layer.GREEN: green}, territory="tiny", source=name)
        kept = connection.scalar(text("SELECT name FROM green ORDER BY id DESC LIMIT 1"))
    assert isinstance(green, gpd.GeoDataFrame)
    assert kept == name.strip()
