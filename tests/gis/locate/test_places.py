"""The units of a day in memory."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.errors import NotFound
from gis.locate.candidates import Certainty
from gis.locate.places import Places
from gis.model.units import UnitKind

DAY = date(2026, 11, 23)


def _units(*rows):
    columns = ("unit_id", "code", "name", "official_code", "path")
    frame = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    return gpd.GeoDataFrame(frame, geometry=[row[5] for row in rows], crs="EPSG:4326")


@pytest.fixture(scope="module")
def places():
    return Places.build(
        DAY,
        {
            UnitKind.COMMUNITY: _units(
                (2, "c", "甲社区", None, "1.2", shapely.box(106.5, 29.5, 106.52, 29.51))
            ),
            UnitKind.GRID: _units(
                (3, "g1", "第一网格", "500", "1.2.3", shapely.box(106.5, 29.5, 106.51, 29.51)),
                (4, "g2", "第二网格", None, "1.2.4", shapely.box(106.51, 29.5, 106.52, 29.51)),
            ),
            UnitKind.BUILDING: _units(
                (5, "b", "3栋", None, "1.2.3.5", shapely.box(106.501, 29.501, 106.502, 29.502))
            ),
            UnitKind.ESTATE: _units((6, "e", "华山花苑", None, "", None)),
        },
        buildings=pd.DataFrame({"unit_id": [5], "estate_id": [6], "stairwells": [2]}),
        dedicated=frozenset({4}),
        micro_grids=pd.DataFrame(
            {"micro_grid_id": [7, 8], "code": ["m1", "m2"], "building_id": [5, 5], "stairwell": [1, 2]}
        ),
    )


def test_a_position_in_a_building_knows_units_estate_and_micro_grids(places):
    answer = places.at(106.5015, 29.5015)
    assert [unit.unit_id for unit in answer.units()] == [5, 6, 3, 2]
    assert [micro.code for micro in answer.micro_grids] == ["m1", "m2"]
    assert (answer.certainty, answer.on) == (Certainty.SURE, DAY)


def test_a_known_stairwell_leaves_one_micro_grid(places):
    assert [micro.code for micro in places.of_building(5, stairwell=2).micro_grids] == ["m2"]


def test_a_dedicated_grid_is_marked(places):
    assert places.at(106.515, 29.505).grid.is_dedicated
    assert not places.at(106.505, 29.505).grid.is_dedicated


def test_a_building_answers_by_its_path(places):
    answer = places.of_building(5)
    assert (answer.grid.unit_id, answer.community.unit_id, answer.estate.unit_id) == (3, 2, 6)
    assert shapely.box(106.501, 29.501, 106.502, 29.502).contains(shapely.Point(answer.lon, answer.lat))


@pytest.mark.parametrize("unit_id", [3, 99])
def test_what_is_no_building_is_not_found_as_one(places, unit_id):
    with pytest.raises(NotFound):
        places.of_building(unit_id)


def test_outside_everything_is_an_answer(places):
    answer = places.at(0.0, 0.0)
    assert answer.is_outside
    assert answer.candidates[0].grid is None


def test_a_border_position_with_an_accuracy_has_both_grids(places):
    answer = places.at(106.51, 29.505, accuracy_m=20)
    assert {chance.grid.unit_id for chance in answer.candidates} == {3, 4}
    assert answer.certainty is not Certainty.SURE


def test_an_area_claims_nothing_smaller_than_itself(places):
    answer = places.of_area(2, 106.505, 29.505)
    assert (answer.community.unit_id, answer.grid, answer.building) == (2, None, None)
    assert places.of_area(4, 106.515, 29.505).community.unit_id == 2


def test_patches_of_a_building_and_of_its_estate_stand_between_them_and_the_grid_each_once():
    rows = pd.DataFrame(
        [
            (20, "K1", "东块", "", "1.2.20", 6),
            (21, "K2", "西块", "", "1.2.21", 5),
            (20, "K1", "东块", "", "1.2.20", 5),
            (22, "K3", "远块", "", "1.2.22", 99),
        ],
        columns=["unit_id", "code", "name", "official_code", "path", "member_id"],
    )
    building = _units((5, "b", "3栋", None, "1.2.3.5", shapely.box(106.501, 29.501, 106.502, 29.502)))
    grid = _units((3, "g1", "第一网格", None, "1.2.3", shapely.box(106.5, 29.5, 106.51, 29.51)))
    estate = _units((6, "e", "华山花苑", None, "1.2.6", shapely.box(106.5, 29.5, 106.503, 29.503)))
    links = building[["unit_id", "geometry"]].assign(estate_id=6, stairwells=2)
    places = Places.build(
        DAY,
        {UnitKind.GRID: grid, UnitKind.BUILDING: building, UnitKind.ESTATE: estate},
        buildings=links,
        patches=rows,
    )
    in_building, in_estate, elsewhere = (106.5015, 29.5015), (106.5025, 29.5025), (106.508, 29.508)
    assert [unit.unit_id for unit in places.at(*in_building).units()] == [5, 6, 21, 20, 3]
    assert [unit.unit_id for unit in places.of_building(5).patches] == [21, 20]
    assert [unit.unit_id for unit in places.at(*in_estate).patches] == [20]
    assert places.at(*elsewhere).patches == ()
