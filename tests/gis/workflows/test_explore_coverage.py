import pytest

from gis.errors import InputError, NotFound
from gis.model.access import ANONYMOUS
from gis.space.layers import Layer
from gis.store.editions import activate_edition, load_edition
from gis.workflows.explore_coverage import CoverageShelf
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def loaded(store):
    plan_layers = (Layer.GRIDS, Layer.GRID_BUILDINGS, Layer.MICRO_GRID_PARTS)
    layers = {layer: frame for layer, frame in tiny.layers().items() if layer not in plan_layers}
    with store.system() as connection:
        edition = load_edition(connection, layers, territory="tiny", source="手工")
        activate_edition(connection, edition)
    return store


def _take(shelf, store, **changes):
    return shelf.take(store, ANONYMOUS, **{"profile": "adult", "template": "six_categories", **changes})


def test_all_households_of_the_database_are_in_the_answer(loaded):
    explored = _take(CoverageShelf(), loaded)
    assert explored.answer.households_out == tiny.HOUSEHOLDS_TOTAL
    assert explored.world.subdistrict.name == "微型街道"
    assert explored.world.edition.endswith("（手工）")


def test_the_same_question_is_answered_from_what_is_held(loaded):
    shelf = CoverageShelf()
    first = _take(shelf, loaded)
    assert _take(shelf, loaded) is first
    assert _take(shelf, loaded, is_fresh=True) is first


def test_profiles_share_one_walking_network(loaded):
    shelf = CoverageShelf()
    adult, elderly = _take(shelf, loaded), _take(shelf, loaded, profile="elderly")
    assert adult.model.network is elderly.model.network
    column = "medical_seconds"
    assert (elderly.answer.buildings[column].dropna() > adult.answer.buildings[column].dropna()).all()


def test_what_was_longest_unused_goes_first(loaded):
    shelf = CoverageShelf(most_answers=1)
    first = _take(shelf, loaded)
    _take(shelf, loaded, profile="elderly")
    assert _take(shelf, loaded) is not first


def test_an_unknown_place_profile_or_template_is_named(loaded):
    shelf = CoverageShelf()
    with pytest.raises(NotFound, match="sub-district"):
        _take(shelf, loaded, subdistrict_code="000000000000")
    for wrong in ({"profile": "bird"}, {"template": "none"}):
        with pytest.raises(InputError):
            _take(shelf, loaded, **wrong)


def test_a_template_is_asked_for_by_its_name_and_never_by_a_path(loaded, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("secret = 1", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        _take(CoverageShelf(), loaded, template=str(own))
    assert raised.value.code == "template_unknown"


def test_an_empty_store_says_that_nothing_is_loaded(empty_store):
    with pytest.raises(NotFound) as raised:
        _take(CoverageShelf(), empty_store)
    assert "还没有载入" in raised.value.chinese
