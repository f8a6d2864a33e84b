"""Judge each home: covered, uncovered, uncertain because the map ends, or beyond judgement."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gis.coverage.model import CoverageModel
from gis.network.attach import Reason, is_walled_in
from gis.network.network import Flags, Floats, Ints, Shapes
from gis.network.weights import to_seconds

FASTEST_SHARE = float(np.exp(3.5 * 0.05))


class Status(StrEnum):
    """What is known of a home and an item within a tier."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    UNCERTAIN = "uncertain"
    UNREACHABLE = "unreachable"


STATUS_CHINESE = {
    Status.COVERED: "已覆盖",
    Status.UNCOVERED: "未覆盖",
    Status.UNCERTAIN: "边界不确定",
    Status.UNREACHABLE: "无法判定（未接入路网）",
}
STATUSES = tuple(Status)
_NOT_JUDGED = tuple(reason.value for reason in Reason if reason not in (Reason.NONE, Reason.GATES_CLOSED))


def home_seconds(home_labels: Ints) -> Floats:
    """Walking seconds of each home to the nearest facility; NaN beyond the horizon."""
    return to_seconds(home_labels)


def judge(seconds: Floats, minutes: float, *, border_m: Floats, is_judged: Flags, reach_m: float) -> Ints:
    """Judge homes for one item and tier; gives the index into ``STATUSES``.

    Covered is a walk of at most ``minutes`` (exactly as long is in). What is not covered cannot be judged
    where the home is not on the network for a fault of the data (a walled estate whose gates are all closed
    is no such fault: it is uncovered); it is uncertain where somewhere beyond the map's end lies nearer than
    ``reach_m``, the farthest one walks in the tier.

    Parameters
    ----------
    seconds, border_m
        One per home.
    is_judged
        Whether the home is on the network, or shut off by closed gates (see ``can_judge``).
    reach_m
        ``minutes`` times the fastest speed of the profile, metres.
    """
    with np.errstate(invalid="ignore"):
        covered = seconds <= minutes * 60
    status = np.where(border_m < reach_m, 2, 1)
    status = np.where(is_judged, status, 3)
    return np.where(covered, 0, status).astype(np.int64)


def can_judge(reason: Shapes) -> Flags:
    """Whether the verdict on a home may be "uncovered", given its ``reason``."""
    return ~np.isin(reason.astype(str), _NOT_JUDGED)


def fastest_m_s(model: CoverageModel) -> float:
    """Fastest anybody of the profile walks: downhill, if there are slopes."""
    sloping = bool((model.network.edges.grade != 0).any())
    return model.profile.speed_m_s * (FASTEST_SHARE if sloping else 1.0)


def reasons_of(model: CoverageModel) -> Shapes:
    """Why each building is not on the network, or its estate shut; empty for the others."""
    places, network = model.home_places, model.network
    reason = places.reason.copy()
    open_zones = is_walled_in(network, network.gates.is_open, places.zone)
    gated = np.isin(places.zone, network.gates.zone[network.gates.node >= 0])
    free = reason == Reason.NONE.value
    reason[free & open_zones & gated] = Reason.GATES_CLOSED.value
    reason[free & (places.zone >= 0) & ~gated] = Reason.NO_GATE.value
    reason[(reason == Reason.NONE.value) & _cut_off(model)] = Reason.DISCONNECTED.value
    return reason


def _cut_off(model: CoverageModel) -> Flags:
    """Homes on a piece of the network that is not the longest and holds no facility at all."""
    piece = pieces_of(model, model.home_places.edge, model.homes.offsets, model.homes.node)
    there = pieces_of(
        model, model.facility_places.edge, model.facility_doors.offsets, model.facility_doors.node
    )
    served = np.unique(there[model.facilities["is_open"].to_numpy(bool)])
    return np.asarray((piece > 0) & ~np.isin(piece, served), dtype=bool)


def pieces_of(model: CoverageModel, edge: Ints, offsets: Ints, node: npt.NDArray[np.int64]) -> Ints:
    """Connected piece each place lies on; -1 for places that are not on the network."""
    counts = np.diff(offsets)
    piece = np.full(len(edge), -1, np.int64)
    piece[counts > 0] = model.network.piece[node[offsets[:-1][counts > 0]]]
    return piece
