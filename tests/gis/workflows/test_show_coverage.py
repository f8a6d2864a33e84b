import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError, NotFound
from gis.model.access import ANONYMOUS
from gis.workflows import show_coverage
from gis.workflows.explore_coverage import CoverageShelf
from tests.gis.store.conftest import fill
from tests.worked import tiny

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def explored(make_store):
    with make_store() as store:
        fill(store)
        yield CoverageShelf().take(store, ANONYMOUS, profile="wheelchair", template="six_categories")


def test_seconds_are_never_rounded_into_a_tier():
    rounded = show_coverage.rounded_up(pd.Series([900.0, 900.001, 0.0, np.nan]))
    assert rounded.iloc[:3].tolist() == [900.0, 900.01, 0.0]
    assert np.isnan(rounded.iloc[3])


def test_only_buildings_with_homes_are_shown_and_all_households_are_there(explored):
    rows, columns = show_coverage.building_rows(explored)
    assert rows["households"].sum() == tiny.HOUSEHOLDS_TOTAL
    assert set(columns) <= set(rows.columns)


def test_units_of_a_kind_add_up_to_the_place(explored):
    for kind, whole in (("community", 1610), ("estate", 1140)):
        rows = [
            row
            for row in show_coverage.unit_totals(explored, kind)
            if (row["item"], row["minutes"]) == ("dining", 15) and row["unit_code"]
        ]
        assert sum(row["households"] for row in rows) == whole


def test_an_item_outside_the_template_is_refused_by_name(explored):
    with pytest.raises(InputError):
        show_coverage.cell_rows(explored, "casino")
    with pytest.raises(InputError):
        show_coverage.route(explored, "B01", "casino")


def test_a_way_leads_to_the_facility_that_the_home_is_told(explored):
    way = show_coverage.route(explored, "B01", "dining")
    rows, _ = show_coverage.building_rows(explored)
    assert way["facility_name"] == rows.set_index("code")["dining_facility"]["B01"]
    with pytest.raises(NotFound):
        show_coverage.route(explored, "B99", "dining")


def test_the_opening_names_sources_of_template_and_profile(explored):
    opening = show_coverage.opening(explored, [explored.model.template])
    assert opening["profile"]["name"] == "wheelchair"
    assert all(thing["source"] for thing in (opening["template"], opening["profile"]))
