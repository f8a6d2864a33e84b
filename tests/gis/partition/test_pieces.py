"""Pieces of land are drawn side by side, and whoever ends the search early gets the best plan so far."""

from threading import Event

import numpy as np
import pandas as pd
import pytest

from gis.partition import draw_cells, pieces
from tests.gis.partition.rasters import random_raster, raster


@pytest.fixture(name="two_communities")
def _two_communities():
    east = raster(
        random_raster(2)["households"].to_numpy().reshape(5, 7), community="500199098002", west=106.6
    )
    cells = pd.concat([random_raster(1), east], ignore_index=True)
    cells["cell"] = np.arange(1, len(cells) + 1)
    return cells


def _is_whole_but_unfinished(answer, cells) -> bool:
    report = answer.report
    broken = report["non_contiguous"] + report["crossing_community"] + report["households_unassigned"]
    return (
        broken == 0 and report["households_out"] == cells["households"].sum() and report["finished"] is False
    )


def test_an_interrupt_ends_the_search_with_the_best_plan_so_far(two_communities) -> None:
    told = []

    def interrupt(step, done, _total) -> None:
        told.append(step)
        if step == "划分网格" and done == 1:
            raise KeyboardInterrupt

    answer = draw_cells(two_communities, seed=1, effort=10.0, workers=1, progress=interrupt)
    assert told[-1].startswith("收到中止")
    assert _is_whole_but_unfinished(answer, two_communities)


def test_whoever_sets_the_event_gets_the_best_plan_so_far(two_communities) -> None:
    stop = Event()

    def set_it(step, done, _total) -> None:
        if step == "划分网格" and done == 1:
            stop.set()

    answer = draw_cells(two_communities, seed=1, effort=10.0, workers=1, progress=set_it, stop=stop)
    assert _is_whole_but_unfinished(answer, two_communities)


def test_in_a_job_too_large_for_long_searches_small_communities_are_still_drawn_at_their_optimum(
    monkeypatch,
) -> None:
    cells = random_raster(20, rows=4, columns=6)
    monkeypatch.setattr(pieces, "_FULL_EFFORT_CELLS", len(cells) // 2)
    report = draw_cells(cells).report
    assert report["proven_optimal"] == 1
    assert draw_cells(cells, effort=1.0).report["proven_optimal"] == 0
