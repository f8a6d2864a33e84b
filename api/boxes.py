"""A box of the map in a query: ``box=west,south,east,north`` in degrees."""

import math
from typing import Annotated

from fastapi import Depends, Query

from gis.errors import InputError

Box = tuple[float, float, float, float]


def read_box(text: str) -> Box:
    """Read (west, south, east, north).

    Raises
    ------
    InputError
        Not four finite numbers on earth, or west lies east of east, or south north of north (``box_invalid``).
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    # A comparison with NaN is false, so NaN and infinity fail here too.
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(
            "box is not west,south,east,north",
            chinese="范围 box 应为“西经度,南纬度,东经度,北纬度”，单位为度，且西不大于东、南不大于北",
            code="box_invalid",
        )
    return west, south, east, north


def _box_of_query(
    box: Annotated[str | None, Query(max_length=200, description="西,南,东,北，度")] = None,
) -> Box | None:
    """Read the box of a request; None where none is given."""
    return None if box is None else read_box(box)


QueryBox = Annotated[Box | None, Depends(_box_of_query)]
