import geopandas as gpd
import pytest

from gis.coverage.siting_answer import SitingAnswer


def answer(saving, bound):
    sites = gpd.GeoDataFrame(
        {"code": ["a", "b"], "order": [1, 2], "households_gained": [30, 10], "saving": [30.0, 10.0]},
        geometry=gpd.points_from_xy([106.5, 106.6], [29.5, 29.5]),
        crs="EPSG:4326",
    )
    return SitingAnswer("medical", 15, "coverage", sites, 100, saving, bound, "Optimal", 9, {"choose": 0.1})


def test_only_what_meets_its_bound_is_called_optimal():
    assert answer(40.0, 40.0).status == "optimal"
    assert answer(40.0, 50.0).status == "within_bound"
    assert answer(40.0, 50.0).gap_share == pytest.approx(0.2)


def test_the_report_holds_the_figures_and_the_places():
    report = answer(40.0, 50.0).report()
    assert (report["households_before"], report["households_gained"], report["households_after"]) == (
        100,
        40,
        140,
    )
    assert [(site["lon"], site["lat"]) for site in report["sites"]] == [(106.5, 29.5), (106.6, 29.5)]
