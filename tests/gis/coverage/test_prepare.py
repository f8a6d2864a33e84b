from datetime import time

import numpy as np
import pytest

from gis.coverage import answer_model, prepare
from gis.coverage.prepare import horizon_of, rebuild_network
from gis.coverage.templates import read_template
from gis.errors import InputError
from gis.space.layers import Layer


def test_a_network_already_built_gives_the_same_and_is_built_anew_for_other_gates(
    model, ask_tiny, tiny_layers, shut
):
    again = ask_tiny(network=model.network, estates=None, gates=None, barriers=None)
    np.testing.assert_array_equal(again.home_labels, model.home_labels)
    closed = ask_tiny(
        network=model.network,
        estates=None,
        barriers=None,
        gates=tiny_layers[Layer.GATES].assign(is_open=False),
    )
    np.testing.assert_array_equal(closed.home_labels, shut.home_labels)
    assert rebuild_network(model.network).node_count == model.network.node_count


def test_the_hour_decides_which_gates_are_open(ask_tiny, tiny_layers):
    gates = tiny_layers[Layer.GATES].assign(opens="06:00", closes="22:00")
    by_day, by_night = (ask_tiny(gates=gates, at_time=time(hour)) for hour in (12, 23))
    assert answer_model(by_day).all_six_households == 1610
    assert answer_model(by_night).all_six_households == 1610 - 480


def test_the_standards_tiers_are_judged_each_by_its_own_facilities(ask_tiny):
    answer = answer_model(ask_tiny(template="gb50180_2018"))
    rows = answer.totals.set_index(["item", "minutes"])
    assert rows.loc[("primary_school", 10), "covered_households"] > 0
    assert rows.loc[("kindergarten", 5), "covered_households"] == 0
    assert answer.all_six_households == 0


def test_the_horizon_is_twice_the_widest_tier_and_at_least_half_an_hour():
    assert horizon_of(read_template("six_categories")) == 1800


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"template": "none"}, "template_unknown"),
        ({"profile": "runner"}, "profile_unknown"),
        ({"resolution": 15}, "resolution_invalid"),
        ({"max_access_m": 0}, "access_invalid"),
        ({"max_access_m": float("nan")}, "access_invalid"),
        ({"households": "nobody"}, "column_missing"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_built(tiny_layers, options, code):
    frames = [tiny_layers[layer] for layer in (Layer.STREETS, Layer.BUILDINGS, Layer.FACILITIES)]
    with pytest.raises(InputError) as refused:
        prepare(*frames, **options)
    assert refused.value.code == code
