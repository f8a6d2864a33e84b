import pytest

from gis.errors import InputError, NotAllowed
from gis.model.access import ANONYMOUS, Role, Scope
from gis.workflows import try_coverage
from gis.workflows.explore_coverage import CoverageShelf
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database

SHUT = {"kind": "close_gate", "code": tiny.GATE}


@pytest.fixture(scope="module")
def world(make_store):
    with make_store() as store:
        yield fill(store)


@pytest.fixture(scope="module")
def explored(world):
    return CoverageShelf().take(world.store, ANONYMOUS, profile="adult", template="six_categories")


def test_what_is_held_stays_as_it_is(explored):
    before = explored.answer.totals.copy()
    try_coverage.try_changes(explored, [SHUT])
    assert try_coverage.try_changes(explored, [])["changed"] == []
    assert explored.answer.totals.equals(before)


def test_changed_homes_move_exactly_the_households_by_which_the_totals_differ(explored):
    answer = try_coverage.try_changes(explored, [SHUT])
    households = explored.answer.buildings.set_index("code")["households"]
    for before, after in zip(answer["totals_before"], answer["totals"], strict=True):
        limit_s = 60 * before["minutes"]
        lost = sum(
            households[home["code"]]
            for home in answer["changed"]
            if home["item"] == before["item"]
            and (home["seconds_before"] or limit_s + 1) <= limit_s
            and not (home["seconds_after"] is not None and home["seconds_after"] <= limit_s)
        )
        assert lost == before["covered_households"] - after["covered_households"]


def test_opening_what_was_shut_gives_back_the_very_figures(explored):
    answer = try_coverage.try_changes(explored, [SHUT, {"kind": "open_gate", "code": tiny.GATE}])
    assert answer["totals"] == answer["totals_before"]
    assert answer["changed"] == []


def test_a_scenario_is_kept_for_those_within_its_scope(world):
    planner = world.scope()
    kept = try_coverage.keep_scenario(world.store, planner, name="关门", changes=[SHUT])
    (scenario,) = try_coverage.list_scenarios(world.store, planner)
    assert (scenario["id"], scenario["changes"]) == (kept, [SHUT])
    assert try_coverage.list_scenarios(world.store, ANONYMOUS) == []


def test_a_scenario_outside_the_scope_or_out_of_sense_is_refused(world):
    stranger = Scope(None, Role.PLANNER, ("999999",))
    with pytest.raises(NotAllowed):
        try_coverage.keep_scenario(world.store, stranger, name="关门", changes=[SHUT])
    with pytest.raises(InputError):
        try_coverage.keep_scenario(world.store, world.scope(), name="关门", changes=[{"kind": "fly"}])
