"""Lists by cursor: a page says where the next one starts, so nothing is skipped while rows come and go."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

from gis.errors import InputError

T = TypeVar("T")
MOST_PER_PAGE = 1000


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next_cursor`` is absent on the last one."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageWindow:
    """Which page is asked for.

    Attributes
    ----------
    limit
        Most items of the page, 1 to ``MOST_PER_PAGE``.
    after
        Id of the last item of the page before; None for the first page. Pages are in ascending id.
    """

    limit: int
    after: int | None


def write_cursor(last_id: int) -> str:
    """Write the cursor that starts after ``last_id``; opaque to callers."""
    return base64.urlsafe_b64encode(json.dumps({"after": last_id}).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Read a cursor back into the id it starts after.

    Raises
    ------
    InputError
        The text is not one of our cursors.
    """
    try:
        after = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))["after"]
        if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < 2**63:
            raise ValueError
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            "cursor is not one of ours", chinese="翻页标记无效，请从第一页重新开始", code="cursor_invalid"
        ) from error
    return after


def _read_window(
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="每页条数")] = 100,
    cursor: Annotated[str | None, Query(max_length=200, description="上一页给出的 next_cursor")] = None,
) -> PageWindow:
    """Read ``limit`` and ``cursor`` of a list request."""
    return PageWindow(limit, None if cursor is None else read_cursor(cursor))


Window = Annotated[PageWindow, Depends(_read_window)]


def page_of(items: Sequence[T], window: PageWindow, id_of: Callable[[T], int]) -> Page[T]:
    """Cut a page from items fetched with ``limit + 1``; the surplus item says that more follow."""
    shown = list(items[: window.limit])
    more = len(items) > window.limit
    return Page(items=shown, next_cursor=write_cursor(id_of(shown[-1])) if more else None)
