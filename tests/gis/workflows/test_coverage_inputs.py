import pytest

from gis.errors import NotFound
from gis.model.categories import Category
from gis.space.layers import Layer
from gis.workflows.coverage_inputs import find_subdistrict, read_world, with_service_points
from tests.gis.store.conftest import FIRST_DAY, fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def connection(make_store):
    with make_store() as store:
        world = fill(store)
        with store.session(world.scope()) as connection:
            yield connection


def test_the_only_subdistrict_is_found_without_naming_it(connection):
    assert find_subdistrict(connection).code == tiny.SUBDISTRICT
    assert find_subdistrict(connection, tiny.SUBDISTRICT).name == "微型街道"
    with pytest.raises(NotFound):
        find_subdistrict(connection, "nowhere")


def test_the_world_holds_all_households_and_names_its_edition(connection):
    world = read_world(connection, find_subdistrict(connection))
    assert world.layers[Layer.BUILDINGS]["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert world.edition == f"第{world.edition_ids[0]}版（test）"
    assert world.edition_date == FIRST_DAY.isoformat()


def test_service_points_count_as_facilities_of_the_party_category():
    layers = tiny.layers()
    joined = with_service_points(layers[Layer.FACILITIES], layers[Layer.SERVICE_POINTS])
    assert (joined["category"] == Category.PARTY).sum() == 3
    assert len(joined) == 9
    assert joined.crs.to_epsg() == 4326
    assert joined["code"].is_unique


def test_without_service_points_or_without_facilities_the_others_stay():
    layers = tiny.layers()
    facilities, points = layers[Layer.FACILITIES], layers[Layer.SERVICE_POINTS]
    assert len(with_service_points(facilities, points.iloc[:0])) == 6
    assert len(with_service_points(facilities.iloc[:0], points)) == 3
