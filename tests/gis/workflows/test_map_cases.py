"""Maps of cases over the tiny world: what is shown to whom, conserved, and never a dispute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gis.model.access import Role
from gis.workflows import map_cases
from gis.workflows.file_case import Filing, file_case
from gis.workflows.map_cases import CaseChoice
from tests.gis.workflows.office import Town
from tests.worked import tiny

pytestmark = pytest.mark.database

# (metres east, metres north, category): 围院1栋 and its grid hold the first, 旧坊 the second.
PLACES = [(30, 30, "0104")] * 4 + [(30, 30, "0201")] * 2 + [(230, 30, "0104")] * 3


@pytest.fixture(scope="module")
def town(make_store):
    with make_store() as store:
        town = Town(store)
        community = town.account("community", Role.COMMUNITY)
        for east_m, north_m, category in PLACES:
            lon, lat = tiny.lon_lat(east_m, north_m)
            file_case(store, community, Filing(category, "事项", lon=lon, lat=lat))
        lon, lat = tiny.lon_lat(30, 30)
        for _ in range(5):
            file_case(store, community, Filing("0601", "邻里纠纷", lon=lon, lat=lat))
        town.community = community
        yield town


def test_points_are_the_cases_of_the_choice_and_no_dispute(town):
    assert len(map_cases.case_points(town.store, town.community, CaseChoice()).points) == len(PLACES)
    narrow = CaseChoice(categories=("0104",), states=("reported",))
    assert len(map_cases.case_points(town.store, town.community, narrow).points) == 7
    assert (
        len(map_cases.case_points(town.store, town.community, CaseChoice(categories=("02", "0104"))).points)
        == 9
    )
    assert map_cases.case_points(town.store, town.community, CaseChoice(categories=("06",))).points.empty
    soon = CaseChoice(since=datetime.now(UTC) + timedelta(days=1))
    assert map_cases.case_points(town.store, town.community, soon).points.empty


def test_density_conserves_cases_and_households_of_ones_own_area(town):
    density = map_cases.case_density(town.store, town.community, CaseChoice())
    assert density.cells["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert density.cells["cases"].sum() == len(PLACES)
    grid_id = map_cases.grid_table(town.store, town.community, CaseChoice()).grids["grid_id"].min()
    worker = town.account("worker", Role.GRID_WORKER, [int(grid_id)])
    own = map_cases.case_density(town.store, worker, CaseChoice())
    assert own.cells["households"].sum() == 480
    assert own.cells["cases"].sum() == 6


def test_a_small_place_is_not_tested_for_hot_spots(town):
    assert not map_cases.case_hot_spots(town.store, town.community, CaseChoice()).is_enough


def test_grids_are_named_and_cases_conserved(town):
    table = map_cases.grid_table(town.store, town.community, CaseChoice(), least=5)
    assert table.grids["cases"].sum() + table.cases_without_grid == table.cases_in == len(PLACES)
    assert all(table.grids["name"])
    assert table.grids["on_time_share"].isna().all()


def test_the_concerns_map_tells_of_every_building_and_nothing_of_few(town):
    buildings = map_cases.concerns_map(town.store, town.community)
    assert len(buildings) == 24
    counts = dict(zip(buildings["name"], buildings["counts"], strict=True))
    assert counts["围院1栋"] == {"01": 4}
    assert sum(bool(told) for told in counts.values()) <= 2
    assert all("06" not in told for told in counts.values())
    later = datetime.now(UTC) + timedelta(days=400)
    assert not any(map_cases.concerns_map(town.store, town.community, now=later)["counts"])


def test_scopes_within_each_other_count_a_building_once(town):
    below = f"{town.world.path}.{map_cases.case_points(town.store, town.community, CaseChoice()).points['community_id'].iloc[0]}"
    nested = replace(town.community, paths=(town.world.path, below))
    assert len(map_cases.concerns_map(town.store, nested)) == 24
