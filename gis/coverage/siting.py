"""Find the best k new sites for a category: who would be covered, and how near to the best possible that is."""

from dataclasses import dataclass, fields
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.coverage.answer import records
from gis.coverage.inputs import places_of, require_frame
from gis.coverage.model import CoverageModel, Stopwatch, attach
from gis.coverage.nearby import item_number
from gis.coverage.prepare import prepare
from gis.coverage.siting_bound import prove
from gis.coverage.siting_dual import dual_bound, only
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
from gis.coverage.templates import LONGEST_MINUTES
from gis.errors import CannotSatisfy, InputError
from gis.model.progress import Progress, silent
from gis.network.doors import Doors
from gis.network.engine import nearest_labels
from gis.network.nearest import door_labels, facilities_on_edges
from gis.network.network import OUTSIDE, Flags, Network
from gis.network.weights import to_seconds
from gis.space.crs import frame_to_wgs84

PROVEN_SHARE = 1e-6
MOST_SITES = 100
PERTURBATIONS = 60
Objective = Literal["coverage", "time"]


@dataclass(frozen=True)
class SitingAnswer:
    """The chosen sites and what is proven of them.

    Attributes
    ----------
    item, minutes, objective, candidates
        What was asked, and among how many places.
    sites
        code, order, households_gained (by this site given those before it), saving (what it adds to the
        objective), geometry; in the order they are best built.
    households_before
        Covered within the tier as things stand.
    saving, bound
        What the objective counts (households, or household seconds), and what no choice can exceed.
    solver_status
        HiGHS's own words.
    seconds
        Time spent, by step.
    """

    item: str
    minutes: int
    objective: str
    sites: gpd.GeoDataFrame
    households_before: int
    saving: float
    bound: float
    solver_status: str
    candidates: int
    seconds: dict[str, float]

    @property
    def households_gained(self) -> int:
        """Households that the sites bring within the tier."""
        return int(self.sites["households_gained"].sum())

    @property
    def households_after(self) -> int:
        """Covered within the tier with the sites."""
        return self.households_before + self.households_gained

    @property
    def gap_share(self) -> float:
        """``(bound - saving) / bound``; 0: proven best."""
        return 1 - self.saving / self.bound if self.bound > 0 else 0.0

    @property
    def status(self) -> str:
        """Say "optimal" where that is proven, else "within_bound"."""
        return "optimal" if self.gap_share < PROVEN_SHARE else "within_bound"

    def report(self) -> dict[str, Any]:
        """JSON of the answer."""
        names = [field.name for field in fields(self) if field.name != "sites"]
        names += ["households_after", "households_gained", "gap_share", "status"]
        sites = self.sites.assign(lon=self.sites.geometry.x, lat=self.sites.geometry.y)
        plain = records(sites.drop(columns="geometry"))
        return {**{name: getattr(self, name) for name in names}, "sites": plain}


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
    time_limit_s
        For the proof; 0 leaves it out.

    Raises
    ------
    NotFound
        ``item_unknown``.
    InputError
        ``count_invalid``, ``minutes_invalid``, ``crs_missing``.
    CannotSatisfy
        ``no_candidate`` where no candidate would help anybody.
    """
    _check(k, minutes)
    watch, number = Stopwatch(), item_number(model, item)
    places = corners(model.network) if candidates is None else _given(candidates)
    progress("候选点可达范围与选址", 0, 0)
    doors = candidate_doors(model, places)
    reach = find_reach(model, number, doors, minutes, objective)
    _require_some(reach, len(places))
    watch.lap("reach")
    choice = search_sites(reach, k, seed=seed)
    watch.lap("choose")
    found, bound, solver_status = _proven(reach, choice, objective, time_limit_s)
    watch.lap("prove")
    chosen = _in_order(reach, found)
    covered = int(model.households[_covered(model.home_labels[number], minutes)].sum())
    sites = _sites(model, places, doors, chosen, number=number, minutes=minutes)
    sites.insert(3, "saving", _steps(reach, chosen))
    return SitingAnswer(
        item=item,
        minutes=minutes,
        objective=objective,
        sites=sites,
        households_before=covered,
        saving=saving(reach, chosen),
        bound=bound,
        solver_status=solver_status,
        candidates=len(places),
        seconds=watch.seconds,
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


def _require_some(reach: Reach, candidates: int) -> None:
    if not len(reach.home):
        raise CannotSatisfy(
            "no candidate helps any home",
            chinese=f"{candidates} 个候选点都不能让任何未覆盖的住户受益（可能已全部覆盖，或候选点离道路过远）",
            code="no_candidate",
        )


def corners(network: Network) -> gpd.GeoDataFrame:
    """Every street corner: nodes outside walled estates where three or more pieces of street meet."""
    edges = network.edges
    open_street = np.flatnonzero((edges.street >= 0) & edges.on_ground & (edges.zone == OUTSIDE))
    ends = np.concatenate([edges.start[open_street], edges.end[open_street]])
    nodes = np.flatnonzero(np.bincount(ends, minlength=network.node_count) >= 3)
    lon, lat = network.plane.unproject(network.node_x_m[nodes], network.node_y_m[nodes])
    codes = [f"corner-{number}" for number in range(1, len(nodes) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


def _given(candidates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    require_frame(candidates, "candidates", "候选点")
    checked = frame_to_wgs84(candidates).reset_index(drop=True)
    numbered = pd.Series([f"candidate-{number}" for number in range(1, len(checked) + 1)], dtype=object)
    codes = checked["code"].astype(str) if "code" in checked else numbered
    return gpd.GeoDataFrame({"code": codes}, geometry=checked.geometry, crs="EPSG:4326")


def candidate_doors(model: CoverageModel, candidates: gpd.GeoDataFrame) -> Doors:
    """Where candidates meet the network; one that is too far from any street reaches nobody."""
    lon, lat = places_of(np.asarray(candidates.geometry.array, dtype=object))
    return attach(model.network, model.walks.timing, lon, lat, model.asked.max_access_m)[1]


def walks_to(model: CoverageModel, door: Doors, minutes: int) -> Floats:
    """Walking seconds of every home to one place; NaN beyond the tier."""
    number = np.zeros(1, dtype=np.int64)
    labels = nearest_labels(model.walks.arcs.against, door.labels(number), limit_s=minutes * 60)
    there = facilities_on_edges(door, number)
    return to_seconds(door_labels(model.homes, labels, there, limit_s=minutes * 60))


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


def _sites(
    model: CoverageModel, places: gpd.GeoDataFrame, doors: Doors, chosen: Ints, *, number: int, minutes: int
) -> gpd.GeoDataFrame:
    """The sites in order, with the households each adds to those before it."""
    covered = _covered(model.home_labels[number], minutes)
    gained = []
    for candidate in chosen:
        reached = np.isfinite(walks_to(model, doors.take(np.array([candidate])), minutes))
        gained.append(int(model.households[reached & ~covered].sum()))
        covered |= reached
    points = shapely.point_on_surface(np.asarray(places.geometry.array, dtype=object)[chosen])
    columns = {
        "code": places["code"].to_numpy(object)[chosen],
        "order": np.arange(1, len(chosen) + 1),
        "households_gained": gained,
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
