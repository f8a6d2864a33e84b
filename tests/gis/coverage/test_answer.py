import json

import numpy as np
import pandas as pd

from gis.coverage.answer import plain, records
from tests.worked import tiny


def test_the_report_is_json_with_figures_by_item_and_tier(answer):
    report = json.loads(json.dumps(answer.report(), ensure_ascii=False, allow_nan=False))
    assert report["households_in"] == report["households_out"] == tiny.HOUSEHOLDS_TOTAL
    assert report["households_conserved"] is True
    assert report["categories"]["medical"]["5"]["covered_households"] == 1090
    assert report["parameters"]["template"]["source"]
    assert report["parameters"]["profile"]["source"]
    assert report["unconfirmed_facilities"] == 1
    assert {"check", "network", "project", "search", "answer"} <= set(report["seconds"])
    assert report["unreachable_buildings"] == []


def test_what_is_missing_is_null_and_never_nan():
    frame = pd.DataFrame({"a": [np.nan, 1.0], "b": [None, "x"], "c": pd.array([pd.NA, 2], dtype="Int64")})
    assert records(frame) == [{"a": None, "b": None, "c": None}, {"a": 1.0, "b": "x", "c": 2}]
    assert plain(np.int64(3)) == 3
    assert plain(float("inf")) is None
