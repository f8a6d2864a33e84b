"""Maps as they go over the wire: nothing of small numbers, days in China."""

import json
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.schemas.case_maps import concerns_of, density_of, grids_of, hot_spots_of, points_of
from gis.casework.categories import read_categories
from gis.casework.density import measure_density
from gis.casework.hot_spots import HotSpots
from gis.space import h3cells
from gis.store.case_figures import PlacedCases
from gis.workflows.map_cases import GridTable

TREE = read_categories()

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _points(**changes):
    row = {
        "case_id": 1, "category": "0104", "state": "reported", "lon": 106.55, "lat": 29.5, "due_at": pd.NaT,
        "solved_at": pd.NaT, "closed_at": pd.NaT, "reported_at": pd.Timestamp("2026-11-24T16:00:00Z"),
    } | changes  # fmt: skip
    frame = pd.DataFrame([row])
    moments = ("due_at", "solved_at", "closed_at", "reported_at")
    return frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in moments})


def _placed(**changes):
    return PlacedCases(_points(**changes), left_out=3)


def test_a_day_is_the_day_in_china():
    assert points_of(_placed(), tree=TREE, now=NOW).day == [20782]
    assert points_of(_placed(), tree=TREE, now=NOW).left_out == 3


def test_late_is_what_is_neither_solved_nor_ended_past_its_deadline():
    past = pd.Timestamp("2026-11-20T00:00:00Z")
    assert points_of(_placed(due_at=past), tree=TREE, now=NOW).is_overdue == [True]
    assert points_of(_placed(due_at=past, solved_at=past), tree=TREE, now=NOW).is_overdue == [False]
    assert points_of(_placed(), tree=TREE, now=NOW).is_overdue == [False]


def test_a_cell_that_may_not_be_told_goes_out_without_any_figure():
    places = [(106.55, 29.5)] * 2
    homes = pd.DataFrame([(106.55, 29.5, 400)], columns=["lon", "lat", "households"])
    answer = json.loads(density_of(measure_density(pd.DataFrame(places, columns=["lon", "lat"]), homes)))
    assert [set(feature["properties"]) for feature in answer["features"]] == [{"cell"}]
    assert answer["summary"]["cases_untold"] == 2


def test_hot_spots_go_out_with_their_verdict_and_the_caveats_figures():
    cells = pd.DataFrame(
        {
            "h3": h3cells.cells_at(106.55, 29.5, resolution=9),
            "z": [4.2],
            "p": [0.00003],
            "p_normal": [0.0004],
            "verdict": ["hot"],
        }
    )
    answer = json.loads(hot_spots_of(HotSpots(cells, 40, 2, 2.0)))
    assert answer["features"][0]["properties"]["verdict"] == "hot"
    assert {name: answer["summary"][name] for name in ("tested", "by_chance", "hot", "cold")} == {
        "tested": 40, "by_chance": 2.0, "hot": 1, "cold": 0,
    }  # fmt: skip


def test_concerns_go_out_by_kind_without_a_total_of_what_is_hidden():
    buildings = gpd.GeoDataFrame(
        {"unit_id": [5], "name": ["1栋"], "grid_name": ["甲"], "group_name": [""], "people": [[]],
         "counts": [{"01": 4, "00": 3}]},
        geometry=[shapely.box(106.55, 29.5, 106.551, 29.501)],
        crs=4326,
    )  # fmt: skip
    told = json.loads(concerns_of(buildings, tree=TREE))["features"][0]["properties"]
    assert json.loads(told["counts"]) == [["市容环境", 4], ["其他", 3]]
    assert "households" not in told


def test_a_share_below_the_sample_goes_out_as_missing():
    grids = pd.DataFrame(
        {"grid_id": [1], "name": ["甲"], "rank": pd.array([None], dtype="Int64"), "cases": [1], "solved": [1], "judged": [1],
         "on_time": [1], "asked": [0], "solved_share": [np.nan], "on_time_share": [np.nan], "satisfaction_mean": [np.nan]}
    )  # fmt: skip
    (row,) = grids_of(GridTable(grids, 1, 0, 10)).rows
    assert (row.rank, row.solved_share, row.satisfaction_mean) == (None, None, None)
