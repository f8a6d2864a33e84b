from datetime import time

import pandas as pd
import pytest

from gis.network.gates import gates_open


def gates(**columns):
    return pd.DataFrame(
        {"is_open": [True], "opens": [None], "closes": [None], **{k: [v] for k, v in columns.items()}}
    )


@pytest.mark.parametrize(
    ("opens", "closes", "at", "is_open"),
    [
        ("06:00", "22:00", "06:00", True),
        ("06:00", "22:00", "22:00", False),
        ("06:00", "22:00", "05:59", False),
        ("22:00", "06:00", "23:30", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "12:00", False),
        (time(6), time(22), "12:00", True),
        ("all day", "22:00", "23:00", True),
        (None, None, "03:00", True),
    ],
)
def test_the_opening_minute_is_in_and_the_closing_minute_is_out(opens, closes, at, is_open):
    assert gates_open(gates(opens=opens, closes=closes), time.fromisoformat(at)).tolist() == [is_open]


def test_a_gate_that_is_shut_is_shut_at_every_hour():
    assert not gates_open(gates(is_open=False), time(12)).any()
    assert not gates_open(gates(is_open=False), None).any()


def test_without_an_hour_asked_only_the_flag_counts_and_nothing_said_means_open():
    assert gates_open(gates(opens="06:00", closes="07:00"), None).all()
    assert gates_open(pd.DataFrame({"code": ["G"]}), None).all()
    assert gates_open(gates(is_open=None), None).all()
