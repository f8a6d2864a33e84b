"""Frames as GeoJSON answers: a page of features with its cursor, and answers a browser need not fetch twice."""

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum

import geopandas as gpd
from fastapi import Request, Response

from api.paging import PageWindow, write_cursor
from web.features import feature_collection

MEDIA_TYPE = "application/geo+json"


class Detail(StrEnum):
    """How much of a shape is sent: all of it, or one place inside it."""

    SHAPE = "shape"
    POINT = "point"


def with_etag(request: Request, text: str, media_type: str = MEDIA_TYPE) -> Response:
    """Answer with the text, or 304 where the caller has it already.

    The answer may be kept by this caller only, and is asked about each time, since what one may see depends
    on who one is.
    """
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if etag in known:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=media_type, headers=headers)


def feature_page(
    rows: gpd.GeoDataFrame,
    columns: Sequence[str],
    window: PageWindow,
    *,
    id_column: str,
    detail: Detail = Detail.SHAPE,
) -> str:
    """Write one page of a frame as a FeatureCollection with ``next_cursor`` (absent on the last page).

    Parameters
    ----------
    rows
        EPSG:4326; in any order, with unique ids.
    columns
        Properties to send.
    window
        Which page, in ascending id.
    id_column
        Becomes ``feature.id``.
    detail
        Shapes, or one place inside each.
    """
    ordered = rows.sort_values(id_column)
    rest = ordered if window.after is None else ordered[ordered[id_column] > window.after]
    shown = rest.iloc[: window.limit]
    if detail is Detail.POINT:
        shown = shown.set_geometry(shown.geometry.representative_point())
    text = feature_collection(shown, columns, id_column=id_column)
    if len(rest) <= window.limit:
        return text
    cursor = json.dumps(write_cursor(int(shown[id_column].iloc[-1])))
    return f'{text[:-1]},"next_cursor":{cursor}}}'
