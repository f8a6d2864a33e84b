"""Call buildings and gates by the names people use: the ledger's sentences name them by code."""

import re
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from gis.reports.text import printable

_CODED = re.compile(r"(?:(?<=在 )(?P<place>\S+)(?= 附近))|(?:(?<=开放出入口 )(?P<gate>[^\s，]+))")


def place_names(
    buildings: pd.DataFrame, estates: pd.DataFrame | None, gates: gpd.GeoDataFrame | None = None
) -> dict[str, str]:
    """Return names by code: 融汇江山3栋, 融汇江山东门; what has no name of its own is left out."""
    estate_names: dict[str, str] = {}
    if estates is not None and len(estates):
        estate_names = dict(zip(estates["code"].astype(str), estates["name"].map(printable), strict=True))
    names: dict[str, str] = {}
    for frame in (buildings, gates):
        if frame is None or "name" not in frame.columns or "estate_code" not in frame.columns:
            continue
        for row in frame[["code", "name", "estate_code"]].to_dict("records"):
            own = printable(row["name"])
            if own:
                names[str(row["code"])] = estate_names.get(str(row["estate_code"]), "") + own
    return names


def in_words(sentence: str, names: Mapping[str, str]) -> str:
    """Return the sentence with the code it speaks of replaced by the place's name; unknown codes stay."""

    def name_of(found: re.Match[str]) -> str:
        return names.get(found.group(), found.group())

    return _CODED.sub(name_of, sentence)
