import geopandas as gpd
import numpy as np
import pytest

from gis.coverage import AddFacility, answer_model, site_model, what_if
from gis.coverage.siting_places import corners
from gis.errors import CannotSatisfy, InputError, NotFound
from gis.space.layers import Layer
from tests.worked import tiny


def points(*places):
    codes = [f"C{number}" for number in range(len(places))]
    return gpd.GeoDataFrame(
        {"code": codes}, geometry=[tiny.point(*place) for place in places], crs="EPSG:4326"
    )


def test_the_site_covers_whom_a_facility_there_would_cover(model):
    candidates = points((20, 200), (200, 100), (390, 0))
    answer = site_model(model, item="medical", k=1, minutes=5, candidates=candidates)
    site = answer.sites.iloc[0]
    gained = what_if(model, [AddFacility("medical", site.geometry.x, site.geometry.y)]).gained
    asked = gained.set_index(["item", "minutes"]).loc[("medical", 5), "households_gained"]
    assert answer.households_gained == asked == 520
    assert answer.households_before == 1090
    assert answer.status == "optimal"
    assert answer.bound == pytest.approx(520)


def test_existing_facilities_are_respected(model):
    """Beside the clinic nothing is gained."""
    with pytest.raises(CannotSatisfy) as refused:
        site_model(model, item="medical", k=1, minutes=15, candidates=points((399, 100)))
    assert refused.value.code == "no_candidate"


def test_for_time_households_that_are_covered_count_too(model):
    answer = site_model(model, item="medical", k=2, minutes=15, objective="time", time_limit_s=600)
    assert answer.saving > 0
    assert answer.gap_share <= 1e-6
    assert answer.candidates == len(corners(model.network))


def test_the_steps_add_up_to_the_whole(model):
    answer = site_model(model, item="medical", k=2, minutes=5, time_limit_s=0)
    assert answer.sites["order"].tolist() == [1, 2]
    assert answer.sites["households_gained"].sum() == answer.households_gained
    assert answer.sites["saving"].sum() == pytest.approx(answer.saving)
    report = answer.report()
    assert report["sites"][0]["lon"] == pytest.approx(answer.sites.geometry.x[0], abs=1e-6)
    assert report["households_after"] == report["households_before"] + report["households_gained"]


def test_a_candidate_far_from_every_street_reaches_nobody(model):
    candidates = points((200, 100), (200, 5000))
    assert (
        site_model(model, item="medical", k=2, minutes=5, candidates=candidates)
        .sites["households_gained"]
        .min()
        == 0
    )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"k": 0}, InputError),
        ({"k": 101}, InputError),
        ({"minutes": 0}, InputError),
        ({"minutes": 31}, InputError),
        ({"item": "golf"}, NotFound),
    ],
)
def test_what_makes_no_sense_is_refused(model, options, error):
    with pytest.raises(error):
        site_model(model, **{"item": "medical", "k": 1, **options})


def test_nobody_uncovered_is_an_answer_of_its_own(model):
    assert answer_model(model).all_six_households == tiny.HOUSEHOLDS_TOTAL
    with pytest.raises(CannotSatisfy):
        site_model(model, item="medical", k=1, minutes=30)
    assert np.isfinite(model.border_m).all()


def test_a_full_clinic_serves_no_more_than_its_capacity(ask_tiny, tiny_layers):
    """1,610 households are within 15 minutes of the clinic; it serves 1,000 of them, a new one 400 each."""
    facilities = tiny_layers[Layer.FACILITIES].assign(capacity=1000)
    full = ask_tiny(facilities=facilities)
    asked = {"item": "medical", "minutes": 15, "candidates": points((200, 100), (100, 100))}
    one = site_model(full, k=1, respect_capacity=True, site_capacity=400, **asked)
    assert (one.households_before, one.households_gained, one.bound) == (1000, 400, 400)
    two = site_model(full, k=2, respect_capacity=True, site_capacity=400, **asked)
    assert two.sites["households_gained"].tolist() == [400, 210]
    assert two.status == "optimal"
    unlimited = site_model(full, k=1, respect_capacity=True, **asked)
    assert unlimited.households_after == tiny.HOUSEHOLDS_TOTAL


def test_where_no_capacity_is_known_it_changes_nothing(model):
    asked = {"item": "medical", "k": 1, "minutes": 5, "candidates": points((20, 200), (200, 100), (390, 0))}
    plain, limited = site_model(model, **asked), site_model(model, respect_capacity=True, **asked)
    assert (limited.households_before, limited.households_gained) == (1090, 520)
    assert limited.sites["code"].tolist() == plain.sites["code"].tolist()


def test_by_walking_time_a_full_clinic_serves_no_more_than_its_capacity_either(ask_tiny, tiny_layers):
    """1,000 households go to the clinic and 610 walk the whole tier: a new one takes 400 of whoever gains most."""
    full = ask_tiny(facilities=tiny_layers[Layer.FACILITIES].assign(capacity=1000))
    asked = {
        "item": "medical",
        "minutes": 15,
        "candidates": points((200, 100), (390, 0)),
        "objective": "time",
        "time_limit_s": 600,
    }
    one = site_model(full, k=1, respect_capacity=True, site_capacity=400, **asked)
    assert (one.households_before, one.households_gained) == (1000, 400)
    assert one.saving == pytest.approx(one.bound)
    roomy = site_model(full, k=1, respect_capacity=True, **asked)
    assert roomy.households_after == tiny.HOUSEHOLDS_TOTAL
    assert roomy.saving > one.saving


def test_without_known_capacities_walking_time_is_what_it_is_without_limits(model):
    asked = {"item": "medical", "k": 1, "minutes": 5, "objective": "time"}
    asked["candidates"] = points((20, 200), (200, 100), (390, 0))
    plain, limited = site_model(model, **asked), site_model(model, respect_capacity=True, **asked)
    assert limited.sites["code"].tolist() == plain.sites["code"].tolist()
    assert limited.saving == pytest.approx(plain.saving)
    assert limited.households_before == plain.households_before
    assert limited.households_after == plain.households_after


def test_capacities_that_make_no_sense_are_refused(model):
    for options in (
        {"site_capacity": 50},
        {"respect_capacity": True, "site_capacity": 0},
    ):
        with pytest.raises(InputError) as refused:
            site_model(model, item="medical", k=1, **options)
        assert refused.value.code == "capacity_invalid"
