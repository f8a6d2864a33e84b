"""Change duties: places of a role, substitutes, returns from absence; and the load of grids."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from gis.errors import NotFound
from gis.model.ids import OfficeholderId, PostId, UnitId
from gis.store.editions import today
from gis.store.frames import read_table
from gis.store.programs import statement


def next_number(connection: Connection, territory: str) -> int:
    """Give the number that a new officeholder of a territory would have."""
    return int(connection.execute(statement("people", "next_number"), {"territory": territory}).scalar_one())


def places_left(connection: Connection, *, role: str, unit_id: UnitId, from_date: date) -> int | None:
    """How many more posts of a role a unit may have from a day on; None where the template leaves it open."""
    known = {"role": role, "unit_id": unit_id, "from_date": from_date}
    row = connection.execute(statement("people", "places_taken"), known).first()
    return None if row is None or row.places is None else int(row.places - row.taken)


def set_substitute(connection: Connection, post_id: PostId, substitute_id: OfficeholderId | None) -> None:
    """Name who stands in for a post's holder (AB角), or nobody; ``NotFound`` where the post has ended."""
    known = {"post_id": post_id, "substitute_id": substitute_id, "on": today(connection)}
    if connection.execute(statement("people", "set_substitute"), known).rowcount == 0:
        raise NotFound(f"no post {post_id}", chinese="没有此岗位，或已结束", code="post_unknown")


def end_absence(connection: Connection, post_id: PostId, *, on_date: date) -> bool:
    """Let the holder act again from a day on; whether there was an absence to end."""
    known = {"post_id": post_id, "on": on_date}
    ended = connection.execute(statement("people", "end_absence"), known).rowcount
    dropped = connection.execute(statement("people", "drop_coming_absences"), known).rowcount
    return bool(ended or dropped)


def read_loads(connection: Connection, *, paths: Sequence[str], at: date | None = None) -> pd.DataFrame:
    """Read the load of each grid at or below some paths; posts and cases are those that the session sees.

    Returns
    -------
    DataFrame
        unit_id, name, community, community_id, households (resident), posts, vacant_posts, people (who act at
        the grid today, each once), open_cases, recent_cases (reported within 30 days).
    """
    known = {"paths": list(paths), "on": at or today(connection)}
    return read_table(connection, statement("people", "loads"), known)
