"""Find the best k new sites for a category: who would be covered, and how near to the best possible that is."""

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely

from gis.coverage.model import CoverageModel, Stopwatch
from gis.coverage.nearby import item_number
from gis.coverage.prepare import prepare
from gis.coverage.siting_answer import PROVEN_SHARE, SitingAnswer
from gis.coverage.siting_bound import prove
from gis.coverage.siting_capacity import Demand, LimitedChoice, choose_limited, gather_demand
from gis.coverage.siting_dual import dual_bound, only
from gis.coverage.siting_places import candidate_doors, corners, given_places, walks_to
from gis.coverage.siting_search import (
    MOST_SHAKEN,
    Floats,
    Ints,
    Reach,
    bound_by_gains,
    choose_sites,
    improve_sites,
    saving,
)
from gis.coverage.siting_shares import choose_shares, find_shares
from gis.coverage.templates import LONGEST_MINUTES
from gis.errors import CannotSatisfy, InputError
from gis.model.progress import Progress, silent
from gis.network.doors import Doors
from gis.network.network import Flags, Network
from gis.network.weights import to_seconds

MOST_SITES = 100
PERTURBATIONS = 60
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
    found, bound, status = _proven(reach, choice, asked.objective, asked.time_limit_s)
    watch.lap("prove")
    chosen = _in_order(reach, found)
    covered = int(model.households[_covered(model.home_labels[number], minutes)].sum())
    gained = _gains(model, doors, chosen, number=number, minutes=minutes)
    sites = _sites(places, chosen, gained, _steps(reach, chosen))
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


def find_demand(
    model: CoverageModel, item: int, places: gpd.GeoDataFrame, minutes: int, site_capacity: int | None
) -> tuple[int, Demand]:
    """Find the households that places without a limit serve, and who of the others can go where."""
    members = model.members[item]
    given = model.facilities.get("capacity")
    known = (
        np.full(len(members), np.nan) if given is None else given.to_numpy(float, na_value=np.nan)[members]
    )
    reached = [_within(model, model.facility_doors, int(row), minutes) for row in members]
    households = model.households.copy()
    free = np.zeros(len(households), dtype=bool)
    for rows in (rows for rows, capacity in zip(reached, known, strict=True) if np.isnan(capacity)):
        free[rows] = True
    served_freely, households[free] = int(households[free].sum()), 0
    limited = [rows for rows, capacity in zip(reached, known, strict=True) if not np.isnan(capacity)]
    doors = candidate_doors(model, places)
    fresh = [_within(model, doors, candidate, minutes) for candidate in range(len(places))]
    most = int(households.sum()) if site_capacity is None else site_capacity
    capacity = np.concatenate([known[~np.isnan(known)], np.full(len(places), most)]).astype(np.int64)
    return served_freely, gather_demand([*limited, *fresh], households, capacity, len(limited))


def _within(model: CoverageModel, doors: Doors, row: int, minutes: int) -> Ints:
    """Homes within the tier of one place."""
    return np.flatnonzero(np.isfinite(walks_to(model, doors.take(np.array([row])), minutes)))


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


def find_reach(model: CoverageModel, item: int, doors: Doors, minutes: int, objective: Objective) -> Reach:
    """Find which candidate improves which home, and by how much.

    For "coverage" a home costs 1 while it is uncovered and 0 within reach; for "time" it costs its walking
    seconds, at most those of the tier.
    """
    standing_s = np.nan_to_num(to_seconds(model.home_labels[item]), nan=np.inf)
    limit_s = minutes * 60.0
    covering = objective == "coverage"
    standing = (standing_s > limit_s).astype(float) if covering else np.minimum(standing_s, limit_s)
    standing[model.households == 0] = 0.0
    homes, costs = [], []
    for candidate in range(len(doors.edge)):
        seconds = walks_to(model, doors.take(np.array([candidate])), minutes)
        cost = np.where(np.isfinite(seconds), 0.0 if covering else seconds, np.inf)
        better = np.flatnonzero(cost < standing)
        homes.append(better)
        costs.append(cost[better])
    sizes = [len(better) for better in homes]
    return Reach(
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([*homes, np.empty(0, np.int64)]).astype(np.int64),
        np.concatenate([*costs, np.empty(0)]),
        model.households.astype(np.float64),
        standing,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of sites, the bound of any, and the candidates that may be part of a better one."""

    chosen: Ints
    bound: float
    kept: Ints


def search_sites(reach: Reach, k: int, *, seed: int, perturbations: int = PERTURBATIONS) -> Choice:
    """Choose by greedy and swaps, bound, leave out who cannot help, and shake among the rest."""
    chosen, value = choose_sites(reach, k, perturbations=0, seed=seed)
    bound, kept = dual_bound(reach, len(chosen), value)
    kept = np.union1d(kept, chosen)
    draws = np.random.default_rng(seed).random((perturbations, 2 * MOST_SHAKEN + 1))
    better, _ = improve_sites(only(reach, kept), np.searchsorted(kept, chosen), draws)
    chosen = kept[better]
    return Choice(chosen, max(min(bound, bound_by_gains(reach, chosen)), saving(reach, chosen)), kept)


def _proven(
    reach: Reach, choice: Choice, objective: Objective, time_limit_s: float
) -> tuple[Ints, float, str]:
    """The better of our choice and the solver's, the least bound, and the solver's words.

    The solver is asked only where the bound leaves a doubt, and only about candidates that may help; what
    it bounds is then the larger of its bound and our own saving.
    """
    chosen, value = choice.chosen, saving(reach, choice.chosen)
    if time_limit_s <= 0 or choice.bound - value <= PROVEN_SHARE * choice.bound:
        return chosen, choice.bound, "Not run"
    covering = objective == "coverage"
    few = only(reach, choice.kept)
    proof = prove(few, len(chosen), is_covering=covering, time_limit_s=time_limit_s)
    if len(proof.chosen) == len(chosen) and saving(few, proof.chosen) > value:
        chosen, value = choice.kept[proof.chosen], saving(few, proof.chosen)
    return chosen, max(min(choice.bound, proof.bound), value), proof.status


def _in_order(reach: Reach, chosen: Ints) -> Ints:
    """Sites in the order they are best built: each the best next step."""
    left: list[int] = chosen.tolist()
    order: list[int] = []
    while left:
        steps = [saving(reach, np.array([*order, one], dtype=np.int64)) for one in left]
        order.append(left.pop(int(np.argmax(steps))))
    return np.array(order, dtype=np.int64)


def _steps(reach: Reach, chosen: Ints) -> Floats:
    """What each site adds to the saving of those before it."""
    return np.diff([0.0, *(saving(reach, chosen[: order + 1]) for order in range(len(chosen)))])


def _covered(labels: Ints, minutes: int) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(to_seconds(labels) <= minutes * 60, dtype=bool)


def _gains(model: CoverageModel, doors: Doors, chosen: Ints, *, number: int, minutes: int) -> list[int]:
    """Households that each site adds to those before it."""
    covered = _covered(model.home_labels[number], minutes)
    gained = []
    for candidate in chosen:
        reached = np.isfinite(walks_to(model, doors.take(np.array([candidate])), minutes))
        gained.append(int(model.households[reached & ~covered].sum()))
        covered |= reached
    return gained


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
