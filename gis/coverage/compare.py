"""Set two measurements side by side: two years, two profiles, before and after."""

import pandas as pd

from gis.coverage.answer import CoverageAnswer

KEYS = ["unit_kind", "unit_code", "item", "item_chinese", "category", "minutes"]


def compare(before: CoverageAnswer, after: CoverageAnswer) -> pd.DataFrame:
    """Compare two answers, in total and by community, estate and grid."""
    return compare_counts(counts_of(before), counts_of(after))


def counts_of(answer: CoverageAnswer) -> pd.DataFrame:
    """Totals (under unit_kind "all") and units in one frame."""
    totals = answer.totals.assign(unit_kind="all", unit_code="")
    return pd.concat([totals, answer.units], ignore_index=True)


def compare_counts(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Compare two frames of counts.

    Parameters
    ----------
    before, after
        Columns ``KEYS``, households, covered_households.

    Returns
    -------
    DataFrame
        ``KEYS``, households_before, households_after, covered_households_before, covered_households_after
        (NA where the unit or item is only in the other), change (of covered households) and share_change.
    """
    values = ["households", "covered_households"]
    both = before[[*KEYS, *values]].merge(
        after[[*KEYS, *values]], on=KEYS, how="outer", suffixes=("_before", "_after")
    )
    for name in (f"{value}_{when}" for value in values for when in ("before", "after")):
        both[name] = both[name].astype("Int64")
    shares = [
        both[f"covered_households_{when}"].astype("Float64")
        / both[f"households_{when}"].where(both[f"households_{when}"] > 0)
        for when in ("before", "after")
    ]
    return both.assign(
        change=both["covered_households_after"] - both["covered_households_before"],
        share_change=shares[1] - shares[0],
    )
