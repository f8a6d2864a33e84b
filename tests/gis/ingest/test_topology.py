"""Where shapes do not fit together."""

import geopandas as gpd
import pytest
import shapely

from gis.ingest.topology import FAULT_CHINESE, REMEDIES, Fault, FaultKind, Remedy, find_faults, mean_width_m
from gis.space.layers import Layer
from tests.worked.tiny import rectangle


def _areas(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": [f"C{n}" for n in range(len(shapes))]}, geometry=list(shapes), crs="EPSG:4326"
    )


def _only(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, [fault.chinese for fault in faults]
    return faults[0]


def test_neighbours_that_share_an_edge_have_no_fault() -> None:
    assert (
        find_faults(_areas(rectangle(0, 0, 100, 100), rectangle(100, 0, 200, 100)), Layer.COMMUNITIES) == []
    )


def test_an_overlap_is_measured_on_the_ground() -> None:
    fault = _only(
        find_faults(_areas(rectangle(0, 0, 110, 100), rectangle(100, 0, 200, 100)), Layer.COMMUNITIES)
    )
    assert fault.kind is FaultKind.OVERLAP
    assert fault.codes == ("C0", "C1")
    assert fault.area_m2 == pytest.approx(1000, rel=0.01)


def test_shared_ground_under_a_metre_wide_is_a_sliver() -> None:
    fault = _only(find_faults(_areas(rectangle(0, 0, 100.3, 100), rectangle(100, 0, 200, 100)), Layer.GRIDS))
    assert fault.kind is FaultKind.SLIVER
    assert fault.width_m == pytest.approx(0.6, rel=0.02)


def test_the_same_footprint_twice_is_a_duplicate() -> None:
    fault = _only(find_faults(_areas(rectangle(0, 0, 30, 12), rectangle(0, 0, 30.5, 12)), Layer.BUILDINGS))
    assert fault.kind is FaultKind.DUPLICATE
    assert fault.remedies == (Remedy.DROP_SECOND,)


def test_enclosed_ground_in_no_area_is_a_gap() -> None:
    ring = shapely.difference(rectangle(0, 0, 100, 100), rectangle(40, 40, 60, 60))
    fault = _only(find_faults(_areas(ring), Layer.COMMUNITIES))
    assert fault.kind is FaultKind.GAP
    assert fault.area_m2 == pytest.approx(400, rel=0.01)


def test_a_gap_at_the_rim_needs_to_know_what_should_be_filled() -> None:
    grids = _areas(rectangle(0, 0, 100, 90))
    assert find_faults(grids, Layer.GRIDS) == []
    fault = _only(find_faults(grids, Layer.GRIDS, frame_of=_areas(rectangle(0, 0, 100, 100))))
    assert fault.kind is FaultKind.GAP
    assert fault.codes == ("C0",)


def test_a_bow_tie_is_told_with_its_place_and_disturbs_no_other_question() -> None:
    lon, lat = rectangle(0, 0, 1, 1).exterior.coords[0][0] - 0.01, 29.5
    bow = shapely.Polygon([(lon, lat), (lon + 0.001, lat + 0.001), (lon + 0.001, lat), (lon, lat + 0.001)])
    fault = _only(find_faults(_areas(bow, rectangle(0, 0, 100, 100)), Layer.ESTATES))
    assert fault.kind is FaultKind.BOW_TIE
    assert fault.geometry.x == pytest.approx(lon + 0.0005)


def test_an_exclave_is_noted_and_offers_no_remedy() -> None:
    two = shapely.union(rectangle(0, 0, 100, 100), rectangle(300, 0, 320, 20))
    fault = _only(find_faults(_areas(two), Layer.COMMUNITIES))
    assert fault.kind is FaultKind.PIECES
    assert fault.remedies == ()
    assert fault.area_m2 == pytest.approx(400, rel=0.01)


def test_estates_may_leave_ground_between_them() -> None:
    ring = shapely.difference(rectangle(0, 0, 100, 100), rectangle(40, 40, 60, 60))
    assert find_faults(_areas(ring), Layer.ESTATES) == []


def test_every_kind_has_its_word_and_its_remedies() -> None:
    assert set(FAULT_CHINESE) == set(REMEDIES) == set(FaultKind)


def test_the_width_of_a_square_is_its_side() -> None:
    assert mean_width_m(shapely.box(0, 0, 7, 7)) == pytest.approx(7)


def test_a_hair_s_breadth_between_neighbours_is_rounding_and_no_gap() -> None:
    left, right = rectangle(0, 0, 100, 200), rectangle(100.002, 0, 200, 200)
    grids = gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=[left, right], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(geometry=[rectangle(0, 0, 200, 200)], crs="EPSG:4326")
    assert find_faults(grids, Layer.GRIDS, frame_of=frame) == []
