"""The concerns map (民情收集图): counts of matters by kind at a building, never names, nothing from small numbers.

A building below ``LEAST_HOUSEHOLDS`` tells nothing, nor does a kind with fewer than ``LEAST_MATTERS``. The kinds that
are too few are told together where they make ``LEAST_MATTERS``, and not at all otherwise; no total is told beside
them, since a total less the kinds would give the hidden number away. The window is one and the same for everybody,
so that two windows cannot be taken from each other.
"""

from collections.abc import Mapping

LEAST_HOUSEHOLDS = 20
LEAST_MATTERS = 3
WINDOW_DAYS = 365
OTHERS = "00"


def told_counts(households: int, counts: Mapping[str, int]) -> dict[str, int]:
    """Give what may be told of a building: matters by main category; empty where nothing may.

    Parameters
    ----------
    households
        Of the building.
    counts
        Matters by 大类 (two digits); disputes are never among them.

    Returns
    -------
    dict[str, int]
        By 大类, the most first; ``OTHERS`` gathers the kinds too few to be told alone.
    """
    if households < LEAST_HOUSEHOLDS:
        return {}
    told = {kind: count for kind, count in counts.items() if count >= LEAST_MATTERS}
    few = sum(counts.values()) - sum(told.values())
    ordered = dict(sorted(told.items(), key=lambda item: (-item[1], item[0])))
    return {**ordered, OTHERS: few} if few >= LEAST_MATTERS else ordered
