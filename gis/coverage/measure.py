"""Measure service circles: from frames, or from a prepared model, to the answer."""

from time import perf_counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.coverage.answer import CoverageAnswer
from gis.coverage.cells import cells_of, sum_cells
from gis.coverage.gaps import find_gaps
from gis.coverage.judge import STATUSES, home_seconds, pieces_of, reasons_of
from gis.coverage.model import CoverageModel
from gis.coverage.prepare import prepare
from gis.coverage.totals import count_totals, count_units, judge_all
from gis.errors import WanggeError
from gis.model.categories import SIX_CATEGORIES
from gis.model.progress import Progress, silent
from gis.network.network import Floats, Ints, Network, Shapes


def measure(
    network: gpd.GeoDataFrame | Network,
    buildings: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    progress: Progress = silent,
    **options: Any,
) -> CoverageAnswer:
    """Measure who reaches what on foot; ``options`` are those of ``prepare``.

    Raises
    ------
    InputError
        Any fault of the input, naming layer, row and column.
    """
    return answer_model(prepare(network, buildings, facilities, progress=progress, **options), progress)


def answer_model(model: CoverageModel, progress: Progress = silent) -> CoverageAnswer:
    """Read the whole answer from a model."""
    since = perf_counter()
    progress("汇总覆盖情况", 0, 3)
    seconds, reason = home_seconds(model.home_labels), reasons_of(model)
    judged = judge_all(model, seconds, reason)
    totals = count_totals(model, judged)
    buildings = _judged_buildings(model, seconds, reason, judged)
    keys = [item.key for item in model.items]
    progress("汇总覆盖情况", 1, 3)
    cells = sum_cells(buildings, keys, model.asked.resolution)
    gaps = find_gaps(model, buildings, judged)
    progress("汇总覆盖情况", 2, 3)
    counted = _counted(model)
    answer = CoverageAnswer(
        buildings=buildings,
        cells=cells,
        gaps=gaps,
        facilities=_facilities(model, counted, judged),
        totals=totals,
        units=count_units(model, judged),
        unreachable=_unreachable(model, reason, counted),
        pieces=_pieces(model),
        all_six_households=int(buildings["households"].where(buildings["all_six"], 0).sum()),
        households_in=int(model.households.sum()),
        households_out=_households_out(totals, buildings),
        unconfirmed_facilities=int((counted & model.facilities["confirmation"].eq("unconfirmed")).sum()),
        problems=model.problems,
        seconds={**model.seconds, "answer": round(perf_counter() - since, 6)},
        model=model,
    )
    progress("汇总覆盖情况", 3, 3)
    return answer


def _judged_buildings(
    model: CoverageModel, seconds: Floats, reason: Shapes, judged: dict[tuple[int, int], Ints]
) -> gpd.GeoDataFrame:
    """Add the columns of the answer to the buildings."""
    codes = model.facilities["code"].to_numpy(object)
    names = np.array([status.value for status in STATUSES], dtype=object)
    access_m = np.where(np.isfinite(model.home_places.access_m), model.home_places.access_m, np.nan)
    columns: dict[str, Any] = {
        "h3": cells_of(model.buildings, model.asked.resolution),
        "access_m": access_m,
        "reason": reason,
    }
    for number, item in enumerate(model.items):
        nearest = (model.home_labels[number] & 0xFFFFFFFF).astype(np.int64)
        reached = np.isfinite(seconds[number])
        facility = np.full(len(reached), None, dtype=object)
        facility[reached] = codes[nearest[reached]]
        columns[f"{item.key}_seconds"] = seconds[number]
        columns[f"{item.key}_facility"] = facility
        columns[f"{item.key}_status"] = names[judged[number, item.minutes[-1]]]
    columns["all_six"] = covers_all(model, judged)
    return model.buildings.assign(**columns)


def covers_all(model: CoverageModel, judged: dict[tuple[int, int], Ints]) -> "np.ndarray[Any, Any]":
    """Whether each building reaches every item of the six categories within each item's widest tier.

    A template that asks for none of the six (or a place without items) is met by nobody.
    """
    asked = [n for n, item in enumerate(model.items) if item.category in SIX_CATEGORIES]
    met = np.full(len(model.buildings), bool(asked))
    for number in asked:
        met &= judged[number, model.items[number].minutes[-1]] == 0
    return met


def _counted(model: CoverageModel) -> "pd.Series[bool]":
    """Facilities that stand on the network and are counted for some item."""
    counted = np.zeros(len(model.facilities), bool)
    for members in model.members:
        counted[members] = True
    on_network = model.facility_places.reason == ""
    return pd.Series(counted & on_network, index=model.facilities.index)


def _facilities(
    model: CoverageModel, counted: "pd.Series[bool]", judged: dict[tuple[int, int], Ints]
) -> gpd.GeoDataFrame:
    """Add to the facilities what they count for, and whom they are nearest to within the widest tier."""
    items = np.full(len(model.facilities), "", dtype=object)
    for item, members in zip(model.items, model.members, strict=True):
        items[members] = [f"{text};{item.key}" if text else item.key for text in items[members]]
    access_m = np.where(np.isfinite(model.facility_places.access_m), model.facility_places.access_m, np.nan)
    return model.facilities.assign(
        items=items,
        used=counted,
        reason=model.facility_places.reason,
        access_m=access_m,
        nearest_households=_loads(model, judged),
    )


def _loads(model: CoverageModel, judged: dict[tuple[int, int], Ints]) -> Ints:
    """Households for whom each facility is the nearest of an item within its widest tier, largest of its items."""
    loads = np.zeros(len(model.facilities), np.int64)
    for number, item in enumerate(model.items):
        covered = judged[number, item.minutes[-1]] == 0
        nearest = (model.home_labels[number][covered] & 0xFFFFFFFF).astype(np.int64)
        weights = model.households[covered]
        counts = np.bincount(nearest, weights=weights, minlength=len(loads)).astype(np.int64)
        loads = np.maximum(loads, counts)
    return loads


def _unreachable(model: CoverageModel, reason: Shapes, counted: "pd.Series[bool]") -> pd.DataFrame:
    """Buildings and facilities that are not on the network, with the reason and the distance to a street."""
    buildings, facilities = model.buildings, model.facilities
    shut = np.flatnonzero(reason != "")
    lost = np.flatnonzero((model.facility_places.reason != "") & facilities["is_open"].to_numpy(bool))
    return pd.concat(
        [
            _listed("building", buildings["code"], buildings["households"], reason, shut),
            _listed(
                "facility",
                facilities["code"],
                pd.Series(0, index=facilities.index),
                model.facility_places.reason,
                lost,
            ),
        ],
        ignore_index=True,
    ).assign(distance_m=_distances(model, shut, lost))


def _listed(
    kind: str, codes: "pd.Series[str]", households: "pd.Series[int]", reason: Shapes, rows: Ints
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind,
            "code": codes.to_numpy(object)[rows],
            "households": households.to_numpy(np.int64)[rows],
            "reason": reason[rows],
        }
    )


def _distances(model: CoverageModel, shut: Ints, lost: Ints) -> Floats:
    """Metres from each place to the nearest street of any kind; NaN where it has no place."""
    import shapely

    from gis.coverage.inputs import places_of

    parts = []
    tree = shapely.STRtree(model.network.edges.geometry)
    for frame, rows in ((model.buildings, shut), (model.facilities, lost)):
        lon, lat = places_of(np.asarray(frame.geometry.array, dtype=object)[rows])
        away_m = np.full(len(rows), np.nan)
        placed = np.flatnonzero(np.isfinite(lon))
        points = shapely.points(*model.network.plane.project(lon[placed], lat[placed]))
        found, away = tree.query_nearest(points, return_distance=True, all_matches=False)
        away_m[placed[found[0]]] = away
        parts.append(away_m)
    return np.round(np.concatenate(parts), 2)


def _pieces(model: CoverageModel) -> pd.DataFrame:
    """Connected pieces of the network with their length and whose homes open onto them."""
    network = model.network
    size = int(network.piece.max(initial=-1)) + 1
    of_edge = network.piece[network.edges.start]
    home = pieces_of(model, model.home_places.edge, model.homes.offsets, model.homes.node)
    on = home >= 0
    return pd.DataFrame(
        {
            "piece": np.arange(size),
            "length_m": np.bincount(of_edge, weights=network.edges.length_m, minlength=size).round(1),
            "edges": np.bincount(of_edge, minlength=size),
            "buildings": np.bincount(home[on], minlength=size),
            "households": np.bincount(home[on], weights=model.households[on], minlength=size).astype(int),
            "is_main": np.arange(size) == 0,
        }
    )


def _households_out(totals: pd.DataFrame, buildings: gpd.GeoDataFrame) -> int:
    """Households of the answer; every item and tier must give the same sum."""
    total = int(buildings["households"].sum())
    if len(totals) and not totals["households"].eq(total).all():
        raise WanggeError(
            "households are not conserved",
            chinese="户数核对不平，结果已作废",
            code="households_not_conserved",
        )
    return total
