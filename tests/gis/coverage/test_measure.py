"""The tiny world reckoned on paper; 80 m take a minute, 0.75 s a metre."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.coverage import AddFacility, OpenGate, answer_model, measure, prepare, read_osm_buildings, what_if
from gis.coverage.osm_facilities import read_osm_facilities
from gis.network.streets import read_streets
from gis.space.layers import Layer
from tests.worked import tiny


def seconds(answer, code, item):
    return answer.buildings.set_index("code").loc[code, f"{item}_seconds"]


def test_a_home_outside_walks_along_the_street(answer):
    """B13: 31 m to 中街 at (235, 100), 165 m east to the clinic at (400, 100): 196 m."""
    assert seconds(answer, "B13", "medical") == pytest.approx(196 * 0.75, abs=0.1)
    assert answer.buildings.set_index("code").loc["B13", "medical_facility"] == "F-03"


def test_a_home_in_the_walled_estate_leaves_through_the_gate(answer):
    """B08 at (95, 31): 19 m to the footpath at (95, 50), 35 m to (60, 50), 46 m to the gate, 4 m to 中街,
    40 m to the market at (100, 100): 144 m, though the market is 70 m off through the wall.
    """
    assert seconds(answer, "B08", "shopping") == pytest.approx((19 + 35 + 46 + 4 + 40) * 0.75, abs=0.1)


def test_the_totals_are_the_tiny_worlds_own(answer):
    """中街's clinic within 5 minutes (400 m): all but 香 B04 and those of 围院 beyond; see the walks above."""
    row = answer.totals.set_index(["item", "minutes"]).loc[("medical", 5)]
    walks = answer.buildings["medical_seconds"]
    assert row["covered_households"] == answer.buildings.loc[walks <= 300, "households"].sum() == 1090
    assert row["covered_households_share"] == pytest.approx(1090 / 1610)


def test_households_in_are_households_out_in_every_row(answer):
    parts = ["covered_households", "uncovered_households", "uncertain_households", "unreachable_households"]
    assert answer.households_in == answer.households_out == tiny.HOUSEHOLDS_TOTAL
    assert (answer.totals[parts].sum(axis=1) == tiny.HOUSEHOLDS_TOTAL).all()
    for _, rows in answer.units.groupby(["unit_kind", "item", "minutes"]):
        assert rows[parts].sum().sum() == tiny.HOUSEHOLDS_TOTAL
    assert answer.cells["households"].sum() == tiny.HOUSEHOLDS_TOTAL


def test_all_six_counts_homes_that_reach_every_category(answer):
    assert answer.all_six_households == tiny.HOUSEHOLDS_TOTAL
    keys = [item.key for item in answer.model.items]
    assert keys == ["shopping", "services", "medical", "dining", "education", "culture"]


def test_a_closed_gate_leaves_the_estate_uncovered_not_unjudged(shut):
    answer = answer_model(shut)
    walled = answer.buildings[answer.buildings["estate_code"] == tiny.WALLED_ESTATE]
    assert set(walled["medical_status"]) == {"uncovered"}
    assert set(walled["reason"]) == {"gates_closed"}
    totals = answer.totals.set_index(["item", "minutes"])
    assert totals.loc[("medical", 15), "uncovered_households"] == 480


def test_without_a_gate_in_the_data_the_estate_cannot_be_judged(ask_tiny):
    answer = answer_model(ask_tiny(gates=None))
    totals = answer.totals.set_index(["item", "minutes"])
    assert totals.loc[("medical", 15), "unreachable_households"] == 480
    lost = answer.unreachable[answer.unreachable["kind"] == "building"]
    assert lost["households"].sum() == 480
    assert set(lost["reason"]) == {"no_gate"}


def test_where_the_map_ends_within_a_walk_nobody_is_called_uncovered(ask_tiny, tiny_layers):
    far = tiny_layers[Layer.FACILITIES].iloc[[2]]
    edge = answer_model(ask_tiny(facilities=far, extent=None))
    deep = answer_model(ask_tiny(facilities=far))
    rows = [a.totals.set_index(["item", "minutes"]).loc[("medical", 5)] for a in (edge, deep)]
    assert [row["uncertain_households"] for row in rows] == [520, 0]
    assert [row["uncovered_households"] for row in rows] == [0, 520]
    assert rows[0]["covered_households"] == rows[1]["covered_households"]


def test_a_category_without_facility_is_said_and_covers_nobody(ask_tiny, tiny_layers):
    answer = answer_model(ask_tiny(facilities=tiny_layers[Layer.FACILITIES].iloc[:2]))
    assert {p.value for p in answer.problems if p.code == "item_without_facility"} == {
        "medical",
        "dining",
        "education",
        "culture",
    }
    assert answer.all_six_households == 0
    assert answer.buildings["medical_seconds"].isna().all()


def test_closed_and_misplaced_facilities_do_not_count_and_unconfirmed_are_numbered(ask_tiny, tiny_layers):
    said = ["closed", "misplaced", "open", "unconfirmed", "unconfirmed", None]
    answer = answer_model(ask_tiny(facilities=tiny_layers[Layer.FACILITIES].assign(confirmation=said)))
    assert answer.unconfirmed_facilities == 3
    assert answer.facilities["used"].tolist() == [False, False, True, True, True, True]


def test_each_facility_is_the_nearest_to_households_that_sum_to_the_covered(answer):
    covered = answer.totals.set_index(["item", "minutes"])["covered_households"]
    for row in answer.facilities.itertuples():
        assert row.nearest_households == covered[(row.category, 15)]


def test_an_empty_place_is_an_answer(ask_tiny, tiny_layers):
    answer = answer_model(ask_tiny(buildings=tiny_layers[Layer.BUILDINGS].iloc[:0]))
    assert (answer.households_in, answer.households_out) == (0, 0)
    assert answer.totals["covered_households_share"].isna().all()
    assert answer_model(ask_tiny(facilities=tiny_layers[Layer.FACILITIES].iloc[:0])).all_six_households == 0


def test_streets_may_come_in_any_declared_crs(tiny_layers):
    from gis.space.crs import frame_from_wgs84

    frames = [tiny_layers[layer] for layer in (Layer.STREETS, Layer.BUILDINGS, Layer.FACILITIES)]
    plain = measure(*frames)
    zoned = measure(*(frame_from_wgs84(frame, crs="EPSG:4544") for frame in frames))
    np.testing.assert_allclose(
        zoned.buildings["medical_seconds"], plain.buildings["medical_seconds"], atol=0.01
    )


def test_the_old_take_longer_than_adults_everywhere(ask_tiny, answer):
    old = answer_model(ask_tiny(profile="elderly"))
    assert (old.buildings["medical_seconds"] > answer.buildings["medical_seconds"]).all()


@settings(max_examples=6, deadline=None)
@given(st.floats(0, 400), st.floats(0, 200), st.sampled_from(["medical", "culture"]))
def test_a_point_more_or_a_gate_opened_never_lowers_coverage(x_m, y_m, category):
    layers = tiny.layers()
    model = prepare(
        layers[Layer.STREETS],
        layers[Layer.BUILDINGS],
        layers[Layer.FACILITIES],
        estates=layers[Layer.ESTATES],
        gates=layers[Layer.GATES].assign(is_open=False),
    )
    lon, lat = tiny.lon_lat(x_m, y_m)
    for change in (AddFacility(category, lon, lat), OpenGate(tiny.GATE)):
        assert (what_if(model, [change]).gained["households_gained"] >= 0).all()


@pytest.mark.real_data
def test_helsinki_conserves_its_households_and_says_they_are_estimated(helsinki):
    answer = measure(read_streets(helsinki), read_osm_buildings(helsinki), read_osm_facilities(helsinki))
    report = answer.report()
    assert report["households_in"] == report["households_out"] == report["households_estimated"] > 10_000
    parts = answer.totals.filter(like="_households").drop(columns="covered_households_share", errors="ignore")
    assert (parts.sum(axis=1) == answer.households_in).all()
    shares = answer.totals.pivot_table(index="item", columns="minutes", values="covered_households_share")
    assert (shares.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    assert isinstance(answer.pieces, pd.DataFrame)
    assert answer.pieces["length_m"].iloc[0] > 90_000
