"""Rank the places an uncertain position may lie in, and say how sure the first is.

A browser or phone gives a position and the radius within which the true one lies with 95 % probability (W3C
Geolocation). The error is taken as equal in all directions and normal, so the radius is 2.448 standard
deviations (the Rayleigh distribution's 95th percentile: sqrt(-2 ln 0.05)). 400 equally likely positions are laid
out on a sunflower spiral (Vogel 1979), the same every time, and each candidate's share is the share of them
it covers.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from gis.errors import InputError
from gis.locate.index import NO_UNIT, PolygonIndex
from gis.space.measure import metres_per_degree

Array = npt.NDArray[np.float64]

_POSITIONS = 400
_DEVIATIONS_AT_95 = float(np.sqrt(-2.0 * np.log(0.05)))
_GOLDEN_ANGLE = float(np.pi * (3.0 - np.sqrt(5.0)))
LARGEST_ACCURACY_M = 5000.0


class Certainty(StrEnum):
    """How sure the first candidate is: at least 95 %, at least half, or less."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


CERTAINTY_CHINESE = {
    Certainty.SURE: "确定",
    Certainty.LIKELY: "较可能",
    Certainty.UNSURE: "不确定，请核对",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a position may lie in.

    Attributes
    ----------
    unit_id
        The place; None for "in none".
    probability_share
        Share of the probable positions that it covers, 0-1.
    """

    unit_id: int | None
    probability_share: float


def probable_positions(lon: float, lat: float, accuracy_m: float) -> tuple[Array, Array]:
    """400 equally likely true positions (degrees) around a measured one.

    Raises
    ------
    InputError
        ``accuracy_invalid`` below 0 or above 5 km.
    """
    if not 0 <= accuracy_m <= LARGEST_ACCURACY_M:
        raise InputError(
            f"accuracy {accuracy_m} m is not within 0-{LARGEST_ACCURACY_M:g}",
            chinese=f"定位精度半径应在 0–{LARGEST_ACCURACY_M:g} 米之间，收到 {accuracy_m:g}",
            code="accuracy_invalid",
            value=accuracy_m,
        )
    numbers = np.arange(_POSITIONS)
    deviation_m = accuracy_m / _DEVIATIONS_AT_95
    radii_m = deviation_m * np.sqrt(-2.0 * np.log(1.0 - (numbers + 0.5) / _POSITIONS))
    angles = numbers * _GOLDEN_ANGLE
    east_m, north_m = metres_per_degree(lat)
    return lon + radii_m * np.cos(angles) / east_m, lat + radii_m * np.sin(angles) / north_m


def rank_candidates(
    index: PolygonIndex, lon: float, lat: float, *, accuracy_m: float | None = None
) -> list[Candidate]:
    """Places a position may lie in, likeliest first, the smaller id first among equals; shares sum to 1.

    Without an accuracy, or with 0, the one place that covers the position has all of it.
    """
    if not accuracy_m:
        found = index.find_one(lon, lat)
        return [Candidate(None if found == NO_UNIT else found, 1.0)]
    units, counts = np.unique(index.find(*probable_positions(lon, lat, accuracy_m)), return_counts=True)
    order = np.lexsort((units, -counts))
    return [
        Candidate(None if units[i] == NO_UNIT else int(units[i]), float(counts[i]) / _POSITIONS)
        for i in order
    ]


def certainty_of(candidates: list[Candidate]) -> Certainty:
    """Say how sure the first candidate is."""
    first_share = candidates[0].probability_share if candidates else 0.0
    if first_share >= 0.95:
        return Certainty.SURE
    return Certainty.LIKELY if first_share >= 0.5 else Certainty.UNSURE
