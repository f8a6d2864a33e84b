"""Put each building into one part of a circle's answer (a tier, beyond, uncertain, unreachable), with its colour."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.reports.findings import CircleFindings

TIER_COLOURS = ("#0b4f8a", "#3f8fc4", "#a6cfe8", "#d5e8f3")
UNCOVERED, UNCERTAIN, UNREACHABLE = "#d7301f", "#b79ad1", "#4d4d4d"
LACKING_COLOURS = ("#3f8fc4", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the households: its text in legends, and its colour."""

    text: str
    colour: str


def parts_of(findings: CircleFindings, item: str) -> list[Part]:
    """Return the parts of an item, nearest tier first; each household is in exactly one."""
    tiers = findings.tiers(item)
    within = [
        Part(
            f"{tier:g} 分钟内" if not place else f"{tiers[place - 1]:g}–{tier:g} 分钟",
            TIER_COLOURS[min(place, 3)],
        )
        for place, tier in enumerate(tiers)
    ]
    return [
        *within,
        Part(f"{tiers[-1]:g} 分钟外", UNCOVERED),
        Part("边界不确定", UNCERTAIN),
        Part("步行不可达", UNREACHABLE),
    ]


def place_of(findings: CircleFindings, item: str) -> npt.NDArray[np.intp]:
    """Return, per building, its position in ``parts_of``.

    A home at exactly a tier's minutes is inside that tier; status decides beyond the widest.
    """
    tiers = findings.tiers(item)
    seconds = findings.buildings[f"{item}_seconds"].to_numpy(dtype=float)
    status = findings.buildings[f"{item}_status"].to_numpy()
    tier = np.searchsorted(np.asarray(tiers) * 60.0, seconds, side="left")
    tier[np.isnan(seconds)] = len(tiers)
    outside = {"uncovered": len(tiers), "uncertain": len(tiers) + 1, "unreachable": len(tiers) + 2}
    elsewhere = pd.Series(status).map(outside).to_numpy(dtype=float)
    return np.where(np.isnan(elsewhere), np.minimum(tier, len(tiers) - 1), elsewhere).astype(np.intp)


def households_by_part(findings: CircleFindings, item: str) -> tuple[int, ...]:
    """Return the households of each part of ``parts_of``; they add up to all households."""
    households = findings.buildings["households"].to_numpy(dtype=float)
    counts = np.bincount(
        place_of(findings, item), weights=households, minlength=len(parts_of(findings, item))
    )
    return tuple(int(count) for count in counts)


def categories_lacking(findings: CircleFindings) -> npt.NDArray[np.intp]:
    """Return, per building, how many of the six categories are not reached at their widest tier.

    Items that are none of the six (party service points) are left out.
    """
    lacking = np.zeros(len(findings.buildings), dtype=np.intp)
    for _, items in six_categories(findings).items():
        reached = np.zeros(len(lacking), dtype=bool)
        for item in items:
            reached |= (findings.buildings[f"{item}_status"] == "covered").to_numpy()
        lacking += ~reached
    return lacking


def six_categories(findings: CircleFindings) -> dict[str, list[str]]:
    """Return the items of each of the six categories that the template measures."""
    items: dict[str, list[str]] = {}
    for row in findings.totals[["item", "category"]].drop_duplicates().itertuples():
        if str(row.category) != "party":
            items.setdefault(str(row.category), []).append(str(row.item))
    return items
