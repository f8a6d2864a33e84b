"""Gates that lead into no walled zone: in an open wall or fence, or straight across a street."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from gis.model.problems import Problem, Severity
from gis.network.cutting import Lines, Pieces
from gis.network.gates import ON_BARRIER_M, ON_STREET_M, PlacedGates
from gis.network.network import OUTSIDE, Ints
from gis.network.noding import Marks


@dataclass(frozen=True, slots=True)
class BarrierGates:
    """Where these gates stand on the streets.

    Attributes
    ----------
    marks
        Places where a gate severs a street that no barrier severs.
    gate, mark
        Gate and the mark it stands at, counted among all marks.
    problems
        Gates with no street.
    """

    marks: Marks
    gate: Ints
    mark: Ints
    problems: list[Problem]

    def links(self, pieces: Pieces) -> tuple[Ints, Ints, Ints]:
        """Pairs of nodes that each gate joins, and the gate: every severed end there with the first."""
        vertex = pieces.vertices.of_mark[self.mark]
        ends = pd.DataFrame(
            {
                "place": pieces.place[np.concatenate([pieces.first, pieces.last])],
                "node": np.concatenate([pieces.start, pieces.end]),
            }
        ).drop_duplicates()
        asked = pd.DataFrame({"place": pieces.place[vertex], "gate": self.gate})
        joined = asked.merge(ends, on="place")
        joined["hub"] = joined.groupby("gate")["node"].transform("first")
        joined = joined[joined["hub"] != joined["node"]]
        return (
            joined["hub"].to_numpy(np.int64),
            joined["node"].to_numpy(np.int64),
            joined["gate"].to_numpy(np.int64),
        )


def find_barrier_gates(gates: PlacedGates, lines: Lines, severed: Marks, severed_from: int) -> BarrierGates:
    """Find the street each gate outside the zones stands on.

    Within 10 m of a place where a barrier severs a street, it opens that place; else within 3 m of a street
    it stands across the street; else it leads nowhere and is reported.

    Parameters
    ----------
    gates, lines
        Gates and streets in metres.
    severed
        Where barriers sever streets.
    severed_from
        Index of the first of these among all marks; new marks follow the last of them.
    """
    loose = np.flatnonzero(gates.zone == OUTSIDE)
    points = np.asarray(shapely.points(gates.x_m[loose], gates.y_m[loose]), dtype=object)
    places = np.asarray(shapely.points(severed.x_m, severed.y_m), dtype=object)
    at = shapely.STRtree(places).query_nearest(points, max_distance=ON_BARRIER_M, all_matches=False)
    rest = np.setdiff1d(np.arange(len(loose)), at[0])
    ground = np.flatnonzero(lines.on_ground)
    on = shapely.STRtree(lines.geometry[ground]).query_nearest(
        points[rest], max_distance=ON_STREET_M, all_matches=False
    )
    street, standing = ground[on[1]], points[rest[on[0]]]
    along_m = shapely.line_locate_point(lines.geometry[street], standing)
    marks = Marks.of_points(
        street, shapely.line_interpolate_point(lines.geometry[street], along_m), cuts=True
    )
    nowhere = np.setdiff1d(rest, rest[on[0]])
    new = severed_from + len(severed.line) + np.arange(len(street))
    return BarrierGates(
        marks,
        np.concatenate([loose[at[0]], loose[rest[on[0]]]]).astype(np.int64),
        np.concatenate([severed_from + at[1], new]).astype(np.int64),
        [_nowhere(str(gates.code[loose[row]])) for row in nowhere],
    )


def _nowhere(code: str) -> Problem:
    return Problem(
        "gate_leads_nowhere",
        f"出入口不在任何围墙上，{ON_STREET_M:.0f} 米内也没有道路",
        "核对出入口的位置与所属小区",
        Severity.NOTED,
        layer="gates",
        value=code[:80],
    )
