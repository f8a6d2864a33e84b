"""Apply the remedies that a person chose, and tell each as a changed row.

Nothing happens without a choice. Remedies are applied in the order given; each works on what the former ones
left, so that ground is never given away twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import InputError
from gis.ingest.topology import FAULT_CHINESE, REMEDY_CHINESE, Fault, Remedy
from gis.model.problems import Problem, Severity
from gis.space.layers import Layer
from gis.space.metric import from_metric, to_metric
from gis.space.validity import mend


@dataclass(frozen=True, slots=True)
class Choice:
    """One fault, and what to do about it."""

    fault: Fault
    remedy: Remedy


def repair(
    records: gpd.GeoDataFrame, layer: Layer, choices: Iterable[Choice], *, file: str = ""
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Apply choices to a layer.

    Parameters
    ----------
    records
        The layer, EPSG:4326, with unique ``code``.
    choices
        Faults of this very layer with one of their own remedies each.

    Returns
    -------
    tuple
        The layer after repair, rows in the same order, dropped rows gone; and one ``CHANGED`` (dropped:
        ``REFUSED``) problem per choice. Areas that bordered on a gap or an overlap keep identical vertices
        along the new border.

    Raises
    ------
    InputError
        ``remedy_unfit`` where a remedy is not one of its fault's, ``code_unknown`` where a feature is gone.
    """
    repaired, told = records.copy(), []
    for choice in choices:
        _check(choice, repaired)
        if choice.remedy is Remedy.MAKE_VALID:
            repaired = _mend_one(repaired, layer, choice.fault.codes[0], file)
        elif choice.remedy is Remedy.DROP_SECOND:
            repaired = repaired[repaired["code"].astype(str) != choice.fault.codes[1]]
        elif choice.remedy is Remedy.FILL_FROM_NEIGHBOUR:
            repaired = _fill(repaired, choice.fault)
        else:
            repaired = _give(repaired, choice)
        told.append(_told(choice, layer, file, records))
    return repaired, told


def _check(choice: Choice, records: gpd.GeoDataFrame) -> None:
    if choice.remedy not in choice.fault.remedies:
        raise InputError(
            f"{choice.remedy} is no remedy of a {choice.fault.kind}",
            chinese=f"“{REMEDY_CHINESE[choice.remedy]}”不能用于“{FAULT_CHINESE[choice.fault.kind]}”",
            code="remedy_unfit",
        )
    gone = set(choice.fault.codes) - set(records["code"].astype(str))
    if gone:
        raise InputError(
            f"features {sorted(gone)} are not in the layer",
            chinese=f"图层中已没有 {'、'.join(sorted(gone))}，请重新检查后再选择",
            code="code_unknown",
            codes=sorted(gone),
        )


def _row(records: gpd.GeoDataFrame, code: str) -> int:
    return int(np.flatnonzero(records["code"].astype(str) == code)[0])


def _with_shapes(records: gpd.GeoDataFrame, shapes: dict[int, shapely.Geometry]) -> gpd.GeoDataFrame:
    geometry = np.array(records.geometry.array, dtype=object)
    for row, shape in shapes.items():
        geometry[row] = shape
    return records.set_geometry(gpd.GeoSeries(geometry, index=records.index, crs=records.crs))


def _mend_one(records: gpd.GeoDataFrame, layer: Layer, code: str, file: str) -> gpd.GeoDataFrame:
    row = _row(records, code)
    mended, _ = mend(records.iloc[[row]], layer, file=file)
    return _with_shapes(records, {row: mended.geometry.iloc[0]})


def _give(records: gpd.GeoDataFrame, choice: Choice) -> gpd.GeoDataFrame:
    """Cut the receiver's shape out of the other, and give both the nodes of the border they then share."""
    first, second = (_row(records, code) for code in choice.fault.codes[:2])
    keeper, giver = (first, second) if choice.remedy is Remedy.GIVE_TO_FIRST else (second, first)
    kept = records.geometry.iloc[keeper]
    left = shapely.difference(records.geometry.iloc[giver], kept)
    # An overlay adds nodes where borders cross: both sides must have them.
    noded = shapely.union(shapely.intersection(kept, records.geometry.iloc[giver]), kept)
    return _with_shapes(records, {keeper: noded, giver: left})


def _fill(records: gpd.GeoDataFrame, fault: Fault) -> gpd.GeoDataFrame:
    """Join the gap to the neighbour with the longest common border; the first of equals."""
    rows = [_row(records, code) for code in fault.codes]
    if not rows:
        return records
    laid = to_metric(records.iloc[rows])
    gap = to_metric(gpd.GeoDataFrame(geometry=[fault.geometry], crs=records.crs), like=laid).geometry.iloc[0]
    shared_m = shapely.length(
        shapely.intersection(shapely.boundary(np.asarray(laid.geometry.array)), gap.buffer(0.05))
    )
    winner = int(np.argmax(shared_m))
    # A hair's breadth closes what rounding opened between the gap's outline and its neighbour's.
    joined = shapely.union(laid.geometry.iloc[winner], gap, grid_size=0.001)
    shape = from_metric(gpd.GeoDataFrame(geometry=[joined], crs=laid.crs)).geometry.iloc[0]
    return _with_shapes(records, {rows[winner]: shape})


def _told(choice: Choice, layer: Layer, file: str, records: gpd.GeoDataFrame) -> Problem:
    fault = choice.fault
    dropped = choice.remedy is Remedy.DROP_SECOND
    subject = fault.codes[1] if dropped else fault.codes[0] if fault.codes else ""
    return Problem(
        code=f"topology_{fault.kind.value}",
        reason=fault.chinese,
        remedy=f"已按选择处理：{REMEDY_CHINESE[choice.remedy]}",
        severity=Severity.REFUSED if dropped else Severity.CHANGED,
        file=file,
        layer=layer.value,
        row=_row(records, subject) + 1 if subject else None,
    )
