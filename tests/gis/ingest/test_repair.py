"""Remedies happen when chosen, and not otherwise."""

import geopandas as gpd
import pytest
import shapely

from gis.errors import InputError
from gis.ingest.repair import Choice, repair
from gis.ingest.topology import FaultKind, Remedy, find_faults
from gis.model.problems import Severity
from gis.space.layers import Layer
from gis.space.measure import areas_m2
from tests.worked.tiny import rectangle


def _areas(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": [f"C{n}" for n in range(len(shapes))]}, geometry=list(shapes), crs="EPSG:4326"
    )


def _choose(areas: gpd.GeoDataFrame, remedy: Remedy, **kwargs: gpd.GeoDataFrame) -> list[Choice]:
    return [Choice(fault, remedy) for fault in find_faults(areas, Layer.COMMUNITIES, **kwargs)]


def test_without_a_choice_nothing_changes() -> None:
    areas = _areas(rectangle(0, 0, 110, 100), rectangle(100, 0, 200, 100))
    repaired, problems = repair(areas, Layer.COMMUNITIES, [])
    assert repaired.geometry.geom_equals_exact(areas.geometry, 0).all()
    assert problems == []


@pytest.mark.parametrize(
    ("remedy", "sizes_m2"), [(Remedy.GIVE_TO_FIRST, (11000, 9000)), (Remedy.GIVE_TO_SECOND, (10000, 10000))]
)
def test_an_overlap_goes_to_whom_was_chosen_and_the_border_then_fits(
    remedy: Remedy, sizes_m2: tuple[float, float]
) -> None:
    areas = _areas(rectangle(0, 0, 110, 100), rectangle(100, 0, 200, 100))
    repaired, problems = repair(areas, Layer.COMMUNITIES, _choose(areas, remedy))
    assert areas_m2(repaired.geometry.array) == pytest.approx(sizes_m2, rel=0.01)
    assert find_faults(repaired, Layer.COMMUNITIES) == []
    assert shapely.coverage_is_valid(repaired.geometry.array)
    assert [problem.severity for problem in problems] == [Severity.CHANGED]


def test_a_corner_that_juts_into_a_neighbour_leaves_matching_vertices() -> None:
    areas = _areas(rectangle(0, 0, 110, 60), rectangle(100, -20, 200, 120))
    repaired, _ = repair(areas, Layer.COMMUNITIES, _choose(areas, Remedy.GIVE_TO_SECOND))
    assert shapely.coverage_is_valid(repaired.geometry.array)


def test_a_gap_goes_to_the_neighbour_with_the_longest_border() -> None:
    tall = rectangle(0, 0, 100, 100)
    low = rectangle(110, 0, 200, 40)
    areas, wanted = _areas(tall, low), _areas(rectangle(0, 0, 110, 100))
    choices = [
        Choice(fault, Remedy.FILL_FROM_NEIGHBOUR)
        for fault in find_faults(areas, Layer.GRIDS, frame_of=wanted)
        if fault.kind is FaultKind.GAP
    ]
    repaired, _ = repair(areas, Layer.GRIDS, choices)
    assert areas_m2(repaired.geometry.array) == pytest.approx((11000, 3600), rel=0.01)


def test_the_second_of_two_equal_footprints_is_dropped_and_listed_as_refused() -> None:
    areas = _areas(rectangle(0, 0, 30, 12), rectangle(0, 0, 30, 12))
    repaired, problems = repair(areas, Layer.COMMUNITIES, _choose(areas, Remedy.DROP_SECOND))
    assert list(repaired["code"]) == ["C0"]
    assert (problems[0].severity, problems[0].row) == (Severity.REFUSED, 2)


def test_a_bow_tie_becomes_the_area_it_encloses() -> None:
    bow = shapely.Polygon([(106.5, 29.5), (106.501, 29.501), (106.501, 29.5), (106.5, 29.501)])
    areas = _areas(bow)
    repaired, _ = repair(areas, Layer.COMMUNITIES, _choose(areas, Remedy.MAKE_VALID))
    assert shapely.is_valid(repaired.geometry.iloc[0])


def test_a_remedy_of_another_fault_is_refused() -> None:
    areas = _areas(rectangle(0, 0, 110, 100), rectangle(100, 0, 200, 100))
    with pytest.raises(InputError) as caught:
        repair(areas, Layer.COMMUNITIES, _choose(areas, Remedy.MAKE_VALID))
    assert caught.value.code == "remedy_unfit"


def test_a_feature_that_an_earlier_choice_dropped_is_named() -> None:
    areas = _areas(rectangle(0, 0, 30, 12), rectangle(0, 0, 30, 12))
    with pytest.raises(InputError) as caught:
        repair(areas, Layer.COMMUNITIES, _choose(areas, Remedy.DROP_SECOND) * 2)
    assert caught.value.code == "code_unknown"
