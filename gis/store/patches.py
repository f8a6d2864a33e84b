"""Keep patches (块): informal groups of estates or buildings of one community, with one leader, across grids."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gis.model.ids import UnitId
from gis.store import units
from gis.store.editions import today
from gis.store.frames import read_shapes, read_table
from gis.store.programs import statement


def add_patch(
    connection: Connection, *, community_id: UnitId, name: str, members: Sequence[UnitId], from_date: date
) -> UnitId:
    """Make a patch of a community from a day (included) on; its members are links, and keep their parents."""
    known = {"community_id": community_id, "name": name, "from_date": from_date}
    patch_id = UnitId(connection.execute(statement("patches", "add_patch"), known).scalar_one())
    connection.execute(statement("patches", "add_version"), {**known, "patch_id": patch_id})
    connection.execute(statement("editions", "refresh_paths"), {"on_date": None})
    for member_id in members:
        units.add_member(connection, patch_id, member_id, from_date=from_date)
    return patch_id


def change_patch(
    connection: Connection, patch_id: UnitId, *, name: str, members: Sequence[UnitId], on_date: date
) -> None:
    """Give a patch other members from a day (included) on, and its name; the days before keep the members they had."""
    known = {"patch_id": patch_id, "on_date": on_date, "members": [int(member) for member in members]}
    connection.execute(statement("patches", "leave"), known)
    there = set(connection.scalars(statement("patches", "members"), known))
    for member_id in members:
        if int(member_id) not in there:
            units.add_member(connection, patch_id, member_id, from_date=on_date)
    connection.execute(statement("patches", "rename"), {**known, "name": name})


def end_patch(connection: Connection, patch_id: UnitId, *, on_date: date) -> bool:
    """End a patch and its members' links: the day given is the first without it; whether there was one."""
    known = {"patch_id": patch_id, "on_date": on_date}
    ended = connection.execute(statement("patches", "end_version"), known).rowcount
    connection.execute(statement("patches", "end_members"), known)
    return bool(ended)


def read_patch_shapes(
    connection: Connection, *, within: Sequence[str], at: date | None = None
) -> gpd.GeoDataFrame:
    """Read the patches at or below some paths as areas: what their members cover together.

    Returns
    -------
    GeoDataFrame
        unit_id, name, community_id, members (how many), geometry in WGS-84.
    """
    known = {"at": at or today(connection), "within": list(within)}
    condition = "v.path <@ CAST(:within AS ltree[])"
    return read_shapes(connection, statement("patches", "shapes", condition), known)


def read_patches(
    connection: Connection, *, within: str | None = None, at: date | None = None
) -> pd.DataFrame:
    """Read the patches of a day with their members.

    Returns
    -------
    DataFrame
        unit_id, code, name, official_code, path, member_id, member_kind, member_name: one row per member.
    """
    conditions = []
    known: dict[str, object] = {"at": at or today(connection)}
    if within is not None:
        conditions.append("v.path <@ CAST(:within AS ltree)")
        known["within"] = within
    return read_table(connection, statement("patches", "patches", *conditions), known)
