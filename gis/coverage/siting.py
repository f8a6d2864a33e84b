"""Find the best k new sites for a category: who would be covered, and how near to the best possible that is."""

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely

from gis.coverage.model import CoverageModel, Stopwatch
from gis.coverage.nearby import item_number
from gis.coverage.prepare import prepare
from gis.coverage.siting_answer import SitingAnswer
from gis.coverage.siting_capacity import LimitedChoice, choose_limited
from gis.coverage.siting_choice import in_order, prove_choice, search_sites, steps_of
from gis.coverage.siting_places import candidate_doors, corners, given_places
from gis.coverage.siting_reach import covered_homes, find_demand, find_reach, gains_of
from gis.coverage.siting_search import Floats, Ints, saving
from gis.coverage.siting_shares import choose_shares, find_shares
from gis.coverage.templates import LONGEST_MINUTES
from gis.errors import CannotSatisfy, InputError
from gis.model.progress import Progress, silent
from gis.network.network import Network

MOST_SITES = 100
Objective = Literal["coverage", "time"]


def site(
    network: gpd.GeoDataFrame | Network,
    buildings: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    category: str,
    k: int,
    minutes: int = 15,
    candidates: gpd.GeoDataFrame | None = None,
    objective: Objective = "coverage",
    respect_capacity: bool = False,
    site_capacity: int | None = None,
    time_limit_s: float = 10.0,
    seed: int = 0,
    progress: Progress = silent,
    **options: Any,
) -> SitingAnswer:
    """Find the best k sites from frames; ``options`` are those of ``prepare``."""
    model = prepare(network, buildings, facilities, progress=progress, **options)
    return site_model(
        model,
        item=category,
        k=k,
        minutes=minutes,
        candidates=candidates,
        objective=objective,
        respect_capacity=respect_capacity,
        site_capacity=site_capacity,
        time_limit_s=time_limit_s,
        seed=seed,
        progress=progress,
    )


def site_model(
    model: CoverageModel,
    *,
    item: str,
    k: int,
    minutes: int = 15,
    candidates: gpd.GeoDataFrame | None = None,
    objective: Objective = "coverage",
    respect_capacity: bool = False,
    site_capacity: int | None = None,
    time_limit_s: float = 10.0,
    seed: int = 0,
    progress: Progress = silent,
) -> SitingAnswer:
    """Find the best k sites for an item of a model; what exists stays.

    Parameters
    ----------
    item
        The item's key (a category, with the default template).
    k
        How many, 1-100.
    minutes
        The tier, 1-30.
    candidates
        Places that could be used, points or areas (vacant land, rooms); every street corner where not given.
    objective
        "coverage": most households within the tier; "time": least household seconds, walks beyond the
        tier counted as the tier.
    respect_capacity
        Existing facilities with a known ``capacity`` (in households) serve at most that many within the
        tier, those without one serve all; households are shared out as best for the whole, by either
        objective. Households served by none walk the whole tier.
    site_capacity
        Households that a new site serves at most; no limit where not given. Only with ``respect_capacity``.
    time_limit_s
        For the proof; 0 leaves it out.

    Raises
    ------
    NotFound
        ``item_unknown``.
    InputError
        ``count_invalid``, ``minutes_invalid``, ``crs_missing``, ``capacity_invalid``.
    CannotSatisfy
        ``no_candidate`` where no candidate would help anybody.
    """
    _check(k, minutes)
    _check_capacity(respect_capacity, site_capacity)
    watch, number = Stopwatch(), item_number(model, item)
    places = corners(model.network) if candidates is None else given_places(candidates)
    progress("候选点可达范围与选址", 0, 0)
    asked = _Asked(model, number, minutes, objective, k, time_limit_s, seed, site_capacity)
    find = _site_limited if respect_capacity else _site_unlimited
    before, found = find(asked, places, watch)
    return SitingAnswer(
        item=item,
        minutes=minutes,
        objective=objective,
        sites=found.sites,
        households_before=before,
        saving=found.saving,
        bound=found.bound,
        solver_status=found.solver_status,
        candidates=len(places),
        seconds=watch.seconds,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, checked."""

    model: CoverageModel
    number: int
    minutes: int
    objective: Objective
    k: int
    time_limit_s: float
    seed: int
    site_capacity: int | None


@dataclass(frozen=True, slots=True)
class _Found:
    """The sites, what they save, the bound of any choice, and the solver's words."""

    sites: gpd.GeoDataFrame
    saving: float
    bound: float
    solver_status: str


def _site_unlimited(asked: _Asked, places: gpd.GeoDataFrame, watch: Stopwatch) -> tuple[int, _Found]:
    """Choose where every place serves all who reach it."""
    model, number, minutes = asked.model, asked.number, asked.minutes
    doors = candidate_doors(model, places)
    reach = find_reach(model, number, doors, minutes, asked.objective)
    _require_some(len(reach.home), len(places))
    watch.lap("reach")
    choice = search_sites(reach, asked.k, seed=asked.seed)
    watch.lap("choose")
    covering = asked.objective == "coverage"
    found, bound, status = prove_choice(reach, choice, is_covering=covering, time_limit_s=asked.time_limit_s)
    watch.lap("prove")
    chosen = in_order(reach, found)
    covered = int(model.households[covered_homes(model.home_labels[number], minutes)].sum())
    gained = gains_of(model, doors, chosen, number=number, minutes=minutes)
    sites = _sites(places, chosen, gained, steps_of(reach, chosen))
    return covered, _Found(sites, saving(reach, chosen), bound, status)


def _site_limited(asked: _Asked, places: gpd.GeoDataFrame, watch: Stopwatch) -> tuple[int, _Found]:
    """Choose where places serve at most their capacity."""
    if asked.objective == "time":
        return _site_shared(asked, places, watch)
    free, demand = find_demand(asked.model, asked.number, places, asked.minutes, asked.site_capacity)
    _require_some(int(demand.offsets[-1] - demand.offsets[demand.standing]), len(places))
    watch.lap("reach")
    choice: LimitedChoice = choose_limited(demand, asked.k, time_limit_s=asked.time_limit_s)
    watch.lap("prove")
    gained = np.diff(choice.served)
    if not gained.any():
        _require_some(0, len(places))
    before = int(choice.served[0])
    sites = _sites(places, choice.chosen, gained.tolist(), gained.astype(np.float64))
    return free + before, _Found(sites, float(gained.sum()), choice.bound - before, choice.solver_status)


def _site_shared(asked: _Asked, places: gpd.GeoDataFrame, watch: Stopwatch) -> tuple[int, _Found]:
    """Choose by walking time where places serve at most their capacity."""
    shares = find_shares(asked.model, asked.number, places, asked.minutes, asked.site_capacity)
    _require_some(int(shares.offsets[-1] - shares.offsets[shares.standing]), len(places))
    watch.lap("reach")
    choice = choose_shares(shares, asked.k, time_limit_s=asked.time_limit_s)
    watch.lap("prove")
    before, saved = int(choice.served_households[0]), np.diff(choice.saved_s)
    sites = _sites(places, choice.chosen, np.diff(choice.served_households).tolist(), saved)
    bound = choice.bound_s - float(choice.saved_s[0])
    return before, _Found(sites, float(saved.sum()), bound, choice.solver_status)


def _check_capacity(respect_capacity: bool, site_capacity: int | None) -> None:
    if site_capacity is not None and (site_capacity < 1 or not respect_capacity):
        raise InputError(
            f"site capacity {site_capacity}",
            chinese=f"新增点位的容量应为正整数，且须同时要求计入容量，给出的是 {site_capacity}",
            code="capacity_invalid",
            value=str(site_capacity),
        )


def _check(k: int, minutes: int) -> None:
    if not 1 <= k <= MOST_SITES:
        raise InputError(
            f"k {k}",
            chinese=f"选址数量应在 1 到 {MOST_SITES} 之间，给出的是 {k}",
            code="count_invalid",
            value=str(k),
        )
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise InputError(
            f"minutes {minutes}",
            chinese=f"步行分钟数应在 1 到 {LONGEST_MINUTES} 之间，给出的是 {minutes}",
            code="minutes_invalid",
            value=str(minutes),
        )


def _require_some(pairs: int, candidates: int) -> None:
    if not pairs:
        raise CannotSatisfy(
            "no candidate helps any home",
            chinese=f"{candidates} 个候选点都不能让任何未覆盖的住户受益（可能已全部覆盖，或候选点离道路过远）",
            code="no_candidate",
        )


def _sites(places: gpd.GeoDataFrame, chosen: Ints, gained: list[int], steps: Floats) -> gpd.GeoDataFrame:
    """Lay the sites out in order."""
    points = shapely.point_on_surface(np.asarray(places.geometry.array, dtype=object)[chosen])
    columns = {
        "code": places["code"].to_numpy(object)[chosen],
        "order": np.arange(1, len(chosen) + 1),
        "households_gained": gained,
        "saving": steps,
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
